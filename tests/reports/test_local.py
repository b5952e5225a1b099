"""What is known today of the work in each kecamatan."""

import datetime

import pytest

from okoce.core.months import Month, today
from reports.local import Halls, Lag, Local, Sector, local, local_lately
from tests.factories import (
    ELSEWHERE,
    HOME,
    approved,
    attend,
    business,
    finding,
    licence,
    meeting,
    merge,
    moved,
    people,
    person,
    submitted,
    training,
    verified,
    visit,
)

pytestmark = pytest.mark.django_db


def ago(days):
    return f"{today() - datetime.timedelta(days=days)}"


def here(code=HOME, month=None):
    return local(month or Month.of(today())).get(code, Local())


class TestLag:
    def test_it_is_the_median_from_the_day_of_a_fact_to_its_approval(self):
        for days in (3, 10, 40):
            approved(licence(person(on=ago(60)), issued=ago(days)))
        assert here().lag == Lag(days=10, of=3)

    def test_a_training_is_of_its_last_session(self):
        verified(attend(training(meeting(ago(9)), meeting(ago(5))), *people(2, on=ago(60))))
        assert here().lag == Lag(days=5, of=1)

    def test_a_step_is_where_the_person_lived_on_its_day(self):
        somebody = person(on=ago(60))
        approved(licence(somebody, issued=ago(20)))
        moved(somebody, to=ELSEWHERE, since=ago(1))
        assert (here().lag, here(ELSEWHERE).lag) == (Lag(days=20, of=1), None)

    def test_what_was_approved_in_another_month_is_none_of_this_ones(self):
        approved(licence(person(on=ago(60)), issued=ago(3)))
        assert here(month=Month.of(today()) + -1).lag is None

    def test_what_waits_has_no_lag_yet(self):
        licence(person(on=ago(60)), issued=ago(3))
        assert here().lag is None


class TestWhatWaits:
    def test_records_of_days_until_the_months_end_that_wait_with_their_oldest(self):
        submitted(attend(training(), *people(2)))
        visit(person(), confirms_trading=True)
        found = here(month=Month(2018, 3))
        assert (found.waiting, found.waits(today()), found.waits(today() + datetime.timedelta(days=15))) == (2, 0, 15)
        assert here(month=Month(2018, 2)).waiting == 0

    def test_where_nothing_waits_nothing_is_old(self):
        assert Local().waits(today()) == 0


class TestWhoCameToTrainings:
    def test_a_training_that_counts_is_one_with_each_of_its_people_however_many_sessions_it_has(self):
        *everybody, late = people(11)
        taught = training(meeting("2018-03-05"), meeting("2018-03-06"))
        attend(attend(taught, *everybody), late, status="sick")
        verified(taught)
        attend(training(), *everybody)
        found = here(month=Month(2018, 3))
        assert (found.counted, found.uncounted) == (Halls(1, 10), Halls())

    def test_one_that_is_too_small_or_too_short_does_not_count(self):
        everybody = people(10)
        verified(attend(training(meeting("2018-03-05")), *everybody[:9]))
        verified(attend(training(meeting("2018-03-06", minutes=60)), *everybody))
        found = here(month=Month(2018, 3))
        assert (found.counted, found.uncounted) == (Halls(), Halls(2, 19))

    def test_one_over_two_months_counts_in_that_of_its_last_session(self):
        verified(attend(training(meeting("2018-03-31"), meeting("2018-04-01")), *people(10)))
        assert (here(month=Month(2018, 3)).uncounted, here(month=Month(2018, 4)).counted) == (
            Halls(1, 10),
            Halls(1, 10),
        )

    def test_who_sits_on_a_list_by_two_rows_came_once(self):
        made = merge(on="2018-02-01")
        attend(taught := training(meeting("2018-03-05")), made.kept, made.folded, *people(1))
        verified(taught)
        assert here(month=Month(2018, 3)).uncounted == Halls(1, 2)


class TestFindings:
    def test_open_ones_and_those_past_their_day(self):
        finding(on="2018-03-01")
        finding(on="2018-04-01")
        finding(on="2018-03-01", state="explained")
        found = here()
        assert (found.findings, found.overdue(datetime.date(2018, 3, 8)), found.overdue(datetime.date(2018, 3, 9))) == (
            2,
            0,
            1,
        )


class TestSectors:
    def test_the_most_common_one_of_those_that_are_not_closed_with_both_numbers(self):
        for sector in ("I", "I", "C"):
            business(person(), sector=sector)
        business(person(), sector="G", kecamatan=ELSEWHERE)
        shut = business(person(), sector="C")
        shut.closed_on = today()
        shut.save(update_fields=["closed_on"])
        assert (here().sector, here(ELSEWHERE).sector) == (Sector("I", 2, 3), Sector("G", 1, 1))

    def test_of_two_with_as_many_the_first_letter(self):
        for sector in ("I", "C"):
            business(person(), sector=sector)
        assert here().sector == Sector("C", 1, 2)


def test_it_is_one_question_however_much_there_is(django_assert_num_queries):
    for _time in range(2):
        approved(licence(person(on=ago(60)), issued=ago(3)))
        visit(person(), confirms_trading=True)
        finding()
        with django_assert_num_queries(1):
            local(Month.of(today()))


def test_pages_read_it_again_once_there_is_a_new_revision(django_assert_num_queries):
    month = Month.of(today())
    local_lately(month, 1)
    with django_assert_num_queries(0):
        local_lately(month, 1)
    with django_assert_num_queries(1):
        local_lately(month, 2)
