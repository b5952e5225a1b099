import datetime
import uuid

import pytest

from okoce.core.months import now, today
from programs import trainings
from programs.models import Agency, Curriculum, Training, TrainingSession
from tests.factories import (
    ELSEWHERE,
    HOME,
    attend,
    day,
    facilitator,
    kecamatan,
    meeting,
    people,
    person,
    submitted,
    training,
    user,
    verified,
)
from tests.refusals import refused_as_a_whole, refused_beside
from tests.together import together

pytestmark = pytest.mark.django_db

LATER = today() + datetime.timedelta(days=365)
TOO_LATE = LATER + datetime.timedelta(days=1)
TO_THE_SECOND = trainings.Meeting(day("2018-03-05"), datetime.time(9), datetime.time(12, 0, 5))


def said(**other):
    return {
        "kecamatan": kecamatan(),
        "curriculum": Curriculum.objects.get(pk="DASAR"),
        "agency": Agency.objects.get(pk="DINSOS"),
        "place": "Aula kelurahan",
    } | other


def log(*, by=None, form=None, on=None, **other):
    return trainings.log_training(
        by=by or facilitator(), id=form or uuid.uuid4(), meeting=on or meeting(), today=today(), **said(**other)
    )


def change(made, *, by=None, **other):
    return trainings.change_training(by=by or facilitator(), training=made, **said(**other))


def add(made, on, *, by=None):
    return trainings.add_session(by=by or facilitator(), training=made, meeting=on, today=today())


def move(session, to, *, by=None):
    return trainings.move_session(by=by or facilitator(), session=session, meeting=to, at=now())


def cancel(session, *, by=None):
    return trainings.cancel_session(by=by or facilitator(), session=session)


def as_kept(made):
    made.refresh_from_db()
    return made.state, made.version


def sessions(made):
    return [f"{one.held_on} {one.starts_at:%H:%M}-{one.ends_at:%H:%M} {one.state}" for one in made.sessions.all()]


def makers(made):
    return sorted(made.makers.values_list("pk", flat=True))


