"""A spreadsheet of trainings makes the drafts that whoever sends it would have logged by hand."""

import datetime
import uuid

import pytest

from okoce.core.months import now, today
from participants.importing import words
from participants.models import Spreadsheet
from programs import trainings
from programs.models import Agency, Curriculum, Training, TrainingSession
from programs.trainings import Meeting, add_session, log_training
from tests.factories import ELSEWHERE, HOME, attend, day, facilitator, kecamatan, meeting, person, submitted, user
from tests.participants.importing.bringing import mistakes
from tests.participants.importing.rows import judged, taken_in, verdicts, written_down

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ROW = {
    "tanggal": "05-03-2018",
    "mulai": "09.00",
    "selesai": "12.00",
    "tempat": "Aula",
    "materi": "Dasar Kewirausahaan",
    "dinas": "dppkukm",
}
LATE = today() + datetime.timedelta(days=366)
WRONG = {
    "more than a year ahead": (
        {"tanggal": f"{LATE}"},
        {
            "held_on": f"A session is planned at most a year ahead: enter"
            f" {today() + datetime.timedelta(days=365):%d-%m-%Y} or an earlier date."
        },
    ),
    "before the programme": (
        {"tanggal": "30-11-2017"},
        {"held_on": "The programme began on 01-12-2017: enter that day or a later one."},
    ),
    "an end before its begin": (
        {"selesai": "08.00"},
        {
            "ends_at": "A session ends on the day it starts. If it ran past midnight, end it at 23:59 and add the rest"
            " as a second session on the next day."
        },
    ),
    "five minutes": ({"selesai": "09.05"}, {"ends_at": "A session lasts at least 15 minutes: enter a later time."}),
    "somewhere else": (
        {"kecamatan": "Gambir"},
        {"kecamatan": "You log no trainings in this kecamatan: write one of yours."},
    ),
    "no end": ({"selesai": ""}, {"ends_at": "Say until when it lasts: here, or beside the begin as 09.00-12.00."}),
    "an open end": (
        {"mulai": "09.00 - selesai", "selesai": ""},
        {"ends_at": "Say until when it lasts: here, or beside the begin as 09.00-12.00."},
    ),
    "two ends": (
        {"mulai": "09.00-11.00"},
        {"ends_at": "Another end stands beside the begin: leave one of the two out."},
    ),
    "no hour": ({"mulai": "pagi"}, {"starts_at": "This is no time of day: write it as 09.00."}),
    "an unknown topic": (
        {"materi": "Menjahit"},
        {"curriculum": "Write one of these codes, or its name: BUKU, DASAR, IZIN, MODAL, PANGAN, PASAR."},
    ),
    "an unknown agency": (
        {"dinas": "Dinas Luar Angkasa"},
        {"agency": "Write one of these codes, or its name: DINSOS, DISNAKER, DISPAREKRAF, DKPKP, DPPAPP, DPPKUKM."},
    ),
    "hardly a place": ({"tempat": "A"}, {"place": "Ensure this value has at least 3 characters (it has 1)."}),
    "two things at once": (
        {"materi": "Menjahit", "kecamatan": "Gambir"},
        {
            "curriculum": "Write one of these codes, or its name: BUKU, DASAR, IZIN, MODAL, PANGAN, PASAR.",
            "kecamatan": "You log no trainings in this kecamatan: write one of yours.",
        },
    ),
}


def bring(*rows, by=None):
    return taken_in("trainings", [ROW | row for row in rows], by=by or facilitator())


def judge(*rows, by=None):
    return judged("trainings", [ROW | row for row in rows], by=by or facilitator())


def columns(made, *without):
    names = {field.attname for field in type(made)._meta.fields} - {"id", *without}
    return {name: getattr(made, name) for name in names}


def meetings(training):
    return [f"{one.held_on} {one.starts_at:%H:%M}" for one in training.sessions.all()]


def by_hand(on="2018-03-05", *, place="Aula"):
    """What ROW says, by the form."""
    key = uuid.uuid4()
    log_training(
        by=facilitator(),
        id=key,
        kecamatan=kecamatan(),
        curriculum=Curriculum.objects.get(pk="DASAR"),
        agency=Agency.objects.get(pk="DPPKUKM"),
        place=place,
        meeting=meeting(on),
        today=today(),
    )
    return Training.objects.get(pk=key)


def test_a_row_makes_the_draft_with_its_meeting_that_the_form_makes():
    like = by_hand("2018-03-06")
    bring({})
    made = Training.objects.exclude(pk=like.pk).get()
    assert columns(made, "logged_at") == columns(like, "logged_at")
    held, alike = made.sessions.get(), like.sessions.get()
    assert columns(held, "training_id", "held_on") == columns(alike, "training_id", "held_on")
    assert list(made.makers.all()) == [facilitator()]


@pytest.mark.parametrize("written", ["09.00-12.00", "09:00 – 12:00 WIB", "pukul 9.00 s/d 12.00", "9-12"])
def test_from_when_until_when_may_stand_in_one_cell(written):
    bring({"mulai": written, "selesai": ""})
    session = TrainingSession.objects.get()
    assert (f"{session.starts_at:%H:%M}", f"{session.ends_at:%H:%M}") == ("09:00", "12:00")


