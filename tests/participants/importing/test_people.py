"""People from a spreadsheet."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from structlog.testing import capture_logs

from okoce.core.months import now
from participants import lookups
from participants.importing import moving, people
from participants.models import Participant, Residence
from reports import checking, rollup
from reports.models import LedgerEntry
from tests import factories
from tests.participants.importing.bringing import as_csv, counts, judged, mistakes, sent, taken_in, there, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

HEADINGS = ["Nama", "NIK", "No. HP", "Tanggal Lahir", "Domisili", "Tgl Daftar", "Usaha Awal", "Karyawan", "Setuju"]
SITI = ["Siti Rahma", "9901015503900001", "081234567890", None, "Kec. Tebet", "05-03-2018", "belum", None, "ya"]
BUDI = ["Budi", "9901011503850002", None, "15-03-1985", "LUAR", "06-03-2018", "usaha berizin", "2", "ya"]
ANI = ["Ani", None, "081300000001", None, None, None, None, None, None]


BUSINESS = {"baseline", "baseline_workers", "consented"}


def test_a_list_is_taken_in_whole():
    done = taken_in(xlsx(HEADINGS, SITI, BUDI, ANI))
    assert counts(done) == ("done", 3, 0, 0)
    siti, budi, ani = (Participant.objects.get(name=name) for name in ("Siti Rahma", "Budi", "Ani"))
    assert (siti.sex, siti.birth_date, siti.registered_on) == (
        "female",
        datetime.date(1990, 3, 15),
        datetime.date(2018, 3, 5),
    )
    assert (budi.baseline, budi.baseline_workers, budi.identity_verified) == ("licensed", 2, True)
    assert (ani.is_calon, ani.phone, ani.sex) == (True, "081300000001", "unknown")
    assert list(siti.makers.all()) == [done.sent_by] == [siti.facilitator]


def test_each_has_the_home_that_the_row_says_and_without_one_the_kecamatan_of_the_file():
    taken_in(xlsx(HEADINGS, SITI, BUDI, ANI))
    homes = Residence.objects.values_list("participant__name", "kecamatan", "since")
    assert set(homes[:2]) == {
        ("Siti Rahma", "31.74.01", datetime.date(2018, 3, 5)),
        ("Budi", None, datetime.date(2018, 3, 6)),
    }
    assert Residence.objects.get(participant__name="Ani").kecamatan_id == "31.74.01"


def test_the_same_people_in_another_order_and_format_add_nobody():
    taken_in(xlsx(HEADINGS, SITI, BUDI, ANI))
    again = taken_in(as_csv(HEADINGS, ANI, SITI, BUDI))
    assert counts(again) == ("done", 0, 3, 0)
    assert Participant.objects.count() == 3


def test_rows_that_are_wrong_say_why_beside_the_cell():
    spreadsheet = judged(
        xlsx(
            HEADINGS,
            [None, "9901015503900001", None, None, None, None, None, None, None],
            ["Siti", 9901015503900001, "12", "32-01-1990", "Atlantis", "05-03-2017", "besar", "-1", "mungkin"],
            ["Jumlah", None, None, None, None, None, None, "2", None],
        )
    )
    said = mistakes(spreadsheet)
    assert said[2] == {"name": "This is missing: fill it in."}
    assert said[3].keys() == {"nik", "phone", "birth_date", "lives_in", "registered_on"} | BUSINESS
    assert said[4][""] == "This row looks like a total: delete it."


@pytest.mark.parametrize(
    ("said", "column"),
    [
        ({"Setuju": "ya", "Tgl Daftar": "05-03-2018"}, "baseline"),
        ({"Setuju": "ya", "Usaha Awal": "belum"}, "registered_on"),
        ({"Usaha Awal": "belum", "Tgl Daftar": "05-03-2018"}, "consented"),
        ({"Karyawan": "2"}, "baseline"),
        ({"Setuju": "ya", "Usaha Awal": "belum", "Tgl Daftar": "05-03-2018", "Karyawan": "2"}, "baseline_workers"),
        ({"Tgl Daftar": "05-03-2017"}, "registered_on"),
        ({"Tgl Daftar": "05-03-2099"}, "registered_on"),
        ({"Tanggal Lahir": "05-03-1870"}, "birth_date"),
    ],
)
def test_what_contradicts_the_rules_of_a_registration_is_wrong(said, column):
    assert list(mistakes(judged(xlsx(["Nama", *said], ["Siti", *said.values()])))[2]) == [column]


def test_of_two_rows_with_one_number_the_later_is_wrong():
    spreadsheet = judged(xlsx(HEADINGS, SITI, BUDI, ["Siti R", *SITI[1:]]))
    assert mistakes(spreadsheet) == {4: {"nik": "Row 2 has this NIK already."}}


def test_of_two_rows_without_a_number_the_same_name_and_phone_are_one_person():
    spreadsheet = judged(xlsx(HEADINGS, ANI, ["ANI", *ANI[1:]], ["Ani", *[None] * 8]))
    assert mistakes(spreadsheet) == {3: {"name": "Row 2 is this person already."}}
    assert spreadsheet.staged.get(number=4).warnings == {
        "name": "Row 2 has the same name: look whether it is one person."
    }


def test_whoever_was_registered_by_hand_is_there_already():
    known = factories.person(nik=SITI[1], name="Siti")
    twin = factories.calon(name="Ani", phone=ANI[2])
    spreadsheet = judged(xlsx(HEADINGS, SITI, BUDI, ANI))
    assert counts(spreadsheet) == ("judged", 1, 2, 0)
    assert {row.record for row in spreadsheet.staged.filter(verdict="same")} == {known.pk, twin.pk}


def test_whoever_only_looks_like_somebody_is_warned_of_and_taken_in():
    factories.person(name="Siti Rahma", born="1980-01-01")
    factories.person(name="Tono", phone=ANI[2])
    spreadsheet = judged(xlsx(HEADINGS, [SITI[0], *[None] * 8], BUDI, ANI))
    sentence = "1 person here has this name or phone: look whether it is the same one."
    warned = {row.number: row.warnings for row in spreadsheet.staged.all() if row.warnings}
    assert warned == {2: {"name": sentence}, 4: {"name": sentence}}
    assert (counts(spreadsheet), spreadsheet.warned) == (("judged", 3, 0, 0), 2)


def test_a_number_that_says_another_birth_or_sex_is_warned_of():
    spreadsheet = judged(xlsx(["Nama", "NIK", "L/P", "Tgl Lahir"], ["Siti", SITI[1], "L", "16-03-1990"]))
    assert spreadsheet.staged.get().warnings == {
        "birth_date": "The NIK says another date of birth: look at the identity card.",
        "sex": "The NIK says another sex: look at the identity card.",
    }


def test_a_list_whose_numbers_all_end_in_zero_lost_their_last_digits():
    rows = [[f"Orang {number}", f"99010155039{number:04}0"] for number in range(10)]
    assert len(mistakes(judged(as_csv(["Nama", "NIK"], *rows)))) == 10
    assert mistakes(judged(as_csv(["Nama", "NIK"], *rows[1:]))) == {}


def test_nobody_elsewhere_is_told_of_until_their_number_was_taken_in():
    factories.facilitator()
    elsewhere = factories.person(by=factories.user(kecamatan=("31.73.05",)), lives_in="31.73.05", nik=SITI[1])
    first = judged(xlsx(HEADINGS, SITI, BUDI))
    assert counts(first) == ("judged", 2, 0, 0)
    assert counts(taken_in(xlsx(HEADINGS, SITI, BUDI))) == ("done", 1, 1, 0)
    elsewhere.refresh_from_db()
    assert (elsewhere.name == SITI[0], Participant.objects.count()) == (False, 2)
    assert counts(judged(xlsx(HEADINGS, SITI, BUDI))) == ("judged", 0, 2, 0)


def test_whoever_is_registered_by_hand_between_judging_and_writing_is_there_already():
    spreadsheet = judged(xlsx(HEADINGS, SITI, BUDI))
    known = factories.person(nik=SITI[1], name="Siti by hand")
    moving.take_in(by=spreadsheet.sent_by, spreadsheet=spreadsheet, at=now())
    moving.write(spreadsheet.pk, at=now())
    assert counts(there(spreadsheet)) == ("done", 1, 1, 0)
    assert Participant.objects.get(nik_tail="0001") == known
    assert known.residences.count() == 1


def test_what_was_taken_in_is_counted_without_a_difference():
    taken_in(xlsx(HEADINGS, SITI, BUDI, ANI))
    rollup.drain()
    assert checking.check(at=now()).differences == 0
    registered = LedgerEntry.objects.filter(metric="registered").values_list("month", "kecamatan", "delta")
    assert set(registered) == {
        (datetime.date(2018, 3, 1), "31.74.01", 1),
        (datetime.date(2018, 3, 1), "LUAR", 1),
    }


def test_the_trail_says_who_took_whom_in():
    done = taken_in(xlsx(HEADINGS, SITI))
    event = Participant.pgh_event_model.objects.get()
    assert (event.pgh_label, event.pgh_context.metadata["user"]) == ("insert", done.sent_by.pk)


def test_a_thousand_rows_ask_what_ten_ask():
    factories.person(name="Orang 1")
    asked = {number: statements(number) for number in (10, 1000)}
    assert asked[1000] == asked[10]


def statements(number):
    rows = [[f"Orang {one}", nik(one) if one % 2 else None, f"0812{one:08}", *[None] * 6] for one in range(number)]
    spreadsheet = sent(as_csv(HEADINGS, *rows))
    with CaptureQueriesContext(connection) as asked:
        moving.judge(spreadsheet.pk, at=now())
    assert there(spreadsheet).wrong == 0
    return len(asked)


def nik(number):
    return f"9902015503{90 + number % 10}{number:04}"


def test_many_people_from_elsewhere_in_one_list_are_worth_a_look(monkeypatch):
    monkeypatch.setattr(people, "MANY", 1)
    factories.facilitator()
    elsewhere = factories.user(kecamatan=("31.73.05",))
    for row in (SITI, BUDI):
        factories.person(by=elsewhere, lives_in="31.73.05", nik=row[1])
    with capture_logs() as said:
        taken_in(xlsx(HEADINGS, SITI, BUDI, ANI))
    assert [(one["rows"], one["elsewhere"]) for one in said if one["event"] == "many_people_from_elsewhere"] == [(3, 2)]


def test_a_list_of_too_many_people_from_elsewhere_is_not_taken_in_and_no_other_one_of_numbers_after_it(monkeypatch):
    monkeypatch.setattr(lookups, "MOST_ELSEWHERE", 1)
    elsewhere = factories.user(kecamatan=("31.73.05",))
    for row in (SITI, BUDI):
        factories.person(by=elsewhere, lives_in="31.73.05", nik=row[1])
    own = factories.user(kecamatan=("31.74.01",))
    sentence = "Too many in your lists of today are people of other kecamatan: send this file again tomorrow."
    with capture_logs() as said:
        first = taken_in(xlsx(HEADINGS, SITI, BUDI, ANI), by=own)
    second = taken_in(xlsx(HEADINGS[:2], ["Dewi", "9901014503900003"]), by=own)
    assert [(one.state, one.refusal) for one in (first, second)] == [("failed", sentence)] * 2
    assert [one["event"] for one in said if one["log_level"] == "warning"] == ["look-up limit reached"]
    assert Participant.objects.count() == 2


def test_people_of_ones_own_who_are_called_otherwise_in_a_list_are_not_from_elsewhere(monkeypatch):
    monkeypatch.setattr(lookups, "MOST_ELSEWHERE", 1)
    for row in (SITI, BUDI):
        factories.person(name="Lain Sekali", nik=row[1])
    assert counts(taken_in(xlsx(HEADINGS, SITI, BUDI, ANI))) == ("done", 1, 2, 0)


def test_two_lists_that_were_looked_through_together_make_one_person_once():
    first = judged(as_csv(HEADINGS[:4], ["Dua Rahma", None, "081300000001", "01-02-1990"]))
    other = judged(as_csv(HEADINGS[:4], ["Rahma Dua", None, "081300000001", None]), by=first.sent_by)
    for one in (first, other):
        moving.take_in(by=one.sent_by, spreadsheet=one, at=now())
        moving.write(one.pk, at=now())
    assert (there(other).state, Participant.objects.count()) == ("judging", 1)
    moving.judge(other.pk, at=now())
    assert counts(there(other)) == ("judged", 0, 1, 0)
