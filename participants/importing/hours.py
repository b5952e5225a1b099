"""The hours of a meeting as spreadsheets write them: a time of day, or two in one cell."""

import re

from django.utils.translation import gettext as _

from participants.importing.columns import clock, written
from participants.importing.kinds import Judged

BETWEEN = re.compile(r"\s*(?:-|–|—|s\.?\s?/?d\.?|sampai|hingga|until)\s*", re.IGNORECASE)
ZONE = re.compile(r"^(?:pkl|pukul|jam)\b\.?\s*|\s*\bwib\b\.?", re.IGNORECASE)


def hours(cell: object) -> str | None:
    """`09:00`, or `09:00-12:00` where the cell says from when until when."""
    said = ZONE.sub("", written(cell)) if isinstance(cell, str) else ""
    begin, between, end = _parted(said)
    return f"{clock(begin)}-{clock(end)}" if between else clock(said or cell)


def _parted(said: str) -> tuple[str, str, str]:
    found = BETWEEN.search(said)
    return (said[: found.start()], found[0], said[found.end() :]) if found else (said, "", "")


def part_hours(row: Judged) -> None:
    """Say the begin alone under `starts_at`, and the end that stood with it under `ends_at`."""
    begin, _between, end = (row.said["starts_at"] or "").partition("-")
    row.said["starts_at"] = begin or None
    said = row.said.get("ends_at")
    if end and said and said != end:
        row.mistakes.setdefault("ends_at", _("Another end stands beside the begin: leave one of the two out."))
    row.said["ends_at"] = said or end or None
