"""The evidence of a closing, to be checked without this program: one zip, as of one moment, with a manifest."""

import csv
import datetime
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

from django.db.models import Case, Expression, F, Q, QuerySet, When

from okoce.accounts import reads
from okoce.core.months import Month
from okoce.core.sheets.formulas import harmless
from okoce.core.snapshot import snapshot
from okoce.core.streaming import streamed
from participants.models import Merge, Verification
from programs.models import Target
from reports import chain
from reports.audit.makers import Made, makers_of, standing
from reports.audit.readme import README
from reports.facts import DECIDED
from reports.models import Closing, Definition, Figure, LedgerEntry, Naming, Reopening, Revision, Thresholds

FORMAT = "okoce-evidence 1"
# Rows that are in memory at once, of a table that may have millions.
PART = 5_000
# What people typed; everything else stands as it is in the chain's text.
TYPED = {"reason", "source", "note"}
# Days that stand for their month; a target's first and last month are numbers within its year.
MONTHS = {"month", "posting_month", "from_month"}


class Table(NamedTuple):
    columns: list[str]
    rows: Iterable[dict[str, Any]]


def closing_of(number: int) -> Closing | None:
    """The link of that number."""
    return Closing.objects.filter(pk=number).first()


def packed(closing: Closing, *, at: datetime.datetime) -> IO[bytes]:
    """The zip, in a file that is gone once it is closed. Nothing in it tells who anybody is: people and users are keys."""
    file = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    try:
        write(closing, file, at=at)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def write(closing: Closing, file: IO[bytes], *, at: datetime.datetime) -> None:
    """The zip into the file, part by part."""
    # It has people's keys by the thousand, and of nobody more than that: it is noted as what it is.
    reads.note_about(f"evidence of closing {closing.number}")
    with snapshot(), zipfile.ZipFile(file, "w") as archive:
        pack = _Pack(archive, closing.closed_at)
        pack.add("README.txt", [README.encode()], rows=README.count("\n"))
        pack.add(link_name(closing), chain.document(closing))
        for name, table in tables(closing).items():
            pack.add(f"{name}.csv", _as_csv(table))
        said = {
            "format": FORMAT,
            "made_at": at.astimezone(datetime.UTC).isoformat(),
            "closing": closing.number,
            "month": str(Month.of(closing.month)),
            "digest": closing.digest,
            "files": pack.files,
        }
        archive.writestr(pack.member("manifest.json"), json.dumps(said, indent=1))


def link_name(closing: Closing) -> str:
    return f"chain/{closing.number:04}-{Month.of(closing.month)}.txt"


def file_name(closing: Closing) -> str:
    return f"okoce-evidence-{closing.number:04}-{Month.of(closing.month)}.zip"


def tables(closing: Closing) -> dict[str, Table]:
    """What is in each table, by its name: everything until the closing's last revision, and nothing after it."""
    return {
        "digests": _rows(
            Closing.objects.filter(number__lte=closing.number).order_by("number"),
            "number month closed_at closed_by_id previous digest first_revision last_revision_id entries waiting",
        ),
        "figures": _rows(
            Figure.objects.filter(closing=closing).order_by("month", "metric", "kecamatan"),
            "month metric kecamatan value",
        ),
        "entries": _rows(
            LedgerEntry.objects.filter(posting_month=closing.month, revision_id__lte=closing.last_revision_id).order_by(
                "pk"
            ),
            "id revision_id source_kind source_id metric month posting_month kecamatan gender age_band delta reason change",
        ),
        "decisions": _decisions(closing),
        "makers": Table(list(Made._fields), (made._asdict() for made in _makers(closing))),
        "merges": _merges(closing),
        "targets": _rows(
            Target.objects.filter(_by(closing, "came__revision")).order_by("code", "version"),
            "code version metric period from_month to_month floor ceiling unit source note valid_from reason",
        ),
        "thresholds": _rows(
            Thresholds.objects.exclude(suffix__in=_later_suffixes(closing)).order_by("suffix"),
            "code suffix attendance_percent visit_days licence_types",
        ),
        "definitions": _rows(
            Definition.objects.filter(_by(closing, "revision")).order_by("code"),
            "code metric less source is_default revision_id",
        ),
        "namings": _rows(
            Naming.objects.filter(_by(closing, "revision")).order_by("from_month", "pk"),
            "from_month definition_id reason named_by_id revision_id",
        ),
        "reopenings": _reopenings(closing),
    }


def _merges(closing: Closing) -> Table:
    """Who counted as whom by then, and what was taken back by then. Why is in somebody's own words, which may name people."""
    end = closing.last_revision.at
    undone = {
        name: Case(When(undone_at__lte=end, then=F(name)), default=None) for name in ("undone_at", "undone_by_id")
    }
    rows = Merge.objects.filter(merged_at__lte=end).order_by("merged_at", "pk")
    return _rows(rows, "id kept_id folded_id merged_by_id merged_at", **undone)


