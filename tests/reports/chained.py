"""The text of a link once more, in plain Python, from the words of docs/counting.md (“The chain”) and from plain rows."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from reports.models import Closing, Definition, Figure, LedgerEntry, Naming, Reopening, Revision, Thresholds
from tests.reports.plain import Entry

BEGINNING = "0" * 64
# A backslash first: those that follow are no other's.
ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v"}


class Reopened(NamedTuple):
    month: datetime.date
    closing: int
    revision: int
    asked_by: int
    asked_at: datetime.datetime
    confirmed_by: int
    confirmed_at: datetime.datetime
    reason: str


class Headline(NamedTuple):
    code: str
    metric: str
    less: str
    # Code, per cent of the minutes, days with a visit, and the kinds of licence with commas between them.
    thresholds: tuple[str, int, int, str]


def text(
    link: Mapping[str, Any],
    figures: Mapping[tuple, int],
    ledger: Iterable[Entry],
    revisions: Mapping[int, datetime.datetime],
    reopened: Iterable[Reopened],
    headline: Headline,
) -> str:
    first, last = link["first_revision"], link["last_revision_id"]
    entries = [one for one in ledger if one.posting_month == link["month"] and one.revision_id <= last]
    lines = [
        "okoce-chain 1",
        f"previous {link['previous']}",
        f"number {link['number']}",
        f"month {link['month']:%Y-%m}",
        f"closed_at {moment(link['closed_at'])}",
        f"closed_by {link['closed_by_id'] or '-'}",
        f"revisions {first} {last}",
        f"waiting {link['waiting']}",
        f"entries {len(entries)}",
        f"headline {headline.code} {headline.metric} {headline.less or '-'}",
        " ".join(str(word) for word in ("thresholds", *headline.thresholds)),
        *(_opened(one) for one in sorted(reopened, key=lambda one: one.revision) if first <= one.revision <= last),
        *(
            columns("figure", f"{month:%Y-%m}", metric, kecamatan, value)
            for (month, metric, kecamatan), value in sorted(figures.items())
        ),
        *(_entry(one, revisions[one.revision_id]) for one in sorted(entries)),
    ]
    return "".join(f"{line}\n" for line in lines)


def digest(written: str) -> str:
    return hashlib.sha256(written.encode()).hexdigest()


def moment(at: datetime.datetime) -> str:
    return f"{at.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def columns(*values: object) -> str:
    return "\t".join(r"\N" if value is None else escaped(str(value)) for value in values)


def escaped(value: str) -> str:
    for sign, written in ESCAPED.items():
        value = value.replace(sign, written)
    return value


def _opened(one: Reopened) -> str:
    said = one._asdict() | {"month": f"{one.month:%Y-%m}"}
    said |= {name: moment(said[name]) for name in ("asked_at", "confirmed_at")}
    return f"reopened {json.dumps(said, ensure_ascii=False)}"


def _entry(one: Entry, at: datetime.datetime) -> str:
    source = (one.id, one.revision_id, moment(at), one.source_kind, one.source_id, one.metric)
    cell = (f"{one.month:%Y-%m}", one.kecamatan, one.gender, one.age_band)
    return columns("entry", *source, *cell, one.delta, one.change, one.reason)


def texts() -> list[str]:
    """Of every link, from the rows as they are in the database now."""
    ledger = [Entry._make(row) for row in LedgerEntry.objects.values_list(*Entry._fields)]
    revisions = dict(Revision.objects.values_list("number", "at"))
    figures: dict[int, dict] = {}
    for closing, *cell, value in Figure.objects.values_list("closing", "month", "metric", "kecamatan", "value"):
        figures.setdefault(closing, {})[tuple(cell)] = value
    names = ("closing__month", "closing", "revision", "asked_by", "asked_at", "answered_by", "answered_at", "reason")
    reopened = [Reopened._make(row) for row in Reopening.objects.filter(confirmed=True).values_list(*names)]
    return [
        text(link, figures.get(link["number"], {}), ledger, revisions, reopened, _headline(link))
        for link in Closing.objects.order_by("number").values()
    ]


def _headline(link: Mapping[str, Any]) -> Headline:
    """What the newest name by then that holds in the month says; else the one from the beginning."""
    namings = Naming.objects.filter(from_month__lte=link["month"]).values_list(
        "from_month", "id", "revision", "definition"
    )
    named = max((row for row in namings if (row[2] or 0) <= link["last_revision_id"]), default=None)
    rows = Definition.objects.filter(pk=named[3]) if named else Definition.objects.filter(is_default=True)
    code, metric, less = rows.values_list("code", "metric", "less").get()
    return Headline(code, metric, less, thresholds_of(metric))


def thresholds_of(metric: str) -> tuple[str, int, int, str]:
    """Behind the series that the metric is one of."""
    suffix = metric[metric.index("@") :] if "@" in metric else ""
    names = ("code", "attendance_percent", "visit_days", "licence_types")
    code, percent, days, types = Thresholds.objects.filter(suffix=suffix).values_list(*names).get()
    return code, percent, days, ",".join(types)


def holds() -> bool:
    """Whether each link has the digest of its text, names that of the one before, and holds what its month published."""
    before, newest = BEGINNING, {}
    for link, written in zip(Closing.objects.order_by("number").values(), texts(), strict=True):
        if (link["previous"], link["digest"]) != (before, digest(written)):
            return False
        before, newest[link["month"]] = link["digest"], written
    open_again = set(
        Reopening.objects.filter(confirmed=True, closing__in=_newest()).values_list("closing__month", flat=True)
    )
    return all(
        f"\nentry\t{entry.id}\t" in newest[entry.posting_month]
        for entry in LedgerEntry.objects.filter(posting_month__in=set(newest) - open_again)
    )


def _newest() -> list[int]:
    return list(dict(Closing.objects.order_by("number").values_list("month", "number")).values())
