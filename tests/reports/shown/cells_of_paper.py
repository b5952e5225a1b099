"""Numbers in the tables of what is printed and mailed, and by themselves in it: by the head of the column, and of the line."""

import re
from itertools import pairwise

from tests.reports.shown.cells import column, of_row, only
from tests.reports.shown.kinds import per_person
from tests.reports.shown.written import places

# Both papers, and the mail.
PAPERS = ["report", "governor", "mail"]
OUTSIDE = "LUAR"


def of_papers(*heads: str):
    """The rule is of these columns in each of them."""

    def kept(rule):
        for page in PAPERS:
            column(page, *heads)(rule)
        return rule

    return kept


# The large numbers, and their lines.


@of_papers("")
def figure(room, piece, text):
    """The month, the programme, and the pace that is needed: by which of the three it is."""
    told = [room.here("", "month"), room.here("", "through"), room.summary["headline"]["required_per_month"]]
    return room.figure(piece) >= 0 and only(room, text) == told[room.figure(piece)]


# By what a line of a section says, what its number is.
LINES = {
    "Trainings that count": lambda room: room.here("trainings", "month"),
    "Created in programme year %(number)s, since %(first)s": lambda room: room.here("jobs_created", "programme_year"),
    "Declared and not verified: not in the number": lambda room: room.declared,
    "Spent in %(year)s": lambda room: room.here("spending", "year"),
    "To each new entrepreneur (%(value)s to %(people)s people)": lambda room: per_person(room, None, {}),
}


@of_papers("")
def line(room, piece, text):
    told = [put for says, put in LINES.items() if piece.row.startswith(room.words(says).partition("%(")[0])]
    return bool(piece.row and told) and only(room, text) == told[0](room)


# The ladder.


@of_papers("of the month", "Since the start", "since the start")
def rung(room, piece, text):
    """In the month or since the start; of people from outside in a line of their own."""
    outside = piece.row == room.words("Registered, from outside Jakarta")
    metric = "registered" if outside else room.metric_named(piece.row)
    span = "month" if piece.column.startswith(room.words("of the month")) else "through"
    asked = room.question(metric, span, OUTSIDE if outside else "")
    return only(room, text) == room.answers.recounted(asked)


# Month by month.


@of_papers("of the chart")
def of_the_month(room, piece, text):
    return only(room, text) == room.here("", "month", of_row(room, piece))


@of_papers("Target")
def target(room, piece, text):
    return only(room, text) == room.target_of(of_row(room, piece))


@of_papers("First published")
def first_published(room, piece, text):
    return only(room, text) == room.first_published(of_row(room, piece))


@column("report", "Now")
def now(room, piece, text):
    return only(room, text) == room.here("", "month", of_row(room, piece))


@column("report", "Why")
def why(room, piece, text):
    """The reasons come to what changed."""
    month = of_row(room, piece)
    change, told = room.here("", "month", month) - room.first_published(month), sum(room.numbers(text))
    return change in {told, -told}


@of_papers("")
def axis(room, piece, text):
    """From nothing in even steps to no less than the largest bar; and what stands over bars that are hardly seen."""
    told = room.numbers(text)
    lines = told[: 1 + told.index(max(told))]
    steps = {later - earlier for earlier, later in pairwise(lines)}
    bars = [room.here("", "month", month) for month in room.bars]
    over = [[], *(bars[::-every][::-1] for every in range(1, len(bars) + 1))]
    whole = lines[0] == 0 and len(steps) == 1 and lines[-1] >= max(bars)
    return piece.element.tag == "figure" and whole and told[len(lines) :] in over


# The kecamatan.


@column(
    "report", "of the chart", "Registered", "Trained", "Licensed", "New entrepreneurs", "Trainings", "Mentoring visits"
)
def of_kecamatan(room, piece, text):
    """What the head of the column names, of the place of the line."""
    name = piece.column
    metric = "" if name.startswith(room.headline_name) else room.metric_named(name)
    span = "through" if room.words("since the start") in name else "month"
    sums = {room.words("Jakarta"): "", room.words("Outside Jakarta"): OUTSIDE}
    code = room.code_of(piece) or sums[piece.row]
    return only(room, text) == room.answers.recounted(room.question(metric, span, code))


@column("governor", "")
def tile(room, piece, text):
    """By the first letters of the name beside it."""
    short = re.match(r"\w+", piece.element.text()).group()
    codes = [code for name, code in places().items() if shortened(name) == short]
    return len(codes) == 1 and only(room, text) == room.answers.recounted(room.question("", "through", codes[0]))


def shortened(name):
    """Four letters of one word, two of each of two, the first one of each of more."""
    words = name.split()
    return "".join(word[: {1: 4, 2: 2}.get(len(words), 1)] for word in words)


@column("governor", "")
def legend(room, piece, text):
    """The ends of a shade are numbers of the map."""
    told = {room.answers.recounted(room.question("", "through", code)) for code in places().values()}
    return piece.element.tag == "span" and set(room.numbers(text)) <= told


# The foot of each page, and a mail that has no tables.


@of_papers("")
def foot(room, piece, text):
    feet = room.main.all("footer")
    return piece.element in feet and room.numbers(text) == [feet.index(piece.element) + 1, len(feet)]


@column("mail", "")
def in_a_line(room, piece, text):
    """“Trained: 9 / 26”, or “Mar 2018: 5 / 4,000 (final)”."""
    if piece.element.tag != "pre":
        return False
    name, _colon, told = text.partition(": ")
    month = room.months_named.get(piece.text.partition(":")[0])
    if month:
        return room.numbers(told)[:2] == [room.here("", "month", month), room.target_of(month)] and (
            room.numbers(told)[2:] in ([], [room.first_published(month)])
        )
    metric = room.metric_named(name)
    return room.numbers(told) == [room.here(metric, "month"), room.here(metric, "through")]
