"""A spreadsheet of visits makes what its facilitator would have recorded by hand."""

import datetime
import uuid

import pytest

from okoce.core.months import now, today
from participants import mentoring, records
from participants.models import Visit
from tests.factories import ELSEWHERE, HOME, day, facilitator, kecamatan, person, revoked, user, visit
from tests.participants.importing.bringing import mistakes
from tests.participants.importing.rows import judged, taken_in, verdicts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

NUMBER = "9901014501900077"
ROW = {"nik": NUMBER, "nama": "Siti Aminah", "tanggal": "05-03-2018", "topik": "Pembukuan"}
NOBODY = (
    "None of your people has this NIK and this name: look at the card again, write the name as it is here, or bring in the"
    " people first."
)
UNCALLED = "None of your people is called so and has this phone or date of birth: bring in the people first."
TOMORROW = today() + datetime.timedelta(days=1)

WRONG = {
    "in the future": (
        {"tanggal": f"{TOMORROW}"},
        {"held_on": "This date lies in the future: enter today or an earlier day."},
    ),
    "before the programme": (
        {"tanggal": "30-11-2017"},
        {"held_on": "The programme began on 01-12-2017: enter that day or a later one."},
    ),
    "somewhere else": (
        {"kecamatan": "Gambir"},
        {"kecamatan": "A visit happens where the person lives or where you work: write one of these kecamatan."},
    ),
    "nobody": ({"nik": "9901014501900078"}, {"nik": NOBODY}),
    "no word of who": (
        {"nik": "", "nama": ""},
        {"nik": "Say who it is: the NIK, or the name with the phone or the date of birth."},
    ),
    "a name alone": (
        {"nik": "", "nama": "Siti Aminah"},
        {"name": "A name alone does not say who it is: add the NIK, the phone or the date of birth."},
    ),
    "somebody called otherwise": (
        {"nama": "Budi Santoso"},
        {"nik": NOBODY},
    ),
    "a number without a name": ({"nama": ""}, {"name": "Write the name beside the NIK."}),
    "a name with another's phone": ({"nik": "", "nama": "Siti", "no hp": "081234567899"}, {"name": UNCALLED}),
    "an unknown way": ({"cara": "surat"}, {"mode": "Write one of these: tatap muka, telepon, daring."}),
    "nothing it was about": ({"topik": ""}, {"topic": "This is missing: fill it in."}),
    "two things at once": (
        {"nik": "9901014501900078", "menit": "1000"},
        {"nik": NOBODY, "minutes": "Write a whole number from 1 to 720."},
    ),
}


def siti(**said):
    return person(**{"nik": NUMBER, "name": "Siti Aminah", "phone": "081234567890"} | said)


def bring(*rows, by=None):
    return taken_in("visits", [ROW | row for row in rows], by=by or facilitator())


def judge(*rows, by=None):
    return judged("visits", [ROW | row for row in rows], by=by or facilitator())


def columns(made):
    names = {field.attname for field in Visit._meta.fields} - {"id", "recorded_at"}
    return {name: getattr(made, name) for name in names}


def test_a_row_makes_the_visit_that_the_form_makes():
    somebody = siti()
    said = {"mode": "phone", "minutes": 45, "topic": "Pembukuan", "finding": "Omzet naik", "next_action": "Urus NIB"}
    facts = mentoring.VisitFacts(kecamatan(ELSEWHERE), day("2018-03-05"), **said)
    by = user(kecamatan=(HOME, ELSEWHERE))
    by_hand = mentoring.record_visit(by=by, id=uuid.uuid4(), participant=somebody, said=facts, at=now())
    records.withdraw(by=by, record=by_hand)
    words = {"cara": "telepon", "menit": "45 menit", "temuan": "Omzet naik", "tindak lanjut": "Urus  NIB"}
    bring(words | {"kecamatan": "Kec. Kebon Jeruk"}, by=by)
    made = Visit.objects.get()
    assert columns(made) == columns(by_hand)
    assert list(made.makers.all()) == [by]


def test_what_a_row_does_not_say_is_as_the_form_proposes_it():
    siti()
    bring({})
    made = Visit.objects.get()
    assert (made.mode, made.minutes, made.kecamatan_id, made.finding) == ("in_person", 60, HOME, "")


@pytest.mark.parametrize("row", [{"no hp": "81234567890"}, {"tanggal lahir": "14 Mei 1988"}], ids=["phone", "birth"])
def test_somebody_without_a_number_is_found_by_name_and(row):
    somebody = siti(born="1988-05-14", nik="9901015405880077")
    bring({"nik": "", "nama": "aminah"} | row)
    assert Visit.objects.get().participant == somebody


def test_of_two_who_are_called_so_the_number_tells():
    siti()
    person(name="Siti Aminah", phone="081234567890")
    refused = judge({"nik": "", "nama": "Siti Aminah", "no hp": "081234567890"})
    assert mistakes(refused) == {2: {"name": "Several of your people are called so: write the NIK."}}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_row_is_wrong_that_says(wrong):
    siti()
    row, sentences = WRONG[wrong]
    assert mistakes(judge(row)) == {2: sentences}


def test_somebody_of_another_kecamatan_is_nobody_here():
    by = user(kecamatan=(ELSEWHERE,))
    siti(by=by, lives_in=ELSEWHERE)
    assert mistakes(judge({}, by=user(kecamatan=(HOME,)))) == {2: {"nik": NOBODY}}


def test_two_rows_about_one_day_are_one_visit():
    siti()
    refused = judge({}, {"topik": "Modal"})
    assert mistakes(refused) == {3: {"held_on": "Row 2 says this already: leave one of the two out."}}


def test_a_visit_that_is_there_stays_as_it_is():
    somebody = siti()
    there = visit(somebody)
    looked_through = judge({})
    assert (verdicts(looked_through), looked_through.staged.get().record) == (["same"], there.pk)


def test_a_visit_of_somebody_else_on_that_day_is_another_visit():
    visit(siti(), by=user(kecamatan=(HOME,)))
    assert verdicts(judge({}, by=user(kecamatan=(HOME,)))) == ["new"]


def test_a_revoked_visit_is_recorded_anew():
    revoked(visit(siti()))
    assert verdicts(judge({})) == ["new"]


def test_what_was_withdrawn_does_not_come_back_by_the_same_file():
    siti()
    bring({})
    records.withdraw(by=facilitator(), record=Visit.objects.get())
    assert verdicts(judge({})) == ["same"]


def test_a_visit_whose_day_was_mended_does_not_come_a_second_time():
    siti()
    bring({})
    Visit.objects.update(held_on="2018-03-06")
    assert verdicts(judge({})) == ["same"]
