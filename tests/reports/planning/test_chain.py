"""From trainings to the headline, worked out by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest

from reports.models import Definition
from reports.planning.chain import Basis, Chain, least, links_to

# In six months 300 trainings, from which 6,000 registered, 4,500 trained, 3,000 licensed and 3,150 new: 10.5 a training.
COUNTED = {"trainings": 300, "registered": 6000, "trained": 4500, "licensed": 3000, "headline": 3150}


def basis(**said):
    usual = {"months": 6, "counted": COUNTED, "month_target": 4000, "whole_target": 200_000, "before": 3606}
    return Basis(**usual | {"months_left": 57} | said)


def test_a_training_makes_what_the_rates_make_together():
    assert basis().present.per_training == Fraction(21, 2)


def test_a_month_goes_as_the_months_went_on_average():
    assert list(basis().present.a_month().values()) == [50, 1000, 750, 500, 525]


def test_four_thousand_a_month_take_381_trainings_at_ten_and_a_half_from_each():
    assert basis().present.taken(4000) == {
        "trainings": 381, "registered": 7620, "trained": 5715, "licensed": 3810, "headline": 4000,
    }  # fmt: skip


def test_what_is_taken_is_exact_where_a_rounded_share_would_ask_one_more():
    # 2 of 3 of 3 of each training: a third is no decimal.
    chain = Chain(Fraction(1), {"registered": Fraction(3), "headline": Fraction(2, 3)})
    assert chain.taken(400)["trainings"] == 200
    assert chain.shown("headline") == Decimal("66.7")
    assert chain.assuming({"headline": Decimal("66.7")}).taken(400)["trainings"] == 200
    assert chain.assuming({"headline": Decimal("66.6")}).taken(400)["trainings"] == 201


def test_what_is_assumed_takes_the_place_of_what_went():
    chain = basis().present.assuming({"trainings": Decimal(60), "registered": Decimal(25), "trained": Decimal(80)})
    assert list(chain.a_month().values()) == [60, 1500, 1200, 800, 840]


def test_the_pace_is_what_is_left_over_the_months_that_are_left():
    assert basis().pace == 3446


def test_a_rung_that_nobody_reached_is_known_and_what_follows_it_is_not():
    chain = basis(counted={**COUNTED, "trained": 0, "licensed": 0, "headline": 0}).present
    assert list(chain.a_month().values()) == [50, 1000, 0, None, None]
    assert chain.taken(4000)["trainings"] is None
    assert chain.shown("licensed") is None


def test_no_number_of_trainings_reaches_a_goal_that_nobody_gets_to():
    chain = basis(counted={**COUNTED, "headline": 0}).present
    assert chain.per_training == 0
    assert chain.taken(4000)["trainings"] is None
    assert chain.taken(0)["trainings"] == 0


@pytest.mark.parametrize(("goal", "each", "needed"), [(10, 5, 2), (11, 5, 3), (0, 5, 0), (-3, 5, 0), (5, -1, None)])
def test_the_least_that_reaches_a_goal(goal, each, needed):
    assert least(goal, Fraction(each)) == needed


def test_without_a_goal_nothing_is_taken():
    assert basis(month_target=None).present.taken(None)["trainings"] is None


@pytest.mark.parametrize(
    ("metric", "less", "links"),
    [
        ("new_entrepreneurs", "", ["trainings", "registered", "trained", "licensed", "headline"]),
        ("licensed", "level_up", ["trainings", "registered", "trained", "licensed", "headline"]),
        ("funded", "", ["trainings", "registered", "trained", "licensed", "headline"]),
        ("licensed", "", ["trainings", "registered", "trained", "headline"]),
        ("registered", "", ["trainings", "headline"]),
    ],
)
def test_the_chain_ends_where_the_headline_is(metric, less, links):
    assert links_to(Definition(metric=metric, less=less)) == links


def test_what_one_training_makes_is_a_number_and_what_follows_a_share():
    chain = basis().present
    assert [chain.in_percent(link) for link in chain.links] == [False, False, True, True, True]
    assert [chain.shown(link) for link in chain.links] == [50, 20, 75, Decimal("66.7"), 105]