def test_rows_with_one_word_are_meetings_of_one_training():
    bring(
        {"angkatan": "A1"},
        {"angkatan": "a1", "tanggal": "06-03-2018"},
        {"angkatan": "A2", "tanggal": "07-03-2018"},
        {"tanggal": "08-03-2018"},
    )
    assert meetings(Training.objects.get(sessions__held_on="2018-03-05")) == ["2018-03-05 09:00", "2018-03-06 09:00"]
    assert Training.objects.count() == 3


@pytest.mark.parametrize("wrong", WRONG)
def test_a_row_is_wrong_that_says(wrong):
    row, sentences = WRONG[wrong]
    assert mistakes(judge(row)) == {2: sentences}


def test_meetings_of_one_training_have_no_hour_in_common():
    refused = judge({"angkatan": "A1"}, {"angkatan": "A1", "mulai": "11.00", "selesai": "13.00"})
    assert mistakes(refused) == {
        3: {
            "starts_at": "This training already has a session from 09:00 to 12:00 on that day: choose other hours.",
        }
    }


def test_meetings_of_one_training_have_one_place():
    refused = judge({"angkatan": "A1"}, {"angkatan": "A1", "tanggal": "06-03-2018", "tempat": "RPTRA"})
    sentence = "Meetings of one training have one place and one agency: write them as in row 2."
    assert mistakes(refused) == {3: {"place": sentence}}


def test_two_rows_about_one_meeting_are_one():
    assert mistakes(judge({}, {})) == {3: {"starts_at": "Row 2 says this already: leave one of the two out."}}


def test_a_training_that_was_logged_by_hand_is_there_already():
    there = by_hand(place="AULA")
    assert judge({}).staged.get().record == there.pk


def test_at_another_place_it_may_be_another_one_and_is_told():
    by_hand(place="RPTRA Tebet")
    sentence = (
        "A training about this is logged from this hour on, at “RPTRA Tebet”: write its place so, or log another one by"
        " hand."
    )
    assert mistakes(judge({})) == {2: {"place": sentence}}


def test_a_meeting_joins_the_training_whose_other_meeting_is_there():
    there = by_hand()
    bring({"angkatan": "A1", "tanggal": "06-03-2018"}, {"angkatan": "A1"})
    assert meetings(there) == ["2018-03-05 09:00", "2018-03-06 09:00"]
    assert Training.objects.count() == 1


def test_no_meeting_joins_a_training_that_was_handed_in():
    submitted(attend(by_hand(), person()))
    refused = judge({"angkatan": "A1"}, {"angkatan": "A1", "tanggal": "06-03-2018"})
    sentence = "This training was handed in: ask the verifier to return it before you add a session."
    assert mistakes(refused) == {3: {"": sentence}}


def test_a_training_that_is_handed_in_meanwhile_takes_nothing_of_the_file_in():
    there = attend(by_hand(), person())
    rows = [ROW | {"angkatan": "A1", "tanggal": "06-03-2018"}, ROW | {"angkatan": "A1"}]
    looked_through = judged("trainings", rows, by=facilitator())
    submitted(there)
    written = written_down(looked_through)
    assert (written.state, TrainingSession.objects.count()) == ("failed", 1)
    assert written.refusal.startswith("This training was handed in")


def test_a_meeting_that_is_planned_meanwhile_at_the_same_hour_takes_nothing_of_the_file_in():
    there = by_hand()
    looked_through = judge({"angkatan": "A1", "tanggal": "06-03-2018"}, {"angkatan": "A1"}, {"tanggal": "07-03-2018"})
    add_session(by=facilitator(), training=there, meeting=meeting("2018-03-06", starts="10:00"), today=today())
    written = written_down(looked_through)
    assert (written.state, meetings(there)) == ("failed", ["2018-03-05 09:00", "2018-03-06 10:00"])
    assert written.refusal == "These trainings were changed while you looked at the rows: send the file again."
    assert Training.objects.count() == 1


def test_a_meeting_that_was_moved_does_not_come_a_second_time():
    bring({})
    session = TrainingSession.objects.get()
    moved = Meeting(day("2018-03-12"), session.starts_at, session.ends_at)
    trainings.move_session(by=facilitator(), session=session, meeting=moved, at=now())
    assert verdicts(judge({})) == ["same"]


def test_each_row_may_say_its_own_kecamatan():
    bring({}, {"kecamatan": "Kebun Jeruk"}, by=user(kecamatan=(HOME, ELSEWHERE)))
    assert sorted(Training.objects.values_list("kecamatan", flat=True)) == [ELSEWHERE, HOME]


def test_what_is_taken_in_is_counted_in_meetings():
    spreadsheet = Spreadsheet(kind="trainings", new=2)
    assert (words.take_in(spreadsheet), words.taken_in(spreadsheet)) == (
        "Take in 2 meetings",
        "2 meetings were added",
    )
