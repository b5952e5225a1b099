"""What was asked for, written down as plain words and read back: an export may run long after it was asked for."""

import uuid
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from okoce.core.months import Month
from reports.explaining.asked import Number
from reports.models import Export
from reports.standing import standing_at
from reports.summary import Question


@dataclass(frozen=True)
class Entries:
    """Which entries of the ledger: of these metrics and kecamatan (all where none is said), of a month, told in one.

    Of all months from the `first` until it, of one source, or after a revision, where that is said.
    """

    metric: tuple[str, ...] = ()
    kecamatan: tuple[str, ...] = ()
    first: Month | None = None
    month: Month | None = None
    posting_month: Month | None = None
    source: uuid.UUID | None = None
    since: int | None = None

    @classmethod
    def of(cls, said: dict[str, Any]) -> Self:
        """Those that the parameters of ledger/ ask for, and `first` beside them."""
        return cls(**{name: said[name] for name in cls.__dataclass_fields__ if name in said})


Asked = Question | Entries | Number


def written(asked: Asked) -> dict[str, Any]:
    """As JSON holds it."""
    match asked:
        case Number():
            said = vars(asked) | {"then": asked.as_of}
        case _:
            said = dict(vars(asked))
    return {name: _plain(value) for name, value in said.items() if value not in (None, "", ())}


def asked_of(export: Export) -> Asked:
    """What the export was asked for."""
    said = dict(export.parameters)
    months = {
        name: Month.parse(said[name])
        for name in ("first", "last", "month", "posting_month", "registered")
        if name in said
    }
    match export.kind:
        case Export.Kind.COUNTS:
            lists = {name: tuple(said.get(name, ())) for name in ("metrics", "by", "kecamatan")}
            return Question(**said | lists | months)
        case Export.Kind.LEDGER:
            lists = {name: tuple(said.get(name, ())) for name in ("metric", "kecamatan")}
            source = {"source": uuid.UUID(said["source"])} if "source" in said else {}
            return Entries(**said | lists | months | source)
        case _:
            then = {"then": standing_at(said["then"])} if "then" in said else {}
            return Number(**said | months | then)


def address_of(asked: Asked) -> str:
    """What the address of the page of files says to ask for the same; empty for a number that it cannot name by its months."""
    kept = {"kecamatan": asked.kecamatan, "vintage": getattr(asked, "vintage", "")}
    match asked:
        case Question():
            months = {"from": asked.first, "to": asked.last, "resident": asked.resident, "as_of": asked.as_of}
            said = {"kind": Export.Kind.COUNTS, "metric": asked.metrics, "by": asked.by} | months | kept
        case Entries():
            said = {"kind": Export.Kind.LEDGER, "from": asked.first} | vars(asked) | {"first": None}
        case _:
            # A cohort is named by its month, and by the last of the months in which it climbed.
            if asked.less or (asked.first != asked.last and not asked.registered):
                return ""
            months = {"month": asked.last, "registered": asked.registered, "as_of": asked.as_of}
            said = {"kind": Export.Kind.PEOPLE, "metric": asked.metric} | months | kept
    words = {name: ",".join(value) if isinstance(value, tuple) else value for name, value in said.items()}
    return urlencode({name: value for name, value in words.items() if value not in (None, "")})


def _plain(value: Any) -> Any:
    if isinstance(value, (Month, uuid.UUID)):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
