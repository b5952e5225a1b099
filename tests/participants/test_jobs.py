import datetime
import uuid

import pytest

from okoce.core.months import now, today
from participants import jobs
from participants.models import JobReport
from tests.factories import HOME, approved, day, facilitator, person, photo, returned, revoked, user, workers
from tests.refusals import refused_as_a_whole, refused_beside

pytestmark = pytest.mark.django_db

SOON = today() + datetime.timedelta(days=2)


def said(**other):
    return {"reported_on": day("2018-03-05"), "full_time": 1, "part_time": 2} | other


def report(somebody, *, id=None, by=None, file=None, **other):
    return jobs.report_jobs(
        by=by or facilitator(), id=id or uuid.uuid4(), participant=somebody, file=file, at=now(), **said(**other)
    )


def change(made, *, by=None, file=None, **other):
    return jobs.change_report(by=by or facilitator(), report=made, file=file, at=now(), **said(**other))


def test_a_report_goes_to_a_verifier_at_once():
    made = report(person())
    assert (made.state, made.submitted_by, made.workers) == ("submitted", facilitator(), 3)


def test_nobody_is_an_answer_too():
    assert report(person(), full_time=0, part_time=0).workers == 0


def test_the_same_form_twice_makes_one():
    ani, key = person(), uuid.uuid4()
    first, second = (report(ani, id=key, file=photo()) for _ in range(2))
    assert (first, JobReport.objects.count(), first.evidence.count()) == (second, 1, 1)


def test_another_form_with_a_used_key_is_refused():
    ani, key = person(), uuid.uuid4()
    report(ani, id=key)
    with refused_beside("id"):
        report(ani, id=key, full_time=5)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"reported_on": SOON}, "reported_on"),
        ({"reported_on": day("2017-11-30")}, "reported_on"),
        ({"full_time": -1}, "full_time"),
        ({"part_time": 1001}, "part_time"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(other, field):
    with refused_beside(field):
        report(person(), **other)
    assert JobReport.objects.count() == 0


def test_a_change_takes_the_approval_away():
    made = change(approved(workers(person())), full_time=4)
    assert (made.state, made.version) == ("submitted", 2)


def test_a_change_by_somebody_else_makes_them_one_of_the_makers():
    made, other = workers(person()), user(kecamatan=(HOME,))
    change(made, by=other, full_time=4)
    assert set(made.makers.all()) == {facilitator(), other}


def test_what_came_back_is_with_the_verifier_again():
    made = change(returned(workers(person())), file=photo())
    assert (made.state, made.evidence.count()) == ("submitted", 1)


def test_what_is_void_stays_as_it_is():
    with refused_as_a_whole():
        change(revoked(workers(person())), full_time=4)
