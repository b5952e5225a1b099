"""The list of trainings, and the page on which one is logged."""

import datetime
import re
import uuid

import pytest

from okoce.core.months import today
from participants import rosters
from programs.models import Agency, Curriculum, Training
from programs.trainings import cancel_session
from tests import factories
from tests.factories import ELSEWHERE, HOME
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
        "kecamatan": HOME,
        "place": "Aula",
        "curriculum": Curriculum.objects.first().pk,
        "agency": Agency.objects.first().pk,
    }
    return {name: value for name, value in (fields | other).items() if value is not None}


def chips(form, name):
    """The words of the chips, and which of them is chosen."""
    return [radio.choice_label for radio in form[name]], form[name].value()


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


def test_the_session_has_the_id_that_the_form_made_for_it(browser):
    session = f"{uuid.uuid4()}"
    browser.post("/trainings/new/", said(session=session))
    assert f"{Training.objects.get().sessions.get().pk}" == session


def test_the_same_form_again_leads_to_the_same_training(browser):
    form = said()
    first, second = (browser.post("/trainings/new/", form) for _ in range(2))
    assert (second.status_code, second.url) == (302, first.url)
    assert Training.objects.count() == 1


def test_one_like_it_at_the_same_hours_is_asked_about_and_a_second_tap_logs_another(browser):
    browser.post("/trainings/new/", said())
    form = said(starts_at="11:00", ends_at="13:00", place="Balai warga")
    asked = browser.post("/trainings/new/", form, headers={"accept-language": "en"})
    page, known = asked.content.decode(), Training.objects.get().sessions.get()
    assert "You logged one like it for 5 March, 09:00 WIB already: open it, or log another one." in " ".join(
        page.split()
    )
    assert f'href="/trainings/{known.training_id}/?session={known.pk}"' in page
    assert f'name="besides" value="{known.pk}"' in page
    assert 'value="11:00"' in page
    first, second = (browser.post("/trainings/new/", form | {"besides": f"{known.pk}"}) for _ in range(2))
    assert (first.status_code, first.url) == (302, second.url)
    assert Training.objects.count() == 2


@pytest.mark.parametrize(
    "other",
    [{"held_on": "2018-03-06"}, {"starts_at": "12:00", "ends_at": "13:00"}, {"curriculum": "MODAL"}],
)
def test_what_is_not_like_it_is_logged_without_a_question(browser, other):
    browser.post("/trainings/new/", said(curriculum="DASAR"))
    assert browser.post("/trainings/new/", said(curriculum="DASAR") | other).status_code == 302


def test_what_somebody_else_logged_or_what_was_cancelled_raises_no_question(browser, signed_in):
    signed_in(factories.user(kecamatan=(HOME,))).post("/trainings/new/", said())
    assert browser.post("/trainings/new/", said()).status_code == 302
    mine = Training.objects.get(logged_by=factories.facilitator())
    cancel_session(by=mine.logged_by, session=mine.sessions.get())
    assert browser.post("/trainings/new/", said()).status_code == 302


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
                "where": ["Choose a place, or write another one."],
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
    browser.post("/trainings/new/", said(place="Balai warga", curriculum="MODAL", agency="DINSOS"))
    form = browser.get("/trainings/new/").context["form"]
    assert {name: form[name].value() for name in ("held_on", "kecamatan", "where", "topic", "agency")} == {
        "held_on": today(),
        "kecamatan": HOME,
        "where": f"{HOME}:Balai warga",
        "topic": "MODAL",
        "agency": "DINSOS",
    }


def test_the_first_training_of_somebody_is_paid_for_like_the_last_one_there(signed_in):
    for place, agency in ((HOME, "DINSOS"), (HOME, "DISNAKER"), (ELSEWHERE, "DINSOS")):
        other = signed_in(factories.user(kecamatan=(place,)))
        other.post("/trainings/new/", said(kecamatan=place, agency=agency))
    form = signed_in(factories.user(kecamatan=(HOME,))).get("/trainings/new/").context["form"]
    assert form["agency"].value() == "DISNAKER"


def test_who_works_nowhere_is_told_whom_to_ask(signed_in):
    page = signed_in(factories.user(kecamatan=())).get("/trainings/new/").content.decode()
    assert "No kecamatan is assigned to you today" in page


def test_a_session_of_tomorrow_may_be_planned(browser):
    browser.post("/trainings/new/", said(held_on=SOON))
    assert f"{Training.objects.get().sessions.get().held_on}" == SOON


class TestTheList:
    def test_what_came_back_is_first_with_its_reason_for_whoever_mends_it(self, browser, signed_in):
        back = factories.returned(factories.submitted(factories.attend(factories.training(), factories.person())))
        newer = factories.training(factories.meeting("2018-05-05"))
        answer = browser.get("/trainings/")
        assert [(row, row.reason) for row in answer.context["page"]] == [(back, "Foto belum ada"), (newer, None)]
        assert "Sent back: Foto belum ada" in answer.content.decode()
        others = signed_in(factories.verifier()).get("/trainings/").context["page"]
        assert list(others) == [newer, back]


