"""What must always be true of programs: each named guard of the database refuses, whatever the code forgot."""

import datetime

import pytest
from django.db import ProgrammingError, connection

from okoce.core.months import Month, now, today
from programs.models import Assignment, Expense, ExpenseEvent, Kecamatan, Programme, Target, Training, TrainingSession
from tests.factories import attend, facilitator, kecamatan, meeting, person, submitted, training, verified
from tests.refusals import refused_by

pytestmark = pytest.mark.django_db

PAST, NOON = datetime.date(2018, 3, 5), datetime.time(12)
LATER = today() + datetime.timedelta(days=30)
# Still ahead when a month ends while the tests run.
AHEAD = (Month.of(today()) + 2).first


def target(**other):
    said = {"code": "T", "metric": "registered", "period": "month", "from_month": 1, "to_month": 2, "floor": 1}
    return Target.objects.create(**{**said, "unit": "people", "source": "-", "valid_from": PAST, **other})


def assignment(somebody, starts_on, ends_on=None):
    return Assignment.objects.create(user=somebody, kecamatan=kecamatan(), starts_on=starts_on, ends_on=ends_on)


def session(of, **other):
    said = {"held_on": PAST, "starts_at": datetime.time(13), "ends_at": datetime.time(15)}
    return TrainingSession.objects.create(training=of, **{**said, **other})


def expense(**other):
    said = {"month": "2018-03-01", "kecamatan": kecamatan(), "item": "rooms", "rupiah": 1, "recorded_by": facilitator()}
    return Expense.objects.create(**{**said, **other})


def update(training, **values):
    Training.objects.filter(pk=training.pk).update(**values)


class TestPlaces:
    def test_a_code_is_dotted(self):
        with refused_by("kecamatan_code_is_dotted"):
            Kecamatan.objects.create(code="317411", name="X", city_id="31.74", grid_row=40, grid_col=40)

    def test_a_tile_has_one_kecamatan(self):
        tebet = kecamatan()
        with refused_by("one_kecamatan_a_tile"):
            Kecamatan.objects.create(
                code="31.74.99", name="X", city_id="31.74", grid_row=tebet.grid_row, grid_col=tebet.grid_col
            )


class TestProgramme:
    @pytest.mark.usefixtures("programme_may_move")
    def test_it_starts_with_a_month(self):
        with refused_by("programme_starts_a_month"):
            Programme.objects.update(first_month="2017-12-02")


class TestTargets:
    def test_a_version_is_given_once(self):
        target(version=1)
        with refused_by("one_version_a_target"):
            target(version=1)

    def test_the_months_are_in_order(self):
        with refused_by("target_months_in_order"):
            target(from_month=3, to_month=2)

    def test_it_has_a_bound(self):
        with refused_by("target_has_a_bound"):
            target(floor=None, ceiling=None)

    def test_its_bounds_are_in_order(self):
        with refused_by("target_bounds_in_order"):
            target(floor=70, ceiling=50)

    def test_its_period_is_a_known_word(self):
        with refused_by("target_period_is_known"):
            target(period="week")


class TestAssignments:
    def test_the_days_are_in_order(self):
        with refused_by("assignment_days_in_order"):
            assignment(facilitator(), "2018-01-01", "2018-01-01")

    @pytest.mark.parametrize("ends_on", [None, "2018-02-01"])
    def test_one_at_a_time_for_a_user_and_a_kecamatan(self, ends_on):
        somebody = facilitator()
        Assignment.objects.all().delete()
        assignment(somebody, "2018-01-01", ends_on)
        with refused_by("one_assignment_at_a_time"):
            assignment(somebody, "2018-01-31")

    def test_one_may_begin_on_the_day_another_ends(self):
        somebody = facilitator()
        Assignment.objects.all().delete()
        assignment(somebody, "2018-01-01", "2018-02-01")
        assert assignment(somebody, "2018-02-01").pk


