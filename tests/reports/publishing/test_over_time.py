"""Nobody works out a small number that is not told from the copies of years: months are closed, corrected and opened again meanwhile."""

import dataclasses
import os

import pytest

from reports.publishing import tables
from reports.publishing.page import Page
from reports.publishing.suppression import is_small
from reports.revisions import revisions
from reports.summary import counts
from tests.factories import HOME
from tests.reports.publishing.history import FIRST, History
from tests.reports.publishing.known import told_too_much
from tests.reports.publishing.over_time import bounds_over_time, said_besides, told_otherwise

pytestmark = pytest.mark.django_db

LONG = os.environ.get("OKOCE_LONG") == "yes"
SEEDS, STEPS = (range(25), 40) if LONG else (range(2), 16)
# What the headline reads: from the beginning, and a whole less its part.
READ = {"": ("new_entrepreneurs", ""), "2018-P4": ("licensed", "level_up")}


@pytest.fixture
def begun(monkeypatch):
    """A city at the beginning of its first month."""

    def begin(seed, headline=""):
        city = History(seed, headline)
        monkeypatch.setattr("reports.views.public.today", lambda: city.current.first)
        return city

    return begin


@pytest.fixture
def city(begun):
    return begun(0)


def true(city):
    """What was so: in the table of quarters, in the months as first published, and in the months as of each copy."""
    numbers = {("place", *name): value for name, value in city.of_places.items()}
    numbers |= {("month", *name): value for name, value in city.of_months.items()}
    for which, copy in enumerate(city.copies):
        numbers |= {("now", which, *name): value for name, value in copy.true.items()}
    return numbers


def small_and_known(city):
    """The small numbers of which too few values stay possible to whoever kept every copy."""
    known = bounds_over_time(city.copies)
    return told_too_much(known, {name: value for name, value in true(city).items() if name in known})


@pytest.mark.parametrize("headline", READ)
@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_kept_every_copy_knows_no_small_number(begun, seed, headline):
    city = begun(seed, headline)
    city.live(STEPS)
    assert {name[0] for name, value in true(city).items() if is_small(value)} == {"place", "month", "now"}
    assert told_otherwise(city.copies) == []
    assert small_and_known(city) == []
    assert [said for copy in city.copies for said in said_besides(copy, *READ[headline])] == []


def test_a_table_that_is_told_live_tells_otherwise_later(city, monkeypatch):
    monkeypatch.setattr(tables, "counts", lambda asked: counts(dataclasses.replace(asked, vintage="latest")))
    city.move({(FIRST, "registered", HOME): 9})
    city.close()
    city.download()
    city.move({(FIRST, "registered", HOME): 1})
    city.download()
    assert sorted(told_otherwise(city.copies)) == [
        ("month", "2017-12", "registered"),
        ("place", "2017-Q4", HOME, "registered"),
    ]


def test_the_attacker_knows_who_did_not_move_up_where_only_small_numbers_are_hidden(city, monkeypatch):
    small = lambda counted: {metric for metric, value in counted.items() if is_small(value)}  # noqa: E731
    monkeypatch.setattr(tables, "hidden_of_city", small)
    city.move({(FIRST, "licensed", HOME): 20, (FIRST, "level_up", HOME): 18})
    city.download()
    assert small_and_known(city) == [(("now", 0, "2017-12", "not moved up"), 2, 2, 2)]


def test_the_attacker_knows_a_hidden_month_that_nothing_happened_to_from_the_copy_before_it_was_closed(
    city, monkeypatch
):
    city.move({(FIRST, "registered", HOME): 3})
    city.download()
    monkeypatch.setattr(tables, "hidden_of_city", lambda counted: frozenset())
    city.close()
    city.download()
    assert (("now", 0, "2017-12", "registered"), 3, 3, 3) in small_and_known(city)


def test_the_page_would_tell_of_a_hidden_month_if_it_told_all_revisions(city, monkeypatch):
    monkeypatch.setattr(Page, "revised", lambda _page, read: [each for each in revisions(read) if each.moved])
    city.move({(FIRST, "new_entrepreneurs", HOME): 6})
    city.close()
    city.move({(FIRST, "new_entrepreneurs", HOME): -3})
    city.close()
    city.download()
    assert ("December", "2017", "is hidden") in list(said_besides(city.copies[0], *READ[""]))
