"""A spreadsheet of steps P4 to P7 makes the drafts that a facilitator would have entered by hand."""

import datetime
import uuid

import pytest

from okoce.core.months import today
from participants import milestones, records
from participants.models import Milestone
from tests.factories import business, day, facilitator, handed_in, licence, person, revoked
from tests.participants.importing.bringing import mistakes
from tests.participants.importing.rows import judged, taken_in, verdicts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

NUMBER = "9901014501900077"
LICENCE = {
    "nik": NUMBER,
    "nama": "Siti Aminah",
    "jenis": "izin",
    "tanggal terbit": "05-03-2018",
    "jenis izin": "NIB",
    "nomor izin": "0220001112223",
    "atas nama sendiri": "ya",
}
MARKET = {"nik": NUMBER, "nama": "Siti Aminah", "jenis": "P5", "tanggal": "05-03-2018", "mitra": "Bazar  Tebet"}
BOOKS = {"nik": NUMBER, "nama": "Siti Aminah", "jenis": "pembukuan", "tanggal": "02-04-2018", "bulan": "03/2018"}
CAPITAL = {
    "nik": NUMBER,
    "nama": "Siti Aminah",
    "jenis": "modal",
    "tanggal cair": "05-03-2018",
    "bank": "Koperasi",
    "jumlah": "5.000.000",
}
TOMORROW = today() + datetime.timedelta(days=1)
LOST = (
    "A NIB has 13 digits and this one has 12: a spreadsheet drops a zero at the front. Set the column to text and type it"
    " again."
)
# A row, and what the verb is told when it is entered by hand.
BY_HAND = {
    "licence": (
        LICENCE | {"tanggal pengajuan": "20-02-2018", "berlaku sampai": "05-03-2023"},
        {
            "entered_on": day("2018-02-20"),
            "completed_on": day("2018-03-05"),
            "licence_type": "NIB",
            "number": "0220001112223",
            "own_name": True,
            "lapses_on": day("2023-03-05"),
        },
    ),
    "market": (
        MARKET,
        {"entered_on": day("2018-03-05"), "completed_on": day("2018-03-05"), "name": "Bazar Tebet"},
    ),
    "books": (
        BOOKS,
        {"entered_on": day("2018-04-02"), "completed_on": day("2018-04-02"), "month": day("2018-03-01")},
    ),
    "capital": (
        CAPITAL | {"tanggal cair": "", "tanggal pengajuan": "01-03-2018"},
        {"entered_on": day("2018-03-01"), "name": "Koperasi", "amount": 5_000_000},
    ),
}
WRONG = {
    "a licence of tomorrow": (
        LICENCE | {"tanggal terbit": f"{TOMORROW}"},
        {"completed_on": "This date lies in the future: enter today or an earlier day."},
    ),
    "a market before the programme": (
        MARKET | {"tanggal": "30-11-2017"},
        {"completed_on": "The programme began on 01-12-2017: enter that day or a later one."},
    ),
    "a licence without its kind": (LICENCE | {"jenis izin": ""}, {"licence_type": "This is needed: fill it in."}),
    "an issued licence without number": (
        LICENCE | {"nomor izin": ""},
        {"number": "The licence was issued: enter the number that stands on it."},
    ),
    "a licence in nobody's name": (LICENCE | {"atas nama sendiri": ""}, {"own_name": "Write “ya” or “tidak”."}),
    "a number without its zero": (LICENCE | {"nomor izin": "220001112223"}, {"number": LOST}),
    "a number that lost digits": (
        LICENCE | {"nomor izin": "2,20E+16"},
        {"number": "Digits of this number are lost: set the column to text and type it again."},
    ),
    "a market without its name": (MARKET | {"mitra": ""}, {"partner": "This is needed: fill it in."}),
    "books of a month that is not over": (
        BOOKS | {"tanggal": "30-03-2018"},
        {"completed_on": "The month of these books is not over on this day."},
    ),
    "capital of nothing": (CAPITAL | {"jumlah": "0"}, {"amount": "Enter the amount in rupiah, more than 0."}),
    "a business that is not theirs": (
        MARKET | {"nama usaha": "Warung Budi"},
        {"business": "This person has no business of this name: write it as on their page, or nothing."},
    ),
    "an unknown step": (
        MARKET | {"jenis": "kunjungan"},
        {"kind": "Write one of these: izin, pasar, pembukuan, modal."},
    ),
}


def siti():
    return person(nik=NUMBER, name="Siti Aminah")


def bring(*rows):
    return taken_in("milestones", rows, by=facilitator())


def judge(*rows):
    return judged("milestones", rows, by=facilitator())


def columns(made):
    names = {field.attname for field in Milestone._meta.fields} - {"id", "recorded_at"}
    return {name: getattr(made, name) for name in names}


@pytest.mark.parametrize("kind", BY_HAND)
def test_a_row_makes_the_draft_that_the_form_makes_of_a(kind):
    somebody, (row, said) = siti(), BY_HAND[kind]
    facts = milestones.MilestoneFacts(**said)
    by_hand = milestones.enter(
        by=facilitator(), id=uuid.uuid4(), participant=somebody, kind=kind, said=facts, today=today()
    )
    records.withdraw(by=facilitator(), record=by_hand)
    bring(row)
    made = Milestone.objects.get()
    assert columns(made) == columns(by_hand)
    assert list(made.makers.all()) == [facilitator()]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_row_is_wrong_that_says(wrong):
    siti()
    row, sentences = WRONG[wrong]
    assert mistakes(judge(row)) == {2: sentences}


def test_a_business_is_found_by_its_name_among_those_of_the_person():
    shop = business(siti(), name="Warung Siti")
    bring(MARKET | {"nama usaha": "warung siti"})
    assert Milestone.objects.get().business == shop


def test_what_a_step_of_the_kind_has_not_is_left_out_with_a_warning():
    siti()
    looked_through = judge(MARKET | {"jumlah": "5.000.000"})
    row = looked_through.staged.get()
    assert row.warnings == {"amount": "A step of this kind has none: this is left out."}
    assert "amount" not in row.said


def test_the_same_licence_however_its_number_is_written_is_there_already():
    there = licence(siti(), number="0220 0011 12223")
    assert judge(LICENCE).staged.get().record == there.pk


def test_a_licence_that_was_applied_for_stays_beside_the_issued_one():
    licence(siti(), issued=None, number="")
    row = judge(LICENCE).staged.get()
    assert (row.verdict, row.warnings) == (
        "new",
        {"completed_on": "This was begun already, and is not completed there: it stays beside this one."},
    )


def test_a_revoked_licence_is_recorded_anew():
    revoked(handed_in(licence(siti(), number="0220001112223")))
    assert verdicts(judge(LICENCE)) == ["new"]


def test_two_rows_about_one_month_of_books_are_one():
    siti()
    refused = judge(BOOKS, BOOKS | {"tanggal": "05-04-2018"})
    assert mistakes(refused) == {3: {"kind": "Row 2 says this already: leave one of the two out."}}
