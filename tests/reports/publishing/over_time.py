"""What somebody makes of every copy that they ever kept, of both tables and the page."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from tests.reports.publishing.attacker import Bounds, Name
from tests.reports.publishing.history import REASONS, Copy
from tests.reports.publishing.known import moved_up_or_not, of_city, pencil_of

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December"]  # fmt: skip


def bounds_over_time(copies: Sequence[Copy]) -> dict[Name, Bounds]:
    """The bounds of every number in any copy; `("now", which copy, month, metric)` is what stood there then of a month.

    What is told once for ever the last copy has. A month that was closed is another number only after a closing. What is told live is
    another one in each copy, but where nothing happened between two of them, or only a month was closed or opened.
    """
    pencil = pencil_of(copies[-1].months["rows"], copies[-1].places["rows"])
    for which, copy in enumerate(copies):
        for row in copy.months["rows"]:
            of_city(pencil, ("now", which, row["month"], row["metric"]), row["value"])
    for name in [name for name in pencil.bounds if (name[0], name[-1]) == ("now", "level_up")]:
        moved_up_or_not(pencil, name)
    for which, (before, after) in enumerate(pairwise(copies)):
        told = once(before)
        if nothing_counted(before, after):
            for name in once(after).keys() - told.keys():
                if name[0] == "month":
                    pencil.adds_up([("now", which + 1, *name[1:])], name)
        for row in before.months["rows"]:
            of_it = row["month"], row["metric"]
            was_closed = ("month", *of_it) in told
            if before.closings == after.closings if was_closed else nothing_counted(before, after):
                pencil.adds_up([("now", which, *of_it)], ("now", which + 1, *of_it))
    return pencil.works_out()


def nothing_counted(before: Copy, after: Copy) -> bool:
    """A closing or a reopening is a revision of its own: where it is the only one, nothing was counted."""
    return after.revision - before.revision <= len(before.final ^ after.final)


def once(copy: Copy) -> dict[Name, int | None]:
    """What is told once for ever: the rows of a quarter, and what a month first published."""
    told: dict[Name, int | None] = {
        ("place", row["quarter"], row["kecamatan"], row["metric"]): row["value"] for row in copy.places["rows"]
    }
    for row in copy.months["rows"]:
        if row["first_published"] is not None or "first_published" in row["hidden"].split():
            told["month", row["month"], row["metric"]] = row["first_published"]
    return told


def told_otherwise(copies: Sequence[Copy]) -> list[Name]:
    """What a later copy tells otherwise than an earlier one, or no more at all."""
    return [
        name
        for before, after in pairwise(map(once, copies))
        for name, value in before.items()
        if after.get(name, "gone") != value
    ]


def said_besides(copy: Copy, metric: str, less: str = "") -> Iterator[Any]:
    """What the page says of revisions that does not stand in the table of months, or tells a small number of a reason."""
    table: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in copy.months["rows"]:
        table[row["month"]][row["metric"]] = row
    section = copy.page.partition("What changed since it was first published")[2].partition("The seal on it")[0]
    for name, year, first, now in re.findall(
        r"(\w+) (\d{4}): (\d[\d,]*) first published, (?:and )?(\d[\d,]*) now", section
    ):
        rows = table[f"{year}-{MONTHS.index(name) + 1:02}"]
        if any(rows[each]["hidden"] for each in (metric, less) if each):
            yield name, year, "is hidden"
        elif (told := [reading(rows, metric, less, of) for of in ("first_published", "value")]) != [
            *map(number, (first, now))
        ]:
            yield name, year, told, first, now
    for amount in re.findall(rf"(\d[\d,]*) (?:{'|'.join(REASONS.values())})", section):
        if number(amount) <= 4:
            yield amount


def reading(rows: dict[str, Any], metric: str, less: str, column: str) -> int:
    return rows[metric][column] - (rows[less][column] if less else 0)


def number(text: str) -> int:
    return int(text.replace(",", ""))
