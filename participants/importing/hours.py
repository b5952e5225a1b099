"""The hours of a meeting as spreadsheets write them: a time of day, or two in one cell."""

import re

from django.utils.translation import gettext as _

from participants.importing.columns import clock, written
from participants.importing.kinds import Judged

BETWEEN = re.compile(r"\s*(?:-|–|—|s\.?\s?/?d\.?|sampai|hingga|until)\s*", re.IGNORECASE)
AROUND = re.compile(r"^(?:pkl|pukul|jam)\b[.:]?\s*|\s*\bwib\b\.?", re.IGNORECASE)
WHOLE = re.compile(r"\d{1,2}", re.ASCII)
# An end that is none: until it is over.
OPEN = "selesai"


def hours(cell: object) -> str | None:
    """`09:00`, or `09:00-12:00` where the cell says from when until when."""
    if not isinstance(cell, str):
        return clock(cell)
    said = AROUND.sub("", written(cell))
    found = BETWEEN.search(said)
    if not found:
        return _time(said)
    begin, end = said[: found.start()], said[found.end() :]
    return "-".join(filter(None, [_time(begin or found[0]), _time("" if end.casefold() == OPEN else end)]))


def _time(said: str) -> str | None:
    return clock(f"{said}.00" if WHOLE.fullmatch(said) else said)


def part_hours(row: Judged) -> None:
    """Say the begin alone under `starts_at`, and the end that stood with it under `ends_at`."""
    begin, _between, end = (row.said["starts_at"] or "").partition("-")
    row.said["starts_at"] = begin or None
    said = row.said.get("ends_at")
    if end and said and said != end:
        row.mistakes.setdefault("ends_at", _("Another end stands beside the begin: leave one of the two out."))
    row.said["ends_at"] = said or end or None
