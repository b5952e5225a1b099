"""What stands on a dashboard beside the counts and is read from the facts of today: declared jobs, and who still trades."""

import pytest

from okoce.core.months import Month
from reports import rollup
from reports.declared import declared_in, declared_jobs
from tests import factories
from tests.factories import ELSEWHERE, HOME, approved, day
from tests.reports.test_survival import entrepreneur

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

MARCH = Month(2018, 3).days()


@pytest.fixture
def staff(signed_in):
    return signed_in(factories.user("staff"))


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_declared_is_what_waits_above_the_highest_number_so_far():
    ani, budi = factories.person(), factories.person(lives_in=ELSEWHERE)
    approved(factories.workers(ani, on="2018-03-10", full_time=2))
    factories.workers(ani, on="2018-03-20", full_time=5)
    factories.workers(budi, on="2018-03-20", full_time=1)
    assert declared_jobs(*MARCH) == {HOME: 3, ELSEWHERE: 1}
    assert (declared_in(declared_jobs(*MARCH)), declared_in(declared_jobs(*MARCH), HOME)) == (4, 3)


def test_what_was_approved_or_is_of_another_time_is_not_declared():
    ani = factories.person()
    approved(factories.workers(ani, on="2018-03-10"))
    factories.workers(ani, on="2018-04-01", full_time=3)
    assert declared_jobs(*MARCH) == {}
    assert declared_jobs(day("2018-04-01"), day("2018-05-01")) == {HOME: 2}


def test_declared_jobs_stand_beside_the_number_and_not_in_it(staff):
    factories.workers(factories.person(), on="2018-03-20", full_time=3)
    rollup.drain()
    page = staff.get("/dashboard/?month=2018-03")
    assert "3 more are declared and wait for a verifier: not in the number." in text_of(page)
    assert page.context["jobs"]["value"] == 0


def test_who_still_trades_stands_with_both_numbers_in_the_city_and_at_home(staff):
    entrepreneur()
    rollup.drain()
    city, home = (text_of(staff.get(f"{address}?month=2018-10")) for address in ("/dashboard/", f"/dashboard/{HOME}/"))
    assert "0 of 1 still trade (0 %)" in city
    assert "0 verified (0 %) · 0 closed · 1 not known" in city
    assert "0 of 1 are said to trade (0 %); of 0 of 1 it is verified (0 %)" in home
    assert "nobody is due yet" in text_of(staff.get(f"/dashboard/{ELSEWHERE}/?month=2018-10"))


def test_an_earlier_reading_has_none_of_it(staff):
    factories.person()
    rollup.drain()
    page = text_of(staff.get("/dashboard/?month=2018-03&as_of=1"))
    assert "Still trading" not in page
