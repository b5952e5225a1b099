"""What was recorded towards a number, and at which condition each record of it falls out."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from reports.contributions import PIECES, text_of
from reports.explaining.asked import Number

FOLDER = Path(__file__).parent / "recorded"

COUNTS = "counts"
# The conditions in the order in which they are told; a record falls out at the first that it does not meet.
CONDITIONS = [
    "struck_out",
    "not_paid",
    "not_handed_in",
    "waits",
    "returned",
    "revoked",
    "not_there",
    "no_identity",
    "no_home",
    "other_name",
    "other_type",
    "no_registration",
    "before",
    "not_new",
    "is_new",
    "no_licence",
    "no_help",
    "no_proof",
    "too_short",
    "too_few",
    "too_little",
    "another_day",
    "same_day",
    "no_more",
    "case_waits",
    "case_returned",
    "case_revoked",
    "elsewhere",
    "outside",
    "not_yet",
    "on_its_way",
    "earlier",
    "again",
]
# What is recorded towards each metric about people, and what it says of a record that meets every condition of its own
# while the person does not count by then.
OF_PEOPLE = {
    "registered": ("registered", "on_its_way"),
    "trained": ("trained", "too_little"),
    "mentored": ("mentored", "another_day"),
    "licensed": ("licence", "on_its_way"),
    "level_up": ("licence", "is_new"),
    "marketed": ("step", "on_its_way"),
    "bookkeeping": ("step", "on_its_way"),
    "funded": ("step", "on_its_way"),
    "new_entrepreneurs": ("new_entrepreneurs", "not_yet"),
}
KINDS = {"marketed": "market", "bookkeeping": "books", "funded": "capital"}
# A record counts in the month of its day; a person, who has several, in any of the months.
IN_ITS_MONTH, IN_THESE_MONTHS = "counted_in = month_of(day)", "counted_in >= %(first)s"


@dataclass(frozen=True)
class Line:
    """At that condition so many records fall out, and so many are left."""

    condition: str
    records: int
    left: int


@dataclass(frozen=True)
class Records:
    """Everything that was recorded, what fell out of it, and the records that count: they are `worth` the number.

    `less` are those that another metric takes off; `on_the_way` is what the last seconds changed and nobody posted yet.
    """

    recorded: int
    lines: list[Line]
    counting: int
    worth: int
    less: int
    on_the_way: int

    @property
    def value(self) -> int:
        return self.worth - self.less + self.on_the_way


def records_of(number: Number) -> Records:
    """As they are now, for a number as it is now."""
    found = {verdict: (records, worth) for verdict, records, worth in _sorted_out(number)}
    counting, worth = found.pop(COUNTS, (0, 0))
    left = recorded = counting + sum(records for records, _worth in found.values())
    lines = []
    for condition in sorted(found, key=CONDITIONS.index):
        records, _worth = found[condition]
        left -= records
        lines.append(Line(condition, records, left))
    plain = Number(number.metric, number.first, number.last, kecamatan=number.kecamatan)
    value, whole = number.value(), plain.value() if number.less else None
    less = whole - value if whole is not None else 0
    return Records(recorded, lines, counting, worth, less, on_the_way=value + less - worth)


def _sorted_out(number: Number) -> list[tuple[str, int, int]]:
    """Of each verdict the records, and what they are worth."""
    first, (_month, after) = number.first.first, number.last.days()
    said: dict[str, Any] = {
        "metric": number.metric,
        "suffix": number.suffix,
        "first": first,
        "last": number.last.first,
        "after": after,
        "place": number.kecamatan,
        "kind": KINDS.get(number.plain),
        "late": OF_PEOPLE.get(number.plain, ("", ""))[1],
        "licensed": f"licensed{number.suffix}",
        "help": [f"trained{number.suffix}", f"mentored{number.suffix}"],
    }
    with connection.cursor() as cursor:
        cursor.execute(_text(number.plain, in_a_place=bool(number.kecamatan)), said)
        return [(verdict, records, int(worth)) for verdict, records, worth in cursor.fetchall()]


@functools.cache
def _text(metric: str, *, in_a_place: bool) -> str:
    if metric not in OF_PEOPLE:
        return _whole(metric)
    recorded, _late = OF_PEOPLE[metric]
    parts = {
        "recorded": _whole(recorded),
        "placed": _whole("somewhere" if in_a_place else "everywhere"),
        "meets": IN_THESE_MONTHS if metric == "new_entrepreneurs" else IN_ITS_MONTH,
    }
    text = _whole("person")
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", part)
    return text


def _whole(name: str) -> str:
    text = (FOLDER / f"{name}.sql").read_text()
    for piece in PIECES:
        if f"{{{piece}}}" in text:
            text = text.replace(f"{{{piece}}}", text_of(piece))
    return text