class TestSessions:
    def test_one_ends_on_the_day_it_starts(self):
        with refused_by("session_ends_the_day_it_starts"):
            session(training(), starts_at=datetime.time(22), ends_at=datetime.time(1))

    def test_its_state_is_a_known_word(self):
        with refused_by("session_state_is_known"):
            session(training(), state="lost")

    @pytest.mark.parametrize("starts", ["11:00", "13:00", "14:59"])
    def test_one_at_a_time(self, starts):
        made = training(meeting(starts=starts))
        with refused_by("one_session_at_a_time"):
            session(made)

    def test_one_may_begin_when_another_ends(self):
        assert session(training(meeting(starts="10:00"))).pk

    def test_one_that_was_cancelled_takes_up_no_time(self):
        made = training(meeting(starts="13:00"))
        made.sessions.update(state="cancelled")
        assert session(made).pk

    def test_one_lasts_a_quarter_of_an_hour(self):
        with refused_by("session_lasts_a_quarter_hour"):
            session(training(), ends_at=datetime.time(13, 14))

    @pytest.mark.parametrize(
        "times",
        [
            {"starts_at": datetime.time(13, 0, 5)},
            {"ends_at": datetime.time(15, 0, 5)},
            {"ends_at": datetime.time(15, 0, 0, 1)},
        ],
    )
    def test_its_times_are_whole_minutes(self, times):
        with refused_by("session_times_are_whole_minutes"):
            session(training(), **times)

    def test_it_lies_within_the_programme(self):
        with refused_by("session_within_programme"):
            session(training(), held_on="2017-11-30")

    def test_one_that_has_not_ended_was_not_held(self):
        with refused_by("session_held_has_ended"):
            session(training(), held_on=LATER, state="held")

    def test_one_that_was_held_cannot_move_into_the_future(self):
        submitted(attend(training(), person()))
        with refused_by("session_held_has_ended"):
            TrainingSession.objects.update(held_on=LATER)


class TestTrainings:
    def test_the_state_is_a_known_word(self):
        with refused_by("training_state_is_known"):
            update(submitted(attend(training(), person())), state="lost")

    def test_somebody_handed_it_in(self):
        with refused_by("submitted_by_someone"):
            update(training(), state="submitted")

    def test_the_version_only_grows(self):
        with refused_by("training_version_grows"):
            update(training(), version=1)

    def test_it_is_handed_in_after_its_last_session(self):
        made, by = training(meeting("2018-03-05"), meeting(LATER)), facilitator()
        with refused_by("submission_after_the_last_session"):
            update(made, state="submitted", submitted_by=by, submitted_at="2018-03-05T20:00+07:00")

    def test_a_cancelled_session_ahead_holds_nothing_back(self):
        made, by = training(meeting("2018-03-05"), meeting(LATER)), facilitator()
        made.sessions.filter(held_on=LATER).update(state="cancelled")
        update(made, state="submitted", submitted_by=by, submitted_at="2018-03-05T20:00+07:00")
        made.refresh_from_db()
        assert made.state == "submitted"

    @pytest.mark.parametrize("column", ["kecamatan_id", "curriculum_id", "agency_id", "led_by_id"])
    def test_a_counted_field_moves_the_version_and_takes_the_approval(self, column):
        made = verified(attend(training(), person()))
        other = {
            "kecamatan_id": "31.73.05",
            "curriculum_id": "PANGAN",
            "agency_id": "DINSOS",
            "led_by_id": made.verifications.get().checked_by_id,
        }
        update(made, **{column: other[column]})
        now_is = Training.objects.get(pk=made.pk)
        assert (now_is.state, now_is.version) == ("submitted", made.version + 1)

    def test_a_place_is_not_counted(self):
        made = verified(attend(training(), person()))
        update(made, place="Balai warga")
        now_is = Training.objects.get(pk=made.pk)
        assert (now_is.state, now_is.version) == ("verified", made.version)

    @pytest.mark.parametrize("change", ["add", "move", "remove"])
    def test_a_session_moves_the_version_and_takes_the_approval(self, change):
        made = verified(attend(training(meeting("2018-03-05"), meeting("2018-03-12")), person()))
        first = made.sessions.filter(held_on="2018-03-05")
        if change == "add":
            session(made, held_on="2018-03-19")
        elif change == "move":
            first.update(held_on="2018-03-06")
        else:
            first.delete()
        now_is = Training.objects.get(pk=made.pk)
        assert (now_is.state, now_is.version > made.version) == ("submitted", True)


