"""Who works where today, and what that lets them see (docs/privacy.md, “Who sees whom”)."""

import datetime

import pytest
from django.utils.functional import SimpleLazyObject

from okoce.accounts.models import User
from okoce.accounts.roles import Power, Role
from okoce.core.months import today
from programs.models import Assignment, Expense, Training, TrainingSession
from programs.places import OUTSIDE, residence, residences, workplaces
from programs.scoping import area_of, may_write, works_in
from tests.factories import ELSEWHERE, HOME, expense, kecamatan, training, user

pytestmark = pytest.mark.django_db

# Past and still to come, also when midnight passes while the tests run.
YESTERDAY, SOON = (today() + datetime.timedelta(days=days) for days in (-1, 2))
EVERYWHERE = None
NOWHERE = []


def area(somebody):
    """As the next request will find it."""
    codes = area_of(User.objects.get(pk=somebody.pk))
    return codes if codes is None else sorted(codes)


def assign(somebody, code=HOME, *, starts="2018-01-01", ends=None):
    Assignment.objects.create(user=somebody, kecamatan=kecamatan(code), starts_on=starts, ends_on=ends)
    return somebody


class TestWhere:
    def test_somebody_works_in_the_kecamatan_assigned(self):
        assert area(user(kecamatan=(HOME, ELSEWHERE))) == ["31.73.05", "31.74.01"]

    def test_an_assignment_holds_from_its_first_day(self):
        assert area(assign(user(), starts=today())) == ["31.74.01"]

    def test_and_not_before_it(self):
        assert area(assign(user(), starts=SOON)) == NOWHERE

    def test_it_holds_until_the_day_before_it_ends(self):
        assert area(assign(user(), ends=SOON)) == ["31.74.01"]

    def test_and_not_on_the_day_it_ends(self):
        assert area(assign(user(), ends=today())) == NOWHERE

    def test_a_facilitator_without_assignment_works_nowhere(self):
        assert area(user(Role.FACILITATOR)) == NOWHERE

    @pytest.mark.parametrize("role", [Role.VERIFIER, Role.STAFF, Role.OFFICER, Role.AUDITOR])
    def test_whoever_is_for_the_city_and_was_never_assigned_works_in_all_of_it(self, role):
        assert area(user(role)) == EVERYWHERE

    def test_an_administrator_works_nowhere(self):
        assert area(user(Role.ADMIN)) == NOWHERE

    def test_an_assignment_narrows_a_verifier(self):
        assert area(user(Role.VERIFIER, kecamatan=(HOME,))) == ["31.74.01"]

    def test_an_assignment_that_ended_does_not_open_the_whole_city(self):
        assert area(assign(user(Role.VERIFIER), ends=today())) == NOWHERE

    def test_nor_does_one_that_begins_tomorrow(self):
        assert area(assign(user(Role.VERIFIER), starts=SOON)) == NOWHERE

    def test_after_a_change_of_place_the_new_one_holds(self):
        moved = assign(user(Role.VERIFIER), HOME, ends=today())
        assert area(assign(moved, ELSEWHERE, starts=today())) == ["31.73.05"]

    def test_one_request_asks_once(self, django_assert_num_queries):
        key = user(kecamatan=(HOME,)).pk
        of_the_request = SimpleLazyObject(lambda: User.objects.get(pk=key))
        with django_assert_num_queries(2):
            assert area_of(of_the_request) == area_of(of_the_request) == ["31.74.01"]


class TestByAToken:
    """A token of some kecamatan narrows its user, and widens nobody."""

    def narrowed(self, somebody, *codes):
        somebody = User.objects.get(pk=somebody.pk)
        somebody.narrowed_to = list(codes)
        return somebody

    def test_of_those_assigned_its_own_are_left(self):
        somebody = self.narrowed(user(kecamatan=(HOME, ELSEWHERE)), HOME)
        assert (area_of(somebody), works_in(somebody, Power.LOG_TRAINING)) == ([HOME], [HOME])

    def test_of_the_whole_city_its_own_are_left(self):
        somebody = self.narrowed(user(Role.STAFF), HOME)
        assert (area_of(somebody), works_in(somebody, Power.RECORD_EXPENSES)) == ([HOME], [HOME])

    def test_one_of_a_place_where_its_user_works_no_more_reaches_nothing(self):
        assert area_of(self.narrowed(user(Role.VERIFIER, kecamatan=(HOME,)), ELSEWHERE)) == NOWHERE
        assert area_of(self.narrowed(user(), HOME)) == NOWHERE

    def test_it_sees_exactly_the_trainings_of_its_kecamatan(self):
        here = training()
        training(by=user(kecamatan=(ELSEWHERE,)), kecamatan=ELSEWHERE)
        assert list(Training.objects.visible_to(self.narrowed(user(Role.STAFF), HOME))) == [here]


