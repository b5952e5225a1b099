"""Targets read by a month's place in the programme."""

import pytest

from okoce.core.months import Month
from programs.models import Programme
from reports.targets import Targets

pytestmark = pytest.mark.django_db


@pytest.fixture
def targets():
    return Targets.of(Programme.objects.get())


@pytest.mark.parametrize(
    ("month", "index", "left"), [("2017-12", 1, 60), ("2018-03", 4, 57), ("2022-11", 60, 1), ("2022-12", 61, 0)]
)
def test_the_first_month_is_1_and_has_all_sixty_left(targets, month, index, left):
    assert (targets.index(Month.parse(month)), targets.months_left(Month.parse(month))) == (index, left)


@pytest.mark.parametrize("month", ["2017-11", "2022-12"])
def test_outside_the_programme_there_is_none(targets, month):
    outside = Month.parse(month)
    assert targets.year(outside) is None
    assert targets.floor("new_entrepreneurs", "month", outside) is None
    assert targets.floor("new_entrepreneurs", "programme", outside) is None
    assert targets.band("trainings", outside) == {"floor": None, "ceiling": None}


def test_the_months_add_up_to_the_programme(targets):
    months = Programme.objects.get().first.until(Programme.objects.get().last)
    assert len(months) == 60
    assert sum(targets.floor("new_entrepreneurs", "month", month) for month in months) == 200_000


def test_a_metric_without_a_target_has_none(targets):
    assert targets.floor("attendances", "month", Month(2018, 3)) is None
