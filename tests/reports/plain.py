"""The ledger and what can be asked of it once more, in plain Python: a test's own copy of every entry that it saw posted."""

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from okoce.core.months import Month
from reports.summary import Question


class Entry(NamedTuple):
    id: int
    source_kind: str
    source_id: uuid.UUID
    metric: str
    month: datetime.date
    posting_month: datetime.date
    kecamatan: str
    gender: str
    age_band: str
    vintage: str
    delta: int
    reason: str
    change: uuid.UUID | None
    revision_id: int


WHERE = {"yes": {True}, "no": {False}, "all": {True, False}}


def answer(ledger: Iterable[Entry], closed: Mapping[datetime.date, int], question: Question) -> list[dict[str, Any]]:
    """What the question is to be answered when these are the entries, and by month the revision of its first closing."""
    counted: Counter = Counter()
    for entry in ledger:
        if (
            entry.metric in question.metrics
            and (entry.kecamatan != "LUAR") in WHERE[question.resident]
            and entry.kecamatan in (question.kecamatan or {entry.kecamatan})
            and (month := _told_in(entry, closed, question.vintage))
            and question.first <= month <= question.last
        ):
            counted[*(_said(name, entry, month) for name in question.by), entry.metric] += entry.delta
    names = [*question.by, "metric", "value"]
    return [dict(zip(names, (*told, value), strict=True)) for told, value in counted.items() if value]


def vintage_of(entry: Entry, closed: Mapping[datetime.date, int], came: Mapping[str, int]) -> str:
    """By the revision of each month's first closing, and that in which each series `came`; not by what the entry says."""
    if entry.month not in closed or entry.revision_id <= closed[entry.month]:
        return "first"
    series = entry.metric.partition("@")[2]
    return "backcast" if closed[entry.month] < came.get(series, 0) else "adjustment"


def _told_in(entry: Entry, closed: Mapping[datetime.date, int], vintage: str) -> Month | None:
    """In which month the vintage tells of the entry; in none maybe."""
    if vintage == "latest" or (vintage == "first" and entry.vintage == "first" and entry.month in closed):
        return Month.of(entry.month)
    return Month.of(entry.posting_month) if (vintage, entry.vintage) == ("adjustments", "adjustment") else None


def _said(name: str, entry: Entry, month: Month) -> str | int:
    said = {
        "month": str(month),
        "year": month.year,
        "city": entry.kecamatan[:5],
        "resident": "yes" if entry.kecamatan != "LUAR" else "no",
    }
    return said[name] if name in said else getattr(entry, name)


def published(ledger: Iterable[Entry], month: datetime.date) -> Counter:
    """What was published in the month, of itself and of earlier ones: {(month, metric, kecamatan): value} without zeros."""
    figures: Counter = Counter()
    for entry in ledger:
        if entry.posting_month == month:
            figures[entry.month, entry.metric, entry.kecamatan] += entry.delta
    return without_zeros(figures)


def without_zeros(counts: Counter) -> Counter:
    return Counter({cell: value for cell, value in counts.items() if value})
