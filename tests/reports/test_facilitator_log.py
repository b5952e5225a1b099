"""What one facilitator logged in a month: the records behind the list of all of them, as far as the reader opens them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.accounts.roles import Role
from okoce.core.months import Month, today
from programs.models import TrainingSession
from reports.facilitators.activity import Worked, activity
from reports.facilitators.log import Log
from tests.factories import (
    ELSEWHERE,
    HOME,
    approved,
    day,
    handed_in,
    licence,
    meeting,
    person,
    returned,
    training,
    user,
    visit,
    workers,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

MARCH = Month(2018, 3)
ON = day("2018-03-20")


@pytest.fixture
def rini():
    return user(Role.FACILITATOR, kecamatan=(HOME, ELSEWHERE), name="Rini")


@pytest.fixture
def staff():
    return user(Role.STAFF)


def log(of, reader, month=MARCH, on=ON):
    return Log.of(of, month, reader=reader, on=on)


def test_it_holds_exactly_what_the_list_counts(rini, staff):
    led = training(meeting("2018-03-05", minutes=120), meeting("2018-03-06", minutes=60), by=rini)
    cancelled = training(meeting("2018-03-07"), by=rini)
    TrainingSession.objects.filter(training=cancelled).update(state="cancelled")
    training(meeting("2018-03-25"), by=rini), training(meeting("2018-02-20"), by=rini)
    ani = person(by=rini)
    made = visit(ani, by=rini, on="2018-03-12")
    visit(ani, by=rini, on="2018-04-02")
    told = log(rini, staff)
    assert ([one.pk for one in told.trainings], told.visits) == ([led.pk], [made])
    assert told.worked == Worked(trainings=1, visits=1, minutes=240)
    (row,) = activity(MARCH, on=ON)[0]
    assert told.worked == row.worked


def test_what_somebody_else_logged_is_not_in_it(rini, staff):
    other = user(Role.FACILITATOR, kecamatan=(HOME,))
    training(meeting("2018-03-05"), by=other), visit(person(by=other), by=other, on="2018-03-12")
    assert log(rini, staff).worked == Worked()


def test_what_came_back_leads_to_its_page_and_stands_of_all_decisions(rini, staff):
    ani = person(by=rini)
    back = handed_in(licence(ani, by=rini))
    returned(back, by=user(Role.VERIFIER))
    approved(workers(ani, by=rini), by=user(Role.VERIFIER))
    told = log(rini, staff, Month.of(today()), today())
    assert [one.address for one in told.returned] == [f"/milestones/{back.pk}/"]
    assert (told.sent_back, told.decided) == (1, 2)


def test_of_another_kecamatan_it_tells_how_many_alone(rini):
    here = training(meeting("2018-03-05"), by=rini)
    training(meeting("2018-03-06"), by=rini, kecamatan=ELSEWHERE)
    visit(person(by=rini, lives_in=ELSEWHERE), by=rini, on="2018-03-12", kecamatan=ELSEWHERE)
    told = log(rini, user(Role.VERIFIER, kecamatan=(HOME,)))
    assert ([one.pk for one in told.trainings], told.visits) == ([here.pk], [])
    assert told.hidden == {"trainings": 1, "visits": 1, "returned": 0}


def test_the_page_names_no_person(rini, staff, signed_in):
    made = visit(person(by=rini, name="Kenari Kuning"), by=rini, on="2018-03-12")
    html = signed_in(staff).get(f"/dashboard/facilitators/{rini.pk}/", {"month": "2018-03"}).content.decode()
    assert f'href="/visits/{made.pk}/"' in html
    assert "Kenari" not in html


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.ADMIN])
def test_it_takes_the_counts_and_the_records(rini, signed_in, role):
    assert signed_in(user(role)).get(f"/dashboard/facilitators/{rini.pk}/").status_code == 403


def test_who_never_logs_has_no_such_page(staff, signed_in):
    assert signed_in(staff).get(f"/dashboard/facilitators/{staff.pk}/").status_code == 404


def test_it_asks_as_many_questions_for_three_as_for_one(rini, staff, signed_in):
    browser = signed_in(staff)
    month = Month.of(today())

    def one():
        training(meeting(str(month.first)), by=rini)
        ani = person(by=rini)
        visit(ani, by=rini, on=str(month.first))
        returned(handed_in(licence(ani, by=rini)), by=user(Role.VERIFIER))

    def queries():
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/dashboard/facilitators/{rini.pk}/")
        return len(asked)

    one()
    first = queries()
    one(), one()
    assert queries() == first
