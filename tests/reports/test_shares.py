"""A target of the city, shared out: exactly, by people where they were counted, else evenly."""

import datetime

import pytest

from okoce.core.months import JAKARTA, Month, now
from programs.models import Kecamatan, Programme
from programs.population import load_population
from reports.known import Ground
from reports.shares import OwnTargets, Weights, shares, until, weights
from reports.standing import Standing
from reports.targets import Targets
from tests.factories import FAR, HOME

pytestmark = pytest.mark.django_db


def ground(then=None):
    return Ground.of(then)


def populated(at=None, **people):
    everybody = dict.fromkeys(Kecamatan.objects.values_list("code", flat=True), 100) | people
    load_population(people=everybody, year=2017, source="BPS 2018", at=at or now())


class TestTheLargestRemainder:
    def test_what_is_left_goes_to_the_largest_remainders(self):
        # 10 by 5 : 3 : 3 is 4.54, 2.73, 2.73: two are left, for b and c.
        assert Weights({"a": 5, "b": 3, "c": 3}).share(10) == {"a": 4, "b": 3, "c": 3}

    def test_of_equal_remainders_the_lower_code_is_first(self):
        assert Weights({"b": 1, "a": 1, "c": 1}).share(4) == {"a": 2, "b": 1, "c": 1}

    def test_a_large_weight_loses_nothing_to_rounding(self):
        assert Weights({"a": 10**9, "b": 1}).share(4000) == {"a": 4000, "b": 0}

    def test_a_target_that_there_is_not_has_no_parts(self):
        assert Weights({"a": 1}).share(None) == {}

    @pytest.mark.parametrize("target", [0, 1, 43, 44, 3166, 4000, 200_000])
    def test_the_parts_add_up_to_the_target(self, target):
        populated(**{HOME: 211, FAR: 83})
        parts = shares(target, ground())
        assert (sum(parts.values()), len(parts)) == (target, 44)


class TestByWhatTheyShare:
    def test_without_a_population_all_have_the_same(self):
        found = weights(ground())
        assert (found.equal, set(found.by.values()), len(found.by)) == (True, {1}, 44)
        # 4000 = 44 x 90 + 40: the forty lowest codes get one more.
        assert sorted(found.share(4000).values()) == [90] * 4 + [91] * 40

    def test_with_one_it_goes_by_people_and_says_whose_count_it_is(self):
        populated(**{HOME: 700})
        found = weights(ground())
        assert (found.equal, found.year, found.source) == (False, 2017, "BPS 2018")
        # 43 x 100 + 700 = 5000.
        assert found.share(4000)[HOME] == 560

    def test_as_of_a_moment_before_it_was_loaded_all_have_the_same(self):
        populated(at=datetime.datetime(2018, 5, 1, tzinfo=JAKARTA))
        then = Standing(1, datetime.datetime(2018, 4, 1, tzinfo=JAKARTA))
        assert (weights(ground(then)).equal, weights(ground()).equal) == (True, False)


class TestWhatAMonthIsHeldAgainst:
    def test_until_a_month_is_what_its_months_ask_for_together(self):
        targets = Targets.of(Programme.objects.get())
        assert until(targets, Month(2018, 3)) == 16_000
        assert until(targets, Month(2022, 11)) == 200_000

    def test_after_the_programme_nothing_is_asked_for(self):
        own = OwnTargets.of(Month(2022, 12), ground())
        assert (own.month, own.through) == ({}, {})

    def test_of_a_month_both_add_up(self):
        own = OwnTargets.of(Month(2018, 3), ground())
        assert (sum(own.month.values()), sum(own.through.values())) == (4000, 16_000)