class TestMakers:
    def test_none_is_struck_off_while_the_training_stands(self):
        made = training()
        with refused_by("makers_stay"):
            made.makers.clear()
            connection.check_constraints()

    def test_they_go_with_the_training(self):
        made = training()
        made.delete()
        connection.check_constraints()
        assert not Training.makers.through.objects.filter(training_id=made.pk).exists()


class TestExpenses:
    def test_it_is_of_a_month(self):
        with refused_by("expense_month_is_whole"):
            expense(month="2018-03-02")

    def test_its_item_is_a_known_word(self):
        with refused_by("expense_item_is_known"):
            expense(item="travel")

    @pytest.mark.parametrize("rupiah", [0, -1])
    def test_it_is_above_nothing(self, rupiah):
        with refused_by("expense_is_above_nothing"):
            expense(rupiah=rupiah)

    def test_it_may_be_of_the_first_month(self):
        assert expense(month="2017-12-01").pk

    def test_and_not_of_one_before(self):
        with refused_by("expense_within_programme"):
            expense(month="2017-11-01")

    def test_it_may_be_of_the_month_that_runs(self):
        assert expense(month=Month.of(today()).first).pk

    def test_and_not_of_one_ahead(self):
        with refused_by("expense_not_ahead"):
            expense(month=AHEAD)

    @pytest.mark.parametrize("stage", ["planned", "committed"])
    def test_what_is_not_paid_yet_may_lie_ahead_and_is_not_paid_there(self, stage):
        made = expense(month=AHEAD, stage=stage)
        with refused_by("expense_not_ahead"):
            Expense.objects.filter(pk=made.pk).update(stage="paid")

    def test_how_far_it_is_is_a_known_word(self):
        with refused_by("expense_stage_is_known"):
            expense(stage="dreamt")

    def test_nor_is_one_moved_ahead(self):
        made = expense()
        with refused_by("expense_not_ahead"):
            Expense.objects.filter(pk=made.pk).update(month=AHEAD)


class TestTrails:
    @pytest.mark.parametrize(
        "table",
        [
            "programs_targetevent",
            "programs_assignmentevent",
            "programs_trainingevent",
            "programs_trainingsessionevent",
            "programs_expenseevent",
        ],
    )
    @pytest.mark.parametrize(
        "change",
        ["UPDATE {} SET pgh_label = ''", "DELETE FROM {}", "TRUNCATE {}", "INSERT INTO {} (pgh_id) VALUES (1)"],
    )
    def test_the_application_may_only_read_them(self, table, change):
        with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(change.format(table))

    def test_no_setting_switches_them_off(self):
        made = training()
        with connection.cursor() as cursor:
            cursor.execute("SELECT array_agg(tgname) FROM pg_trigger WHERE tgname LIKE 'pgtrigger%'")
            cursor.execute("SELECT set_config('pgtrigger.ignore', %s::text[]::text, true)", cursor.fetchone())
        update(made, state="returned", submitted_by=made.logged_by, submitted_at=now())
        assert made.events.order_by("pgh_id").last().state == "returned"

    def test_they_tell_how_a_training_came_to_be_what_it_is(self):
        made = verified(attend(training(), person()))
        assert list(made.events.order_by("pgh_id").values_list("pgh_label", "state")) == [
            ("insert", "draft"),
            ("update", "submitted"),
            ("update", "verified"),
        ]

    def test_they_keep_an_expense_that_was_struck_out(self):
        made = expense()
        made.delete()
        assert list(ExpenseEvent.objects.order_by("pgh_id").values_list("pgh_label", "rupiah")) == [
            ("insert", 1),
            ("delete", 1),
        ]
