"""The ledger and what can be asked of it once more, in plain Python: a test's own copy of every entry that it saw posted."""

import datetime
import uuid
from collections import Counter
from collections.abc import Collection, Iterable
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
    delta: int
    reason: str
    change: uuid.UUID | None
    revision_id: int


WHERE = {"yes": {True}, "no": {False}, "all": {True, False}}


def answer(ledger: Iterable[Entry], final: Collection[datetime.date], question: Question) -> list[dict[str, Any]]:
    """What the question is to be answered when these are the entries and those months are final."""
    counted: Counter = Counter()
    for entry in ledger:
        if (
            entry.metric in question.metrics
            and (entry.kecamatan != "LUAR") in WHERE[question.resident]
            and entry.kecamatan in (question.kecamatan or {entry.kecamatan})
            and (month := _told_in(entry, final, question.vintage))
            and question.first <= month <= question.last
        ):
            counted[*(_said(name, entry, month) for name in question.by), entry.metric] += entry.delta
    names = [*question.by, "metric", "value"]
    return [dict(zip(names, (*told, value), strict=True)) for told, value in counted.items() if value]


def _told_in(entry: Entry, final: Collection[datetime.date], vintage: str) -> Month | None:
    """In which month the vintage tells of the entry; in none maybe."""
    in_its_own = entry.posting_month == entry.month
    if vintage == "latest" or (vintage == "first" and in_its_own and entry.month in final):
        return Month.of(entry.month)
    return Month.of(entry.posting_month) if vintage == "adjustments" and not in_its_own else None


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
