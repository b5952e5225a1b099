import datetime
import re
import uuid

import pytest

from okoce.core.months import today
from programs.models import Agency, Curriculum, Training
from tests import factories
from tests.pages import queries, refused

pytestmark = pytest.mark.django_db

# Still to come when midnight passes while the tests run.
SOON = f"{today() + datetime.timedelta(days=2)}"


def said(**other):
    """A filled-in form; with None for what is left out."""
    fields = {
        "id": f"{uuid.uuid4()}",
        "held_on": "2018-03-05",
        "starts_at": "09:00",
        "ends_at": "12:00",
        "kecamatan": factories.HOME,
        "place": "Aula",
        "curriculum": Curriculum.objects.first().pk,
        "agency": Agency.objects.first().pk,
    }
    return {name: value for name, value in (fields | other).items() if value is not None}


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


def test_the_list_takes_as_many_queries_for_three_trainings_as_for_one(browser):
    factories.training()
    once = queries(browser, "/trainings/")
    factories.training(factories.meeting(), factories.meeting("2018-03-06"))
    factories.training()
    assert queries(browser, "/trainings/") == once


def test_the_list_shows_exactly_the_trainings_of_the_kecamatan(browser):
    here = factories.training()
    factories.training(by=factories.user(kecamatan=(factories.ELSEWHERE,)), kecamatan=factories.ELSEWHERE)
    assert list(browser.get("/trainings/").context["page"]) == [here]


def test_the_list_is_narrowed_to_one_state(browser):
    factories.training()
    handed_in = factories.submitted(factories.attend(factories.training(), factories.person()))
    assert list(browser.get("/trainings/?state=submitted").context["page"]) == [handed_in]


def test_a_state_that_does_not_exist_narrows_nothing(browser):
    training = factories.training()
    assert list(browser.get("/trainings/?state=lost").context["page"]) == [training]


def test_an_empty_list_says_how_the_first_training_comes_about(browser):
    assert "Log one when a group meets" in browser.get("/trainings/").content.decode()


def test_fifty_one_trainings_stand_on_two_pages(browser):
    for _ in range(51):
        factories.training()
    assert len(browser.get("/trainings/?page=2").context["page"]) == 1


def test_a_logged_training_leads_to_its_roll_call(browser):
    answer = browser.post("/trainings/new/", said())
    assert answer.url == f"/trainings/{Training.objects.get().pk}/"


def test_the_same_form_again_leads_to_the_same_training(browser):
    form = said()
    first, second = (browser.post("/trainings/new/", form) for _ in range(2))
    assert (second.status_code, second.url) == (302, first.url)
    assert Training.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        ({"held_on": "2017-11-30"}, {"held_on": ["The programme began on 01-12-2017: enter that day or a later one."]}),
        ({"ends_at": "09:00"}, {"ends_at": ["The session ends when it starts: enter a later time."]}),
        (
            {"starts_at": "22:00", "ends_at": "01:00"},
            {
                "ends_at": [
                    (
                        "A session ends on the day it starts. If it ran past midnight, end it at 23:59 and add the rest as "
                        "a second session on the next day."
                    )
                ]
            },
        ),
        ({"held_on": None}, {"held_on": ["This field is required."]}),
        (
            {"place": "", "held_on": "2017-11-30"},
            {
                "place": ["This field is required."],
                "held_on": ["The programme began on 01-12-2017: enter that day or a later one."],
            },
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(browser, typed, sentences):
    assert refused(browser.post("/trainings/new/", said(**typed))) == sentences


def test_what_was_typed_is_still_there_after_a_refusal(browser):
    page = browser.post("/trainings/new/", said(place="Balai warga", ends_at="08:00")).content.decode()
    assert re.findall(r'name="(place|ends_at)" value="([^"]*)"', page) == [
        ("ends_at", "08:00"),
        ("place", "Balai warga"),
    ]


def test_a_kecamatan_outside_the_area_cannot_be_chosen(browser):
    answer = browser.post("/trainings/new/", said(kecamatan=factories.ELSEWHERE))
    assert list(refused(answer)) == ["kecamatan"]


def test_the_next_training_is_filled_in_like_the_last(browser):
    browser.post("/trainings/new/", said(place="Balai warga", starts_at="13:00", ends_at="15:30"))
    form = browser.get("/trainings/new/").context["form"]
    assert [form[name].value() for name in ("held_on", "place", "kecamatan")] == [
        today(),
        "Balai warga",
        factories.HOME,
    ]
    assert [f"{form[name].value():%H:%M}" for name in ("starts_at", "ends_at")] == ["13:00", "15:30"]


def test_who_works_nowhere_is_told_whom_to_ask(signed_in):
    page = signed_in(factories.user(kecamatan=())).get("/trainings/new/").content.decode()
    assert "No kecamatan is assigned to you today" in page


def test_changed_particulars_are_saved_and_saved_again(browser):
    training = factories.training()
    form = said(place="Balai warga", id=None)
    for _ in range(2):
        assert browser.post(f"/trainings/{training.pk}/edit/", form).url == f"/trainings/{training.pk}/"
    assert Training.objects.get().place == "Balai warga"


def test_particulars_that_are_wrong_are_refused_beside_the_field(browser):
    answer = browser.post(f"/trainings/{factories.training().pk}/edit/", said(place="A"))
    assert refused(answer) == {"place": ["Ensure this value has at least 3 characters (it has 1)."]}


@pytest.mark.parametrize("page", ["", "edit/", "sessions/new/"])
def test_a_training_outside_the_area_is_not_found(signed_in, page):
    training = factories.training()
    stranger = signed_in(factories.user(kecamatan=(factories.ELSEWHERE,)))
    assert stranger.get(f"/trainings/{training.pk}/{page}").status_code == 404


def test_a_session_of_tomorrow_may_be_planned(browser):
    browser.post("/trainings/new/", said(held_on=SOON))
    assert f"{Training.objects.get().sessions.get().held_on}" == SOON
