"""Rows on their way from a file into the database: copied into their table, five thousand at a time."""

import io
import json
from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from participants.importing.kinds import NEW, WRONG, Judged
from participants.registration import as_kept

COPY = """
COPY participants_spreadsheetrow
    (spreadsheet_id, number, verdict, record, said, mistakes, warnings, nik_sealed, nik_fingerprint, nik_tail) FROM STDIN
"""
NOTHING = r"\N"
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def copy(spreadsheet: UUID, rows: Iterable[Judged], *, with_niks: bool) -> None:
    """Keep the rows as they were judged; identity numbers, sealed, only of those that they will be written from."""
    lines = io.StringIO("".join([_line(str(spreadsheet), row, with_niks=with_niks) for row in rows]))
    with connection.cursor() as cursor:
        cursor.copy_expert(COPY, lines)


def verdict_of(row: Judged) -> str:
    return WRONG if row.mistakes else row.verdict


def _line(spreadsheet: str, row: Judged, *, with_niks: bool) -> str:
    verdict = verdict_of(row)
    number = as_kept(row.nik) if with_niks and verdict == NEW else {}
    fields = (
        spreadsheet,
        str(row.number),
        verdict,
        NOTHING if row.record is None or verdict == WRONG else str(row.record),
        _escaped({name: value for name, value in row.said.items() if value is not None} | row.wrote),
        _escaped(row.mistakes),
        _escaped(row.warnings),
        _bytes(number.get("nik_sealed")),
        _bytes(number.get("nik_fingerprint")),
        row.nik.tail if row.nik else "",
    )
    return "\t".join(fields) + "\n"


def _escaped(said: dict) -> str:
    # JSON writes a tab or the end of a line with a backslash, and COPY reads backslashes its own way.
    return _json(said).replace("\\", "\\\\") if said else "{}"


def _bytes(content: bytes | None) -> str:
    return NOTHING if content is None else rf"\\x{content.hex()}"
