"""Spreadsheets of every kind for tests, from rows that say only what matters."""

from okoce.core.months import now
from participants.importing import KINDS, moving
from tests.factories import HOME
from tests.participants.importing import bringing


def judged(kind, rows, *, by, kecamatan=HOME):
    """The spreadsheet of these rows, column -> cell, as it was looked through."""
    return bringing.judged(as_csv(rows), **_of(kind, by, kecamatan))


def taken_in(kind, rows, *, by, kecamatan=HOME):
    """The spreadsheet of these rows once they are records."""
    return bringing.taken_in(as_csv(rows), **_of(kind, by, kecamatan))


def written_down(spreadsheet):
    """One that was looked through, taken in or refused."""
    moving.take_in(by=spreadsheet.sent_by, spreadsheet=spreadsheet, at=now())
    moving.write(spreadsheet.pk, at=now())
    return bringing.there(spreadsheet)


def as_csv(rows):
    headings = list(dict.fromkeys(name for row in rows for name in row))
    return bringing.as_csv(headings, *([row.get(name, "") for name in headings] for row in rows))


def _of(kind, by, kecamatan):
    return {
        "kind": kind,
        "by": by,
        "kecamatan": kecamatan if KINDS[kind].needs_kecamatan else None,
        "name": "daftar.csv",
    }


def verdicts(spreadsheet):
    return list(spreadsheet.staged.values_list("verdict", flat=True))
