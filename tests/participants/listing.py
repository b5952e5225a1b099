"""Lists of other offices for tests: sent, read and matched as in use."""

from okoce.accounts.roles import Role
from okoce.core.months import now
from participants.models import Match
from participants.reconciling import loading, reading
from tests.factories import day, user
from tests.spreadsheets import csv

OFFICE = "DPMPTSP"
HEADINGS = ("NIK", "Nama Pemilik", "Tanggal Lahir", "Nomor Izin", "Jenis Izin", "Tanggal Terbit")


def line(*, nik="", name="", born="", number="8120001234567", kind="NIB", issued="10-03-2018"):
    return (nik, name, born, number, kind, issued)


def load(*lines, by=None, file=None, kind="licences", issuer=OFFICE, as_of="2018-12-31", headings=HEADINGS, **said):
    """The list as it is after the job."""
    sent = file or csv(headings, *lines)
    one = loading.send(
        by=by or user(Role.STAFF),
        kind=kind,
        issuer=issuer,
        as_of=day(as_of),
        content=sent.read(),
        at=now(),
        **said,
    )
    reading.go_on(at=now())
    one.refresh_from_db()
    return one


def match_of(person):
    return Match.objects.get(participant=person)