class TestWhatIsSeen:
    def test_exactly_the_trainings_of_the_kecamatan(self):
        near, _far = training(kecamatan=HOME), training(kecamatan=ELSEWHERE)
        somebody = user(kecamatan=(HOME,))
        assert list(Training.objects.visible_to(somebody)) == [near]
        assert list(TrainingSession.objects.visible_to(somebody)) == [near.sessions.get()]

    def test_every_training_by_whoever_is_for_the_city(self):
        made = {training(kecamatan=HOME), training(kecamatan=ELSEWHERE)}
        assert set(Training.objects.visible_to(user(Role.AUDITOR))) == made

    def test_nothing_without_the_power_to_see_records(self):
        training()
        assert list(Training.objects.visible_to(user(Role.ADMIN, kecamatan=(HOME,)))) == []

    def test_nothing_by_a_verifier_whose_assignment_ended(self):
        training()
        assert list(Training.objects.visible_to(assign(user(Role.VERIFIER), ends=YESTERDAY))) == []


class TestWhatIsChanged:
    def test_exactly_the_trainings_of_the_kecamatan(self):
        near, _far = training(kecamatan=HOME), training(kecamatan=ELSEWHERE)
        assert list(Training.objects.worked_by(user(kecamatan=(HOME,)))) == [near]

    def test_nothing_by_whoever_sees_the_whole_city_and_works_nowhere(self):
        made = training()
        both = user(Role.FACILITATOR, Role.AUDITOR)
        assert list(Training.objects.visible_to(both)) == [made]
        assert list(Training.objects.worked_by(both)) == []
        assert may_write(both, Power.LOG_TRAINING) is False

    def test_a_power_of_the_office_holds_in_the_whole_city(self):
        made = [expense(kecamatan=HOME), expense(kecamatan=ELSEWHERE)]
        staff = user(Role.STAFF)
        assert sorted(Expense.objects.worked_by(staff), key=made.index) == made
        assert may_write(staff, Power.RECORD_EXPENSES) is True
        assert workplaces(staff, Power.RECORD_EXPENSES).count() == 44

    def test_an_assignment_narrows_a_power_of_the_office(self):
        near, _far = expense(kecamatan=HOME), expense(kecamatan=ELSEWHERE)
        staff = user(Role.STAFF, kecamatan=(HOME,))
        assert list(Expense.objects.worked_by(staff)) == [near]
        assert [place.code for place in workplaces(staff, Power.RECORD_EXPENSES)] == ["31.74.01"]

    def test_an_assignment_that_ended_leaves_nothing_of_it(self):
        expense()
        staff = assign(user(Role.STAFF), ends=YESTERDAY)
        assert list(Expense.objects.worked_by(staff)) == []
        assert may_write(staff, Power.RECORD_EXPENSES) is False

    @pytest.mark.parametrize("role", [Role.FACILITATOR, Role.VERIFIER, Role.OFFICER, Role.AUDITOR])
    def test_what_the_office_writes_is_changed_by_nobody_without_its_power(self, role):
        made = expense()
        other = user(role, kecamatan=(HOME,))
        assert list(Expense.objects.visible_to(other)) == [made]
        assert list(Expense.objects.worked_by(other)) == []
        assert list(workplaces(other, Power.RECORD_EXPENSES)) == []

    def test_a_power_of_the_office_opens_no_training_to_writing(self):
        training()
        both = user(Role.FACILITATOR, Role.STAFF)
        assert list(Training.objects.worked_by(both)) == []
        assert may_write(both, Power.LOG_TRAINING) is False

    def test_a_power_holds_where_somebody_works(self):
        here = user(Role.FACILITATOR, Role.AUDITOR, kecamatan=(HOME,))
        assert [may_write(here, power) for power in (Power.LOG_TRAINING, Power.VERIFY)] == [True, False]


class TestChoices:
    def test_somebody_logs_where_they_work(self):
        assert [place.code for place in workplaces(user(kecamatan=(HOME, ELSEWHERE)))] == ["31.73.05", "31.74.01"]

    @pytest.mark.parametrize("other", [Role.VERIFIER, Role.STAFF, Role.AUDITOR])
    def test_whoever_sees_the_whole_city_logs_nowhere_without_assignment(self, other):
        assert list(workplaces(user(Role.FACILITATOR, other))) == []

    def test_people_live_in_one_of_44_under_their_cities_or_outside(self):
        *cities, outside = residences()
        assert [len(places) for _city, places in cities] == [2, 8, 6, 8, 10, 10]
        assert outside[0] == OUTSIDE

    def test_a_choice_stands_for_a_kecamatan_and_outside_for_none(self):
        assert (residence(HOME), residence(OUTSIDE)) == (kecamatan(HOME), None)
