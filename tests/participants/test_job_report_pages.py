import uuid

import pytest

from participants.models import JobReport
from tests import factories
from tests.pages import queries, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


def new_for(person):
    return f"/participants/{person.pk}/jobs/new/"


def said(**other):
    return {"id": f"{uuid.uuid4()}", "reported_on": "2018-03-05", "full_time": "2", "part_time": "1"} | other


def test_a_new_report_waits_for_a_verifier(browser):
    ani = factories.person()
    assert browser.post(new_for(ani), said(file=factories.photo())).url == f"/participants/{ani.pk}/"
    made = ani.job_reports.get()
    assert (made.full_time, made.part_time, made.state, made.evidence.count()) == (2, 1, "submitted", 1)


def test_a_new_report_is_made_once_however_often_it_is_sent(browser):
    ani, form = factories.person(), said()
    answers = [browser.post(new_for(ani), form) for _ in range(2)]
    assert [answer.url for answer in answers] == [f"/participants/{ani.pk}/"] * 2
    assert JobReport.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        ({"full_time": ""}, {"full_time": ["This field is required."]}),
        ({"part_time": "-1"}, {"part_time": ["Ensure this value is greater than or equal to 0."]}),
        (
            {"reported_on": "2017-11-30"},
            {"reported_on": ["The programme began on 01-12-2017: enter that day or a later one."]},
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(browser, typed, sentences):
    assert refused(browser.post(new_for(factories.person()), said(**typed))) == sentences
    assert JobReport.objects.count() == 0


def test_a_report_that_came_back_says_why_and_goes_to_the_verifier_again(browser):
    made = factories.returned(factories.workers(factories.person()), reason="Daftar upah?")
    assert "Daftar upah?" in browser.get(f"/job-reports/{made.pk}/").content.decode()
    browser.post(f"/job-reports/{made.pk}/", said(file=factories.photo()))
    made = JobReport.objects.get()
    assert (made.state, made.full_time, made.evidence.count()) == ("submitted", 2, 1)


def test_a_report_is_not_changed_by_somebody_who_only_looks(signed_in):
    made = factories.workers(factories.person())
    both = signed_in(factories.user("facilitator", "auditor"))
    assert both.get(f"/job-reports/{made.pk}/").context["may_change"] is False
    assert both.post(f"/job-reports/{made.pk}/", said()).status_code == 404


def test_the_page_takes_as_many_queries_with_three_files_as_with_one(browser):
    made = factories.workers(factories.person())
    url = f"/job-reports/{made.pk}/"
    browser.post(url, said(file=factories.photo()))
    once = queries(browser, url)
    for _ in range(2):
        browser.post(url, said(file=factories.photo()))
    assert made.evidence.count() == 3
    assert queries(browser, url) == once
