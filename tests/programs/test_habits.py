import datetime

import pytest

from okoce.core.months import JAKARTA
from programs import habits, trainings
from programs.models import Curriculum, TrainingSession
from tests.factories import ELSEWHERE, HOME, kecamatan, meeting, training, user

pytestmark = pytest.mark.django_db


def held(starts, minutes=180, on="2018-03-05"):
    return TrainingSession(**vars(meeting(on, starts=starts, minutes=minutes)), minutes=minutes)


def proposed(clock, *sessions, known=()):
    """The hours that a form shows which is opened on 6 March at that time."""
    at = datetime.datetime.fromisoformat(f"2018-03-06T{clock}").replace(tzinfo=JAKARTA)
    starts, ends = habits.hours(sessions, at, known=known)
    return f"{starts:%H:%M}-{ends:%H:%M}"


MORNING, AFTERNOON = held("09:00", 150), held("13:00", 120)


class TestHours:
    @pytest.mark.parametrize(
        ("clock", "hours"),
        [("10:14:59", "10:00-13:00"), ("10:15", "10:15-13:15"), ("00:05", "00:00-03:00"), ("22:00", "22:00-23:59")],
    )
    def test_of_whoever_logged_nothing_begin_with_this_quarter_of_an_hour(self, clock, hours):
        assert proposed(clock) == hours

    @pytest.mark.parametrize("clock", ["23:30", "23:44", "23:45", "23:59:59"])
    def test_late_in_the_evening_they_stay_within_the_day_and_are_long_enough(self, clock):
        assert proposed(clock) == "23:30-23:59"

    @pytest.mark.parametrize("clock", ["08:00", "09:20", "12:30"])
    def test_are_the_usual_ones_around_them(self, clock):
        assert proposed(clock, MORNING) == "09:00-11:30"

    def test_are_the_usual_ones_when_they_are_over_and_the_list_is_typed_in_at_night(self):
        assert proposed("21:00", MORNING) == "09:00-11:30"

    def test_begin_now_and_last_as_long_as_usual_when_the_usual_ones_are_far_off(self):
        assert proposed("07:50", AFTERNOON) == "07:45-09:45"

    def test_are_those_of_the_habit_that_fits_the_time_of_day(self):
        assert proposed("13:10", MORNING, AFTERNOON) == "13:00-15:00"

    def test_that_are_logged_already_are_not_meant_again(self):
        today = held("09:00", 150, on="2018-03-06")
        assert proposed("11:20", today, known=[today]) == "11:15-13:45"

    def test_of_another_day_are_meant_again(self):
        assert proposed("11:20", MORNING, known=[MORNING]) == "09:00-11:30"


class TestPlacesAndTopics:
    def test_are_the_last_four_that_differ_the_newest_first_and_those_of_the_kecamatan_alone(self):
        by = user(kecamatan=(HOME, ELSEWHERE))
        for place in ("Satu", "Dua", "Tiga", "Empat", "Dua", "Lima"):
            training(by=by, place=f"Aula {place}")
        training(by=by, place="Aula jauh", kecamatan=ELSEWHERE)
        sessions = trainings.last_sessions(by)
        assert habits.places(sessions, kecamatan()) == ["Aula Lima", "Aula Dua", "Aula Empat", "Aula Tiga"]
        assert habits.places(sessions, kecamatan(ELSEWHERE)) == ["Aula jauh"]

    def test_before_the_first_training_are_the_centre_and_the_first_curricula(self):
        assert habits.places([], kecamatan()) == ["Pusat Tebet"]
        assert [one.pk for one in habits.topics([], Curriculum.objects.all())] == ["DASAR", "PASAR", "BUKU", "IZIN"]

    def test_what_was_taught_last_comes_before_what_never_was(self):
        by = user(kecamatan=(HOME,))
        made = training(by=by)
        said = {"kecamatan": made.kecamatan, "agency": made.agency, "place": made.place}
        trainings.change_training(by=by, training=made, curriculum=Curriculum.objects.get(pk="PANGAN"), **said)
        topics = habits.topics(trainings.last_sessions(by), Curriculum.objects.all())
        assert [one.pk for one in topics] == ["PANGAN", "DASAR", "PASAR", "BUKU"]