def _by(closing: Closing, revision: str) -> Q:
    """What came with one of the link's revisions or of those before it, or was there from the beginning."""
    return Q(**{f"{revision}__lte": closing.last_revision_id}) | Q(**{f"{revision}__isnull": True})


def _later_suffixes(closing: Closing) -> set[str]:
    """Of the thresholds that came with a definition after the closing."""
    later = Definition.objects.filter(revision__gt=closing.last_revision_id)
    return {metric[metric.index("@") :] for metric in later.values_list("metric", flat=True) if "@" in metric}


def _reopenings(closing: Closing) -> Table:
    """Those that were confirmed by then: of the others nothing is published, and each is answered some day."""
    confirmed = Reopening.objects.filter(revision__lte=closing.last_revision_id).order_by("revision")
    return _rows(confirmed, "closing_id reason asked_by_id asked_at confirmed answered_by_id answered_at revision_id")


def _rows(rows: QuerySet[Any], columns: str, **reckoned: Expression) -> Table:
    names = [*columns.split(), *reckoned]
    told = rows.values_list(*columns.split(), *reckoned.values())
    return Table(names, (dict(zip(names, row, strict=True)) for row in streamed(told, PART)))


def _decided(closing: Closing) -> QuerySet[Verification]:
    """The decisions since the closing before it, until its last entry was posted."""
    before = Revision.objects.filter(closing=closing.number - 1).values_list("at", flat=True).first()
    rows = Verification.objects.filter(checked_at__lte=closing.last_revision.at).order_by("checked_at", "pk")
    return rows.filter(checked_at__gt=before) if before else rows


def _decisions(closing: Closing) -> Table:
    """Each with its checker. Why somebody decided so is in their own words, which may name somebody."""
    columns = [f"{name}_id" for name in DECIDED]
    said = ["id", "checked_at", "decision", "version", "checked_by_id", "made_by_id", "undoes_id", "batch"]
    told = _rows(_decided(closing), " ".join([*said, *columns])).rows
    return Table([*said, "record_kind", "record", "stands"], _with_records(told))


def _with_records(told: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in _parts(told):
        stand = standing(row["id"] for row in part)
        for row in part:
            keys = {name: row.pop(f"{name}_id") for name in DECIDED}
            kind = next(name for name, key in keys.items() if key)
            yield row | {"record_kind": kind, "record": keys[kind], "stands": "yes" if row["id"] in stand else "no"}


def _makers(closing: Closing) -> Iterator[Made]:
    keys = (key for (key,) in streamed(_decided(closing).values_list("pk"), PART))
    return (made for part in _parts(keys) for made in makers_of(part))


def _parts(rows: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while part := list(islice(left, PART)):
        yield part


def _as_csv(table: Table) -> Iterator[bytes]:
    """The table in parts, below the names of its columns."""
    text = io.StringIO()
    lines = csv.DictWriter(text, table.columns, lineterminator="\n")
    lines.writeheader()
    for number, row in enumerate(table.rows, 1):
        lines.writerow({name: _cell(name, value) for name, value in row.items()})
        if not number % PART:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _cell(name: str, value: Any) -> Any:
    match value:
        case datetime.datetime():
            return value.astimezone(datetime.UTC).isoformat()
        case datetime.date() if name in MONTHS:
            return str(Month.of(value))
        case list():
            return " ".join(map(str, value))
        case str() if name in TYPED:
            return harmless(value)
    return value


class _Pack:
    """The files of the zip, each with its digest, its bytes and its lines; all of the same moment, whenever it is packed."""

    def __init__(self, archive: zipfile.ZipFile, at: datetime.datetime) -> None:
        self.archive, self.at = archive, at.astimezone(datetime.UTC)
        self.files: dict[str, dict[str, Any]] = {}

    def member(self, name: str) -> zipfile.ZipInfo:
        """The head of a file in the zip."""
        info = zipfile.ZipInfo(name, self.at.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        return info

    def add(self, name: str, parts: Iterable[bytes], rows: int | None = None) -> None:
        made, size, lines = hashlib.sha256(), 0, 0
        with self.archive.open(self.member(name), "w", force_zip64=True) as member:
            for part in parts:
                member.write(part)
                made.update(part)
                size, lines = size + len(part), lines + part.count(b"\n")
        headed = int(name.endswith(".csv") and lines > 0)
        self.files[name] = {"sha256": made.hexdigest(), "bytes": size, "rows": lines - headed if rows is None else rows}
