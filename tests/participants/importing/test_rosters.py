"""A spreadsheet of rosters marks people as a roll call by hand would."""

import datetime

import pytest

from okoce.core.months import now, today
from participants import rosters
from participants.models import Attendance
from programs.models import Training, TrainingSession
from programs.trainings import cancel_session
from tests.factories import (
    ELSEWHERE,
    HOME,
    attend,
    facilitator,
    meeting,
    person,
    revoked,
    submitted,
    training,
    user,
    verified,
)
from tests.participants.importing.bringing import mistakes
from tests.participants.importing.rows import judged, taken_in, verdicts, written_down

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

NUMBER = "9901014501900077"
ROW = {"tanggal": "05-03-2018", "nik": NUMBER, "nama": "Siti Aminah"}
NOBODY = (
    "None of your people has this NIK and this name: look at the card again, write the name as it is here, or bring in the"
    " people first."
)
TOMORROW = today() + datetime.timedelta(days=1)
NONE = "You have no meeting on this day: log the training first, or bring it in."
SEVERAL = "You have several meetings on this day: write the hour, the place or what was taught."
WRONG = {
    "another day": ({"tanggal": "06-03-2018"}, {"held_on": NONE}),
    "another hour": ({"mulai": "10.00"}, {"starts_at": "No meeting of yours on this day has this; there is 09.00."}),
    "another place": ({"tempat": "RPTRA"}, {"place": "No meeting of yours on this day has this; there is “Aula”."}),
    "a day that has not come": (
        {"tanggal": f"{TOMORROW}"},
        {"held_on": "This session has not begun: mark people from its start on."},
    ),
    "an unknown word": (
        {"kehadiran": "pulang"},
        {"status": "Write one of these: hadir, terlambat, izin, sakit, alpa."},
    ),
    "nobody": ({"nik": "9901014501900078"}, {"nik": NOBODY}),
}


def siti(**said):
    return person(**{"nik": NUMBER, "name": "Siti Aminah"} | said)


def bring(*rows, by=None):
    return taken_in("rosters", [ROW | row for row in rows], by=by or facilitator())


def judge(*rows, by=None):
    return judged("rosters", [ROW | row for row in rows], by=by or facilitator())


def columns(mark):
    return mark.session_id, mark.participant_id, mark.status, mark.recorded_by_id, mark.assumed


@pytest.mark.parametrize(
    ("word", "status"),
    [("hadir", "present"), ("Telat", "late"), ("izin", "excused"), ("S", "sick"), ("alpa", "absent")],
)
def test_a_row_marks_somebody_as_a_roll_call_does(word, status):
    somebody, draft = siti(), training()
    session = draft.sessions.get()
    rosters.mark(by=facilitator(), session=session, statuses={somebody.pk: status}, at=now())
    by_hand = Attendance.objects.get()
    rosters.leave(by=facilitator(), session=session, participant=somebody)
    bring({"kehadiran": word})
    assert columns(Attendance.objects.get()) == columns(by_hand)


def test_whoever_is_on_the_sheet_without_a_word_was_there_until_somebody_says_otherwise():
    somebody, session = siti(), training().sessions.get()
    bring({})
    made = Attendance.objects.get()
    assert (made.status, made.assumed) == ("present", True)
    bring({"kehadiran": "sakit"})
    assert columns(Attendance.objects.get()) == (session.pk, somebody.pk, "sick", facilitator().pk, False)


def test_whoever_sends_a_roster_is_a_maker_of_its_training_and_its_approval_ends():
    siti()
    draft = verified(attend(training(), person()))
    by = user(kecamatan=(HOME,))
    bring({}, by=by)
    assert by in draft.makers.all()
    assert Training.objects.get().state == "submitted"


@pytest.mark.parametrize("wrong", WRONG)
def test_a_row_is_wrong_that_says(wrong):
    siti()
    training()
    training(meeting(f"{TOMORROW}"))
    row, sentences = WRONG[wrong]
    assert mistakes(judge(row)) == {2: sentences}


def test_of_several_meetings_on_a_day_the_row_says_which():
    siti()
    training()
    training(meeting(starts="13:00"), place="RPTRA")
    assert mistakes(judge({})) == {2: {"held_on": SEVERAL}}
    bring({"tempat": "rptra"})
    bring({"mulai": "9:00"})
    assert Attendance.objects.count() == 2


def test_a_meeting_that_is_void_is_none():
    siti()
    cancel_session(by=facilitator(), session=training().sessions.get())
    revoked(submitted(attend(training(meeting("2018-03-06")), person())))
    assert mistakes(judge({}, {"tanggal": "06-03-2018"})) == {2: {"held_on": NONE}, 3: {"held_on": NONE}}


def test_a_meeting_of_another_kecamatan_is_none():
    siti()
    training(by=user(kecamatan=(ELSEWHERE,)), kecamatan=ELSEWHERE)
    assert mistakes(judge({}, by=user(kecamatan=(HOME,)))) == {2: {"held_on": NONE}}


def test_a_mark_that_says_something_else_stays_and_is_told():
    attend(training(), siti(), status="late")
    sentence = "Marked as “late” already: change that on the list of the training, or write the same here."
    assert mistakes(judge({"kehadiran": "hadir"})) == {2: {"status": sentence}}


def test_a_mark_that_is_there_is_there_already():
    attend(training(), siti(), status="late")
    assert verdicts(judge({"kehadiran": "terlambat"})) == verdicts(judge({})) == ["same"]


def test_two_rows_about_one_person_are_one():
    siti()
    training()
    refused = judge({}, {"kehadiran": "sakit"})
    assert mistakes(refused) == {3: {"name": "Row 2 says this already: leave one of the two out."}}


def test_somebody_from_elsewhere_is_nobody_until_their_number_was_sent():
    by = user(kecamatan=(HOME,))
    other = siti(by=user(kecamatan=(ELSEWHERE,)), lives_in=ELSEWHERE)
    training(by=by)
    assert mistakes(judge({}, by=by)) == {2: {"nik": NOBODY}}
    taken_in("people", [{"nik": NUMBER, "nama": "Whoever This Is"}], by=by)
    bring({}, by=by)
    assert Attendance.objects.get().participant == other


def test_a_meeting_that_is_cancelled_meanwhile_takes_nothing_of_the_file_in():
    siti()
    session = training().sessions.get()
    looked_through = judge({})
    cancel_session(by=facilitator(), session=session)
    written = written_down(looked_through)
    assert (written.state, Attendance.objects.count()) == ("failed", 0)
    assert written.refusal == "This session was cancelled: nobody can be marked at it."


def test_a_mark_that_somebody_makes_meanwhile_stays():
    somebody, draft = siti(), training()
    looked_through = judge({"kehadiran": "hadir"})
    attend(draft, somebody, status="sick")
    assert (written_down(looked_through).new, Attendance.objects.get().status) == (0, "sick")


def test_a_number_with_a_phone_beside_it_finds_by_the_number():
    siti(phone="081234567890")
    person(name="Siti Aminah", phone="081234567891")
    training()
    bring({"nama": "Siti Aminah", "no hp": "081234567891"})
    assert Attendance.objects.get().participant.phone == "081234567890"


def test_sessions_of_one_training_are_marked_each():
    siti()
    training(meeting("2018-03-05"), meeting("2018-03-06"))
    bring({}, {"tanggal": "06-03-2018", "kehadiran": "izin"})
    marks = TrainingSession.objects.values_list("attendances__status", flat=True)
    assert list(marks) == ["present", "excused"]