class TestChips:
    def test_before_the_first_training_are_the_centre_and_topics_of_which_none_is_chosen(self, browser):
        form = browser.get("/trainings/new/").context["form"]
        assert chips(form, "where") == (["Pusat Tebet", "Another place"], "31.74.01:Pusat Tebet")
        assert chips(form, "topic") == (
            ["Dasar kewirausahaan", "Pemasaran", "Pembukuan sederhana", "Perizinan usaha", "Another topic"],
            None,
        )

    def test_fill_in_place_and_topic(self, browser):
        form = said(place=None, curriculum=None, where=f"{HOME}:Pusat Tebet", topic="PASAR")
        browser.post("/trainings/new/", form)
        made = Training.objects.get()
        assert (made.place, made.curriculum_id) == ("Pusat Tebet", "PASAR")

    def test_what_was_written_goes_before_the_chip_that_was_chosen_from_the_start(self, browser):
        form = said(place="Balai warga", where=f"{HOME}:Pusat Tebet", curriculum="MODAL", topic="PASAR")
        browser.post("/trainings/new/", form)
        made = Training.objects.get()
        assert (made.place, made.curriculum_id) == ("Balai warga", "MODAL")

    @pytest.mark.parametrize(
        ("chosen", "sentences"),
        [
            (
                {"where": None, "topic": None},
                {"where": ["Choose a place, or write another one."], "topic": ["Choose what is taught."]},
            ),
            (
                {"where": "other", "topic": "other"},
                {"place": ["Choose a place, or write another one."], "curriculum": ["Choose what is taught."]},
            ),
        ],
    )
    def test_without_any_are_asked_for(self, browser, chosen, sentences):
        assert refused(browser.post("/trainings/new/", said(place=None, curriculum=None, **chosen))) == sentences

    def test_of_another_kecamatan_than_the_chosen_one_are_refused(self, signed_in):
        browser = signed_in(factories.user(kecamatan=(HOME, ELSEWHERE)))
        form = said(place=None, where=f"{ELSEWHERE}:Pusat Kebon Jeruk")
        assert refused(browser.post("/trainings/new/", form)) == {
            "where": ["This place lies in another kecamatan: choose one in yours, or write it."]
        }


@pytest.fixture
def last():
    """A training with three people on its list: one present, one sick, one who never came."""
    made = factories.training(factories.meeting(starts="13:00", minutes=150), place="Balai warga")
    session = made.sessions.get()
    factories.attend(session, factories.person(name="Ani"))
    factories.attend(session, factories.person(name="Budi"), status="sick")
    made.enrolments.create(participant=factories.person(name="Cici"), added_by=made.logged_by)
    return made


class TestLoggingAgain:
    def test_is_offered_with_what_it_brings(self, browser, last):
        page = " ".join(browser.get("/trainings/new/").content.decode().split())
        assert f'href="/trainings/new/?like={last.pk}"' in page
        assert "Balai warga, with its 3 people" in page

    def test_takes_as_many_queries_for_three_people_and_trainings_as_for_one(self, browser, last):
        once = queries(browser, "/trainings/new/"), queries(browser, f"/trainings/new/?like={last.pk}")
        factories.attend(factories.training(place="Aula dua"), *factories.people(3))
        factories.attend(last, *factories.people(3))
        assert (queries(browser, "/trainings/new/"), queries(browser, f"/trainings/new/?like={last.pk}")) == once

    def test_is_filled_in_like_the_other_for_today(self, browser, last):
        factories.training(place="Aula dua")
        form = browser.get(f"/trainings/new/?like={last.pk}").context["form"]
        assert form["with_people"].label == "With its 3 people on the list"
        assert (form["held_on"].value(), form["where"].value()) == (today(), f"{HOME}:Balai warga")
        starts, ends = (datetime.datetime.combine(today(), form[name].value()) for name in ("starts_at", "ends_at"))
        assert ends - starts <= datetime.timedelta(minutes=150)

    def test_brings_everybody_of_the_list_along_unmarked(self, browser, last):
        browser.post(f"/trainings/new/?like={last.pk}", said(with_people="on"))
        made = Training.objects.exclude(pk=last.pk).get()
        assert [one.name for one in rosters.on_list(made)] == ["Ani", "Budi", "Cici"]
        assert made.sessions.get().attendances.count() == 0

    def test_without_its_tick_brings_nobody(self, browser, last):
        browser.post(f"/trainings/new/?like={last.pk}", said())
        assert rosters.on_list(Training.objects.exclude(pk=last.pk).get()).count() == 0

    def test_twice_by_one_form_makes_one_training_and_brings_back_nobody_who_was_taken_off(self, browser, last):
        form = said(with_people="on")
        first = browser.post(f"/trainings/new/?like={last.pk}", form)
        made = Training.objects.exclude(pk=last.pk).get()
        made.enrolments.filter(participant__name="Budi").delete()
        assert browser.post(f"/trainings/new/?like={last.pk}", form).url == first.url
        assert [one.name for one in rosters.on_list(made)] == ["Ani", "Cici"]

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_of_one_that_is_not_theirs_is_not_there(self, signed_in, last, method):
        stranger = signed_in(factories.user(kecamatan=(ELSEWHERE,)))
        for key in (last.pk, uuid.uuid4(), "x"):
            assert getattr(stranger, method)(f"/trainings/new/?like={key}").status_code == 404
        assert Training.objects.count() == 1
