"""Numbers in the tables of the rooms of money, facilitators and the planner: by the head of the column, and of the line."""

from decimal import Decimal

from tests.reports.shown import today
from tests.reports.shown.cells import column, of_row, only
from tests.reports.shown.city import TODAY
from tests.reports.shown.plan import shown, tenths

# Money.


@column("money", "Since")
def so_far(room, piece, text):
    return only(room, text) == room.here("spending", "year", of_row(room, piece))


@column("money", "For each of them")
def per_person(room, piece, text):
    rupiah, people = (
        room.answers.recounted(room.question(metric, "year", room.code_of(piece)))
        for metric in ("spending", "new_entrepreneurs")
    )
    return only(room, text) == (2 * rupiah + people) // (2 * people)


@column("money", "Planned", "Committed", "Paid")
def of_stage(room, piece, text):
    """Of the whole year, by item or by kecamatan."""
    stage = next(name for name in ("planned", "committed", "paid") if room.is_stage(piece.column, name))
    said = {"stage": stage, "month__year": room.month.year}
    return only(room, text) == sum_of(room, piece, said)


@column("money", "Training", "Mentoring", "Facilitators", "Rooms", "Equipment")
def of_item(room, piece, text):
    """What is paid until the month, by month or by kecamatan."""
    item = next(name for name in room.items if room.is_item(piece.column, name))
    said = {"stage": "paid", "item": item, "month__year": room.month.year, "month__lte": room.month.first}
    return only(room, text) == sum_of(room, piece, said)


def sum_of(room, piece, said) -> int:
    code, month = room.code_of(piece), room.months_named.get(piece.row)
    item = next((name for name in room.items if room.is_item(piece.row, name)), None)
    said |= {"kecamatan": code} if code else {}
    said |= {"month": month.first} if month else {}
    said |= {"item": item} if item else {}
    return sum(today.paid(**said).values())


# Facilitators.


@column("facilitators", "Trainings", "Visits", "Hours")
def logged(room, piece, text):
    code = room.code_of(piece)
    rows = [
        row
        for (name, place), row in room.once(today.logged, room.month).items()
        if (place if code else name) == (code or piece.row)
    ]
    trainings, minutes = sum(len(row.trainings) for row in rows), sum(row.minutes for row in rows)
    told = {
        "Trainings": trainings,
        "Visits": sum(row.visits for row in rows),
        "Hours": today.hours(minutes),
    }
    name = next(name for name in told if piece.column.startswith(room.words(name)))
    return only(room, text) == told[name]


@column("facilitators", "Without an entry")
def silent(room, piece, text):
    return only(room, text) == room.once(today.silent, TODAY.date())[piece.row]


@column("facilitators", "Handed in after")
def handed_in(room, piece, text):
    return only(room, text) == Decimal(today.middle(room.once(today.handed_in, room.month)[piece.row]))


@column("facilitators", "Under contract")
def contracted(room, piece, text):
    return only(room, text) == room.once(today.contracted, room.month)[room.code_of(piece)]


@column("facilitators", "Honour", "For each logged hour")
def honour(room, piece, text):
    code = room.code_of(piece)
    rupiah = sum(today.paid(stage="paid", item="facilitators", month=room.month.first, kecamatan=code).values())
    minutes = sum(row.minutes for (_name, place), row in room.once(today.logged, room.month).items() if place == code)
    hours = today.hours(minutes)
    return only(room, text) in {rupiah, round(rupiah / hours) if hours else None}


# The planner.


def link_of(room, piece) -> int:
    """Which of the chain the line or the column is."""
    names = {room.words_of(link): at for at, link in enumerate(room.plan(room.kecamatan).links)}
    return names[piece.row if piece.row in names else piece.column]


@column("planner", "As it went", "Assumed")
def went(room, piece, text):
    """Of each before, or in a month; and of how many that is."""
    plan, at = room.plan(room.kecamatan), link_of(room, piece)
    if piece.element.tag == "small":
        return room.numbers(text) == [plan.counted(plan.links[at]), plan.counted(plan.links[at - 1])]
    rate = plan.rates()[at - 1] if at else None
    told = shown(plan.a_month()[at]) | ({tenths(rate * (100 if at > 1 else 1))} if rate is not None else set())
    return only(room, text.replace("%", "")) in told


@column("planner", "For")
def taken(room, piece, text):
    """What it takes of each link to reach what the head of the column says."""
    goal = room.numbers(piece.column)[0]
    return goal in room.goals() and only(room, text) == room.plan(room.kecamatan).taken(int(goal))[link_of(room, piece)]


@column("planner", "Own target")
def own_target(room, piece, text):
    return only(room, text) == room.own[room.code_of(piece)]["month"]


@column("planner", "by its own conversion", "by that of Jakarta")
def trainings_taken(room, piece, text):
    code = room.code_of(piece)
    whose = code if piece.column == room.words("by its own conversion") else ""
    return only(room, text) == room.plan(whose).taken(room.own[code]["month"])[0]


@column("planner", "Trainings", "Registered", "Trained", "Licensed", "of the chart")
def counted(room, piece, text):
    plan = room.plan(room.code_of(piece))
    return only(room, text) == plan.counted(plan.links[link_of(room, piece)])
