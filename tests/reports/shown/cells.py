"""Numbers that stand in a table by themselves, or by themselves in a line: by the page, and the head of the column."""

import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.reports.shown.city import FIRST
from tests.reports.shown.figures import numbers

Rule = Callable[[Any, Any, str], bool]
RULES: list[tuple[str, str, Rule]] = []


def column(page: str, *heads: str) -> Callable[[Rule], Rule]:
    """The rule is of these columns of the page; without one of what stands in no table."""

    def kept(rule: Rule) -> Rule:
        RULES.extend((page, head, rule) for head in heads)
        return rule

    return kept


def fault(room, piece, text: str) -> str:
    """Empty where the number is what its place says that it must be."""
    head = piece.column
    for page, msgid, rule in RULES:
        if page in ("", room.asked.page) and head.startswith(room.words(msgid)) and bool(head) == bool(msgid):
            try:
                if rule(room, piece, text):
                    return ""
            except LookupError:
                # It is of another line.
                continue
    return "not accounted for"


def only(room, text: str) -> Decimal | None:
    found = room.numbers(text)
    return found[0] if len(found) == 1 else None


# Charts, their tables, and maps.


@column("", "")
def scale(room, piece, text):
    """The axis of a chart: within what it says itself to reach, which is no less than what the table beside it shows."""
    drawing = piece.element.within("svg")
    if not drawing:
        return False
    # The drawing names its axes in English, whatever the page speaks; nobody hears it (role="img").
    ends = [numbers(one.said.get("aria-label", ""), "en")[-2:] for one in drawing.all("g") if is_axis(one)]
    return bool(ends) and all(ends[0][0] <= each <= ends[0][1] for each in room.numbers(text))


def is_axis(group) -> bool:
    label = group.said.get("aria-label", "")
    return label.startswith("Y-axis") and len(numbers(label, "en")) >= 2


@column("", "")
def axis(room, piece, text):
    return piece.element.tag == "g" and bool(re.match("[XY]-axis", text))


def of_row(room, piece):
    return room.months_named[piece.row]


@column("dashboard", "of the chart")
@column("kecamatan", "of the chart")
def of_the_chart(room, piece, text):
    """The headline of the month of the line."""
    month = of_row(room, piece)
    return only(room, text) == room.here("", "month", month)


# The ladder.

# Of what the share of a rung is.
OF = {"new_entrepreneurs": "licensed", "level_up": "licensed"}


@column("dashboard", "of a rung")
@column("kecamatan", "of a rung")
def of_the_rung(room, piece, text):
    """Which share of the registered, or of the licensed, has come to the rung, with both of its numbers."""
    metric = room.metric_named(piece.row)
    value, whole = (room.here(each, "through") for each in (metric, OF.get(metric, "registered")))
    share, _percent, both = piece.element.within("figcaption").text().partition("%")
    return room.numbers(both) == [value, whole] and room.is_share(share, value, whole)


@column("dashboard", "Since P1")
def days_to_the_rung(room, piece, text):
    """The API's median of the days, and the recount's: of what was counted when the day began."""
    metric = room.metric_named(piece.row)
    told = {rung["metric"]: rung["median_days"] for rung in room.summary["ladder"]}
    recounted = room.once(room.answers.memory.waits, room.month, room.this_morning)
    return only(room, text) == told[metric] == recounted[metric]


@column("dashboard", "Target")
@column("when", "Target")
def target_of_month(room, piece, text):
    return only(room, text) == room.summary["headline"]["month"]["target"]


@column("", "")
def corrections(room, piece, text):
    """“Maret 2018 (+3)”: of which month a correction is, or for the closing of which it waits."""
    if not re.fullmatch(r"(?:[^\d]*⟨(?:date|told)⟩ \([+−][\d.,]+\)[^\d]*)+", text):
        return False
    asked = room.near(piece) or [room.question("", "month")]
    adjustments = [room.adjusted(each) for each in asked]
    told = {value for each in asked for counts in room.answers.since(each)[1:] for value in counts.values()}
    told |= {value for by_month in adjustments for value in by_month.values()}
    return all(number in told for number in room.numbers(text))


@column("", "")
def again(room, piece, text):
    """The number of a page by itself: that of its question, or of a link beside it."""
    if piece.cell or not piece.element.within("p", "dd", "span", "strong"):
        return False
    number = only(room, text)
    if room.asked.page == "records":
        (asked,) = room.near(piece)
        adjusted = room.adjustments_published(asked)
        return number in {room.answers.recounted(asked), adjusted}
    if "figure-value" in piece.element.said.get("class", ""):
        return number in {room.here("", "month"), room.here("", "through")} or room.is_planned(number)
    return False


@column("dashboard", "of the corrections")
@column("kecamatan", "of the corrections")
def corrected_month(room, piece, text):
    """Of a month, by how much what this one published moved it."""
    month = of_row(room, piece)
    return only(room, text) == room.adjusted(room.question("", "month", room.kecamatan))[month]


# When.


@column("when", "Straight line to the target")
def straight(room, piece, text):
    goal = room.summary["headline"]["programme"]["target"]
    return only(room, text) == goal * (of_row(room, piece) - FIRST + 1) // 60


