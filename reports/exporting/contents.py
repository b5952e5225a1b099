"""What stands in a file: its columns and its rows, as CSV or as a workbook, never all of them in memory."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.planning import in_bulk
from okoce.core.sheets.formulas import safe_lines
from okoce.core.sheets.writing import long_list
from reports.entries import entries
from reports.explaining.asked import Number
from reports.exporting.files import opened
from reports.exporting.people import columns_of, masked, named
from reports.exporting.questions import Entries, asked_of
from reports.models import Export
from reports.summary import Question, counting

# Rows that are in memory at once.
PART = 2_000
# A sheet of Excel has so many rows, and one of them is the heading.
MOST_IN_A_SHEET = 1_048_575

# How many rows are written so far.
Tell = Callable[[int], None]
Row = Sequence[Any]


@dataclass(frozen=True)
class Selected:
    """Rows as the database gives them: it writes the CSV itself."""

    columns: Sequence[str]
    sql: str
    said: Any
    # Where the counting rules are asked of everybody in it.
    by_rules: bool = False

    def parts(self) -> Iterator[list[Row]]:
        with connection.chunked_cursor() as cursor:
            with self._planned():
                cursor.execute(self.sql, self.said)
            while rows := cursor.fetchmany(PART):
                yield rows

    def copy(self, file: IO[bytes], tell: Tell) -> int:
        """COPY them into the file; how many there are."""
        passed = Passed(file, tell)
        with connection.cursor() as cursor, self._planned():
            cursor.copy_expert(f"COPY ({cursor.mogrify(self.sql, self.said).decode()}) TO STDOUT (FORMAT csv)", passed)
        return passed.end()

    def _planned(self) -> AbstractContextManager[None]:
        return in_bulk() if self.by_rules else nullcontext()


class Passed:
    """A file of lines that the database hands over one at a time, which go on in parts, each told of and without a formula."""

    def __init__(self, file: IO[bytes], tell: Tell) -> None:
        self.file, self.tell, self.rows = file, tell, 0
        self.lines: list[bytes] = []

    def write(self, line: bytes) -> None:
        self.lines.append(line)
        self.rows += 1
        if len(self.lines) == PART:
            self._pass_on()
            self.tell(self.rows)

    def end(self) -> int:
        """Pass on what is left; how many rows there were."""
        self._pass_on()
        return self.rows

    def _pass_on(self) -> None:
        self.file.write(safe_lines(self.lines))
        self.lines.clear()


def content_of(export: Export) -> Selected:
    """What whoever asked for it may see of it now; of people with names, whom the log of reads has from here on."""
    asked = asked_of(export)
    match asked:
        case Question():
            return Selected(asked.columns, *counting(asked))
        case Entries():
            return ledger(export.by, asked)
        case Number() if export.with_names:
            return Selected(columns_of(names=True), *named(asked, export.by), by_rules=True)
        case _:
            return Selected(columns_of(names=False), *masked(asked, export.by))


def columns_of_export(export: Export) -> Sequence[str]:
    """What stands above its columns."""
    asked = asked_of(export)
    match asked:
        case Question():
            return asked.columns
        case Entries():
            return COLUMNS_OF_ENTRIES
        case _:
            return columns_of(names=export.with_names)


# As ledger/ has them.
NO_ENTRY = """
SELECT ledger.id, revision_id, at, metric, month, posting_month, vintage, kecamatan, gender, age_band, delta, reason,
       change, source_kind, source_id
FROM reports_ledger ledger JOIN reports_revision ON number = revision_id WHERE false
"""
OF_ENTRIES = """
SELECT id, revision_id, to_char(at AT TIME ZONE 'Asia/Jakarta', 'YYYY-MM-DD"T"HH24:MI:SS.US"+07:00"'), metric,
       to_char(month, 'YYYY-MM'), to_char(posting_month, 'YYYY-MM'), vintage, kecamatan, gender, age_band, delta, reason,
       change, source_kind, source_id
FROM ({entries}) entry (id, revision_id, at, metric, month, posting_month, vintage, kecamatan, gender, age_band, delta,
                        reason, change, source_kind, source_id)
ORDER BY id
"""
COLUMNS_OF_ENTRIES = (
    *("id", "revision", "at", "metric", "month", "posting_month", "vintage", "kecamatan", "gender", "age_band"),
    *("delta", "reason", "change", "source_kind", "source"),
)


def ledger(user: User, asked: Entries) -> Selected:
    """The entries that the user sees, under the names that ledger/ gives them."""
    rows = entries(user, **{name: value for name, value in vars(asked).items() if value}).order_by()
    columns = rows.values_list(
        *("id", "revision_id", "revision__at", "metric", "month", "posting_month", "vintage", "kecamatan", "gender"),
        *("age_band", "delta", "reason", "change", "source_kind", "source_id"),
    )
    try:
        sql, said = columns.query.sql_with_params()
    except EmptyResultSet:
        # Nothing that the user may see: a file without rows.
        return Selected(COLUMNS_OF_ENTRIES, OF_ENTRIES.format(entries=NO_ENTRY), [])
    return Selected(COLUMNS_OF_ENTRIES, OF_ENTRIES.format(entries=sql), said)


def write(content: Selected, file: Path, format: str, *, title: str, tell: Tell) -> int:
    """Write all of it into a new file; how many rows. Raises a sentence for more than a sheet holds."""
    with opened(file) as written:
        if format == Export.Format.CSV:
            # In UTF-8, as ISO 4180 has it but for the end of a line, which is one sign.
            written.write((",".join(content.columns) + "\n").encode())
            return content.copy(written, tell)
        return _as_sheet(content, written, title, file.parent, tell)


def _as_sheet(content: Selected, file: IO[bytes], title: str, folder: Path, tell: Tell) -> int:
    rows = 0
    with long_list(file, content.columns, title=title, folder=folder) as write_row:
        for part in content.parts():
            rows += len(part)
            if rows > MOST_IN_A_SHEET:
                raise ValidationError(_("These are more rows than a sheet of Excel has: ask for them as CSV."))
            for row in part:
                write_row([str(cell) if isinstance(cell, uuid.UUID) else cell for cell in row])
            tell(rows)
    return rows