class TestLogging:
    def test_a_draft_with_its_first_session(self):
        by = user()
        made = log(by=by, on=meeting("2018-03-05", starts="09:00", minutes=180))
        made.refresh_from_db()
        assert (made.state, made.place, made.kecamatan_id) == ("draft", "Aula kelurahan", "31.74.01")
        assert (made.logged_by, made.led_by, makers(made)) == (by, by, [by.pk])
        assert sessions(made) == ["2018-03-05 09:00-12:00 planned"]

    def test_the_minutes_are_those_between_the_two_times(self):
        assert log(on=meeting(minutes=95)).sessions.get().minutes == 95

    def test_a_session_may_lie_a_year_ahead(self):
        assert sessions(log(on=meeting(LATER))) == [f"{LATER} 09:00-12:00 planned"]

    def test_the_first_day_of_the_programme_is_in_it(self):
        assert sessions(log(on=meeting("2017-12-01"))) == ["2017-12-01 09:00-12:00 planned"]

    def test_white_space_in_a_place_is_squeezed(self):
        assert log(place=" Aula \n RW 05 ").place == "Aula RW 05"

    @pytest.mark.parametrize(
        ("field", "given"),
        [
            pytest.param("place", {"place": " "}, id="no place"),
            pytest.param("place", {"place": "\u200b\ufeff\u202e"}, id="a place that nobody sees"),
            pytest.param("place", {"place": "a" * 121}, id="a place too long"),
            pytest.param("place", {"place": "Aula\0"}, id="a null byte in the place"),
            pytest.param("held_on", {"on": meeting("2017-11-30")}, id="a day before the programme"),
            pytest.param("held_on", {"on": meeting(TOO_LATE)}, id="a day more than a year ahead"),
            pytest.param("held_on", {"on": meeting("9999-12-31")}, id="the last day there is"),
            pytest.param("ends_at", {"on": meeting(minutes=0)}, id="no minute"),
            pytest.param("ends_at", {"on": meeting(minutes=14)}, id="not a quarter of an hour"),
            pytest.param("starts_at", {"on": meeting(starts="09:00:05")}, id="it starts between two minutes"),
            pytest.param("ends_at", {"on": TO_THE_SECOND}, id="it ends between two minutes"),
            pytest.param("ends_at", {"on": meeting("2018-03-31", starts="22:00")}, id="across midnight"),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(self, field, given):
        with refused_beside(field):
            log(**given)
        assert Training.objects.count() == TrainingSession.objects.count() == 0

    def test_the_shortest_session_is_a_quarter_of_an_hour(self):
        assert log(on=meeting(minutes=15)).sessions.get().minutes == 15

    def test_an_evening_across_the_end_of_a_month_is_two_sessions(self):
        made = log(on=trainings.Meeting(day("2018-03-31"), datetime.time(22), datetime.time(23, 59)))
        add(made, meeting("2018-04-01", starts="00:00", minutes=60))
        assert sessions(made) == ["2018-03-31 22:00-23:59 planned", "2018-04-01 00:00-01:00 planned"]


class TestLoggingAgain:
    def test_the_same_form_is_the_same_training(self):
        form = uuid.uuid4()
        assert log(form=form) == log(form=form)
        assert TrainingSession.objects.count() == 1

    @pytest.mark.parametrize(
        "other",
        [
            lambda: {"place": "Balai warga"},
            lambda: {"kecamatan": kecamatan(ELSEWHERE)},
            lambda: {"curriculum": Curriculum.objects.get(pk="IZIN")},
            lambda: {"agency": Agency.objects.get(pk="DKPKP")},
            lambda: {"on": meeting("2018-03-06")},
            lambda: {"on": meeting(minutes=90)},
        ],
    )
    def test_a_form_that_was_used_logs_nothing_else(self, other):
        form = uuid.uuid4()
        log(form=form)
        with refused_beside("id"):
            log(form=form, **other())
        assert Training.objects.get().place == "Aula kelurahan"
        assert sessions(Training.objects.get()) == ["2018-03-05 09:00-12:00 planned"]

    def test_the_id_of_somebody_elses_form_tells_nothing_of_what_it_made(self):
        form, own, me, other = uuid.uuid4(), uuid.uuid4(), user(), user()
        log(form=form, by=other)
        log(form=own, by=me)
        with refused_beside("id") as stranger:
            log(form=form, by=me)
        with refused_beside("id") as used:
            log(form=own, by=me, place="Balai warga")
        assert stranger.value.messages == used.value.messages

    @pytest.mark.usefixtures("committed_db")
    def test_twenty_taps_on_one_form_log_one_training(self):
        form, by = uuid.uuid4(), facilitator()
        assert set(together(*[lambda: log(form=form, by=by)] * 20)) == {Training.objects.get()}
        assert TrainingSession.objects.count() == 1


class TestChanging:
    def test_the_particulars_are_as_said(self):
        made = change(
            log(),
            kecamatan=kecamatan(ELSEWHERE),
            curriculum=Curriculum.objects.get(pk="IZIN"),
            agency=Agency.objects.get(pk="DKPKP"),
            place="Balai warga",
        )
        kept = Training.objects.values("kecamatan_id", "curriculum_id", "agency_id", "place").get(pk=made.pk)
        assert list(kept.values()) == ["31.73.05", "IZIN", "DKPKP", "Balai warga"]

    @pytest.mark.parametrize("place", ["", "a" * 121, "Aula\0"])
    def test_a_wrong_place_is_refused_beside_the_field(self, place):
        with refused_beside("place"):
            change(log(), place=place)

    def test_saying_the_same_changes_nothing(self):
        made, other = log(), user()
        before = as_kept(made)
        change(made, by=other)
        assert as_kept(made) == before
        assert other.pk not in makers(made)

    def test_whoever_changes_it_made_part_of_it(self):
        made, other = log(), user()
        change(made, by=other, place="Balai warga")
        assert other.pk in makers(made)


class TestAddingASession:
    def test_it_is_planned(self):
        made, other = log(), user()
        add(made, meeting("2018-03-12"), by=other)
        assert sessions(made) == ["2018-03-05 09:00-12:00 planned", "2018-03-12 09:00-12:00 planned"]
        assert other.pk in makers(made)

    def test_a_twin_is_refused(self):
        made = log(on=meeting("2018-03-05", starts="09:00"))
        with refused_beside("starts_at"):
            add(made, meeting("2018-03-05", starts="09:00", minutes=60))

    @pytest.mark.parametrize(("starts", "minutes"), [("08:00", 61), ("10:00", 60), ("11:59", 60), ("08:00", 300)])
    def test_one_that_overlaps_is_refused(self, starts, minutes):
        made = log(on=meeting("2018-03-05", starts="09:00", minutes=180))
        with refused_beside("starts_at"):
            add(made, meeting("2018-03-05", starts=starts, minutes=minutes))
        assert sessions(made) == ["2018-03-05 09:00-12:00 planned"]

    @pytest.mark.parametrize("starts", ["08:00", "12:00"])
    def test_one_may_end_or_begin_where_another_begins_or_ends(self, starts):
        made = log(on=meeting("2018-03-05", starts="09:00", minutes=180))
        add(made, meeting("2018-03-05", starts=starts, minutes=60))
        assert made.sessions.count() == 2

    def test_another_group_may_meet_at_the_same_time(self):
        log(on=meeting("2018-03-05"))
        assert sessions(log(on=meeting("2018-03-05"))) == ["2018-03-05 09:00-12:00 planned"]

    def test_one_that_was_cancelled_is_no_twin(self):
        made = log(on=meeting("2018-03-05"))
        cancel(made.sessions.get())
        add(made, meeting("2018-03-05"))
        assert sorted(made.sessions.values_list("state", flat=True)) == ["cancelled", "planned"]

    @pytest.mark.parametrize("handed_in", [submitted, verified])
    def test_what_was_handed_in_gets_no_further_session(self, handed_in):
        made = handed_in(attend(training(), person()))
        with refused_as_a_whole():
            add(made, meeting("2018-03-12"))

    @pytest.mark.parametrize(
        "given", [meeting("2017-11-30"), meeting(TOO_LATE), meeting(minutes=0), meeting(starts="23:00")]
    )
    def test_a_meeting_that_cannot_be_is_refused(self, given):
        made = log()
        with refused_beside(*({"held_on"} if given.held_on != day("2018-03-05") else {"ends_at"})):
            add(made, given)

    @pytest.mark.usefixtures("committed_db")
    def test_two_phones_that_add_the_same_session_add_one(self):
        made = log()

        def tries():
            try:
                return str(add(made, meeting("2018-03-12")).held_on)
            except trainings.ValidationError as refusal:
                return sorted(refusal.error_dict)

        assert sorted(map(str, together(tries, tries))) == ["2018-03-12", "['starts_at']"]


class TestMovingASession:
    def test_to_another_day_it_was_moved(self):
        made = log(on=meeting("2018-03-05"))
        move(made.sessions.get(), meeting("2018-03-06", starts="13:00"))
        assert sessions(made) == ["2018-03-06 13:00-16:00 moved"]

    def test_to_another_hour_of_the_day_it_stays_planned(self):
        made = log(on=meeting("2018-03-05"))
        move(made.sessions.get(), meeting("2018-03-05", starts="13:00"))
        assert sessions(made) == ["2018-03-05 13:00-16:00 planned"]

    def test_one_that_was_held_stays_held(self):
        made = submitted(attend(training(), person()))
        move(made.sessions.get(), meeting("2018-03-06"))
        assert sessions(made) == ["2018-03-06 09:00-12:00 held"]

    def test_to_where_it_is_nothing_moves(self):
        made, other = log(on=meeting("2018-03-05")), user()
        before = as_kept(made)
        move(made.sessions.get(), meeting("2018-03-05"), by=other)
        assert as_kept(made) == before
        assert other.pk not in makers(made)

    def test_whoever_moves_it_made_part_of_the_training(self):
        made, other = log(), user()
        move(made.sessions.get(), meeting("2018-03-06"), by=other)
        assert other.pk in makers(made)

    def test_onto_another_of_its_training_it_is_refused(self):
        made = training(meeting("2018-03-05"), meeting("2018-03-12"))
        with refused_beside("starts_at"):
            move(made.sessions.last(), meeting("2018-03-05"))

    def test_onto_part_of_another_it_is_refused(self):
        made = training(meeting("2018-03-05"), meeting("2018-03-12"))
        with refused_beside("starts_at"):
            move(made.sessions.last(), meeting("2018-03-05", starts="11:00"))

    def test_it_may_overlap_where_it_was_itself(self):
        made = log(on=meeting("2018-03-05"))
        move(made.sessions.get(), meeting("2018-03-05", starts="10:00"))
        assert sessions(made) == ["2018-03-05 10:00-13:00 planned"]

    def test_with_nobody_marked_it_may_move_into_the_future(self):
        made = log()
        move(made.sessions.get(), meeting(LATER))
        assert sessions(made) == [f"{LATER} 09:00-12:00 moved"]

    def test_with_somebody_marked_it_may_not(self):
        made = attend(training(), person(), status="absent")
        with refused_beside("held_on"):
            move(made.sessions.get(), meeting(LATER))
        assert sessions(made) == ["2018-03-05 09:00-12:00 planned"]

    def test_one_that_was_held_may_not_either(self):
        made = submitted(attend(training(), person()))
        made.sessions.get().attendances.all().delete()
        with refused_beside("held_on"):
            move(made.sessions.get(), meeting(LATER))

    def test_one_that_was_cancelled_does_not_move(self):
        made = log()
        with refused_as_a_whole():
            move(cancel(made.sessions.get()), meeting("2018-03-06"))

    @pytest.mark.parametrize(
        ("field", "to"),
        [
            ("held_on", meeting("2017-11-30")),
            ("held_on", meeting(TOO_LATE)),
            ("ends_at", meeting(minutes=0)),
            ("ends_at", meeting("2018-03-31", starts="22:00")),
        ],
    )
    def test_a_meeting_that_cannot_be_is_refused_beside_the_field(self, field, to):
        made = log()
        with refused_beside(field):
            move(made.sessions.get(), to)
        assert sessions(made) == ["2018-03-05 09:00-12:00 planned"]


class TestCancellingASession:
    def test_it_stays_on_record_with_its_roster(self):
        made, other = attend(training(), *people(2)), user()
        cancel(made.sessions.get(), by=other)
        assert sessions(made) == ["2018-03-05 09:00-12:00 cancelled"]
        assert made.sessions.get().attendances.count() == 2
        assert other.pk in makers(made)

    def test_a_second_tap_changes_nothing(self):
        made, other = log(), user()
        cancel(made.sessions.get())
        before = as_kept(made)
        cancel(made.sessions.get(), by=other)
        assert as_kept(made) == before
        assert other.pk not in makers(made)


class TestQuestions:
    def test_the_list_shows_the_newest_day_first_without_cancelled_sessions(self):
        old = training(meeting("2018-03-05"), meeting("2018-04-05"))
        new = training(meeting("2018-03-12"))
        cancel(old.sessions.get(held_on="2018-04-05"))
        rows = trainings.listed(facilitator())
        assert [(row, row.first_day, row.last_day, row.meetings) for row in rows] == [
            (new, day("2018-03-12"), day("2018-03-12"), 1),
            (old, day("2018-03-05"), day("2018-03-05"), 1),
        ]

    def test_the_list_of_one_state(self):
        training()
        handed_in = submitted(attend(training(), person()))
        assert list(trainings.listed(facilitator(), state="submitted")) == [handed_in]

    def test_the_list_holds_the_users_kecamatan_only(self):
        training(kecamatan=ELSEWHERE)
        near = training(kecamatan=HOME)
        assert list(trainings.listed(facilitator())) == [near]

    def test_the_last_sessions_are_the_users_own_those_of_the_newest_training_first(self):
        me, other = user(kecamatan=(HOME,)), user(kecamatan=(HOME,))
        older = training(meeting("2018-03-05"), by=me)
        newer = training(meeting("2018-02-05"), meeting("2018-02-06"), by=me)
        training(meeting("2018-03-06"), by=other)
        cancel(newer.sessions.last(), by=me)
        rows = trainings.last_sessions(me)
        assert [(one.training, one.held_on) for one in rows] == [(newer, day("2018-02-05")), (older, day("2018-03-05"))]