@column("when", "Pace that was needed from that month on")
def pace(room, piece, text):
    month = of_row(room, piece)
    before = sum(room.here("", "month", each) for each in FIRST.until(month + -1)) if month > FIRST else 0
    return only(room, text) == max(0, math.ceil(Decimal(200_000 - before) / (60 - (month - FIRST))))


@column("when", "At the pace of the last six months", "Between")
def fan(room, piece, text):
    """So many months on from what there is through the month, at the pace that the API tells."""
    found, month = room.numbers(text), of_row(room, piece)
    if not room.forecast["programme"]:
        return False
    through, per_month = room.forecast["programme"]["through"], room.forecast["programme"]["per_month"]
    names = ["value"] if len(found) == 1 else ["low", "high"]
    on = month - room.month
    return on >= 0 and found == [through[name] + on * per_month[name] for name in names]


@column("when", "Forecast on this day", "Between", "Reached", "Off by")
def replayed(room, piece, text):
    """What the API says of the forecasts of earlier months."""
    month = of_row(room, piece)
    told = (room.forecast["forecast"] or {}).get("replays", [])
    row = next((each for each in told if each["month"] == str(month)), None)
    return bool(row) and all(
        number in {*row.values(), abs(row["value"] - row["reached"]), *room.off_by(row)}
        for number in room.numbers(text)
    )


@column("when", *map(str, range(25)))
def cohort(room, piece, text):
    """How many of those who registered in the month had reached the rung so many months later, and which share."""
    if piece.cell.tag == "th":
        return True
    registered, reached = room.cohorts[of_row(room, piece).first]
    people = reached[int(piece.column)]
    number = only(room, text)
    if piece.element.tag == "small":
        return room.is_share(text, people, registered)
    return number == people


@column("when", "Registered in", "People")
def months_later(room, piece, text):
    """The heads of the second line: so many months later."""
    return piece.cell.tag == "th" and not piece.element.within("tbody")


# Months.


@column("months", "Digest")
@column("months", "")
def digest(room, piece, text):
    """Its beginning may by chance be digits alone."""
    return room.is_digest(text)


@column("months", "Number", "Month")
def closing(room, piece, text):
    return only(room, text) in room.closings


@column("month", "Jakarta", "From outside")
def figure(room, piece, text):
    return only(room, text) in room.figures(piece)


@column("month", "Closing", "Now")
def beside(room, piece, text):
    return piece.element.within("thead") is None and only(room, text) in room.figures(piece)


@column("month", "Change")
def changed(room, piece, text):
    return only(room, text) in room.changes(piece)


@column("month", "Records")
def waits(room, piece, text):
    """The sum of the kinds beside it."""
    line = piece.element.within("tr")
    kinds = line.all("small")[0].text()
    return only(room, text) == sum(room.numbers(kinds))


@column("month", "Kecamatan")
def waits_by_kind(room, piece, text):
    """All of them together are what waits."""
    lines = piece.table.all("tbody")[0].all("small")
    return sum(number for line in lines for number in room.numbers(line.text())) == room.waiting


@column("months", "")
def change(room, piece, text):
    """By how much the number of now differs from the first one."""
    asked = room.moved(piece)
    return only(room, text) == room.answers.recounted(asked) - room.answers.recounted(asked.read("first"))


# Records.


@column("records", "Fall out", "Left")
def condition(room, piece, text):
    told = room.explained["records"]
    counted = {
        told["recorded"],
        told["counting"],
        told["worth"],
        told["less"],
        room.explained["value"],
        told["on_the_way"],
    }
    counted |= {-told["less"]} | {sign * line["records"] for line in told["conditions"] for sign in (1, -1)}
    return only(room, text) in counted | {line["left"] for line in told["conditions"]}


@column("records", "Entries", "Added", "Taken away", "Together", "Revisions")
def posted(room, piece, text):
    told = room.explained
    rows = [
        {
            each["entries"],
            each["added"],
            each["taken"],
            each["added"] + each["taken"],
            each["first_revision"],
            each["last_revision"],
        }
        for each in told["entries"]
    ]
    return any(set(room.numbers(text)) <= row for row in [*rows, {told["value"]}])


@column("records", "Counts", "Entry", "Revision")
def member(room, piece, text):
    return room.is_member(piece, only(room, text))


# What everybody may read.


@column("public", "of the last closed month", "Since the start")
def of_the_ladder(room, piece, text):
    """What is told openly of the metric, of the month or of all of them."""
    told = room.told_openly(room.metric_named(piece.row))
    since = piece.column.startswith(room.words("Since the start"))
    return only(room, text) == (sum(told.values()) if since else told[room.last_closed])


@column("public", "Quarters hidden")
def hidden(room, piece, text):
    rows = room.open_table("kecamatan")
    code = room.code_of(piece)
    return only(room, text) == len(
        {row["quarter"] for row in rows if row["kecamatan"] == code and row["metric"] == room.mapped and row["hidden"]}
    )


@column("public", "Published, and the rung that it meant")
def claimed(room, piece, text):
    return set(room.numbers(text)) <= room.claimed


@column("public", "")
def command(room, piece, text):
    return piece.element.tag == "code" and only(room, text.replace("⟨code⟩", "")) in room.closings
