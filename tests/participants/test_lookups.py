"""How often one user may ask whose number this is."""

import pytest
from django.core.cache import cache

from participants import lookups
from tests import factories
from tests.pages import refused

pytestmark = pytest.mark.django_db

SENTENCE = "You looked up many numbers in a short time: wait a minute, then try again."


@pytest.fixture
def somebody():
    return factories.facilitator()


@pytest.fixture
def browser(signed_in, somebody):
    return signed_in(somebody)


@pytest.fixture
def session():
    return factories.training().sessions.get()


def ask(user, times):
    for _ in range(times):
        lookups.count_one(user)


@pytest.mark.usefixtures("in_english")
def test_thirty_are_let_through_and_one_more_is_refused(somebody):
    ask(somebody, 30)
    with pytest.raises(lookups.ValidationError) as refusal:
        ask(somebody, 1)
    assert refusal.value.messages == [SENTENCE]


def test_everybody_has_a_count_of_their_own(somebody):
    ask(somebody, 30)
    ask(factories.user(), 30)


def test_the_count_begins_anew_when_the_minute_has_ended(somebody):
    ask(somebody, 30)
    cache.clear()
    ask(somebody, 30)


def test_the_log_says_once_who_reached_the_limit(somebody, caplog):
    ask(somebody, 30)
    for _ in range(2):
        with pytest.raises(lookups.ValidationError):
            ask(somebody, 1)
    told = [(record.msg["event"], record.msg["user"]) for record in caplog.records]
    assert told == [("look-up limit reached", somebody.pk)]


class TestAtTheDoors:
    @pytest.fixture(autouse=True)
    def _thirty(self, somebody):
        ask(somebody, 30)

    def test_a_search_among_people_says_so_beside_the_field(self, browser):
        assert refused(browser.post("/participants/", {"q": factories.nik()}), "search") == {"q": [SENTENCE]}

    def test_a_search_by_name_goes_on(self, browser):
        ani = factories.person(name="Ani")
        assert browser.post("/participants/", {"q": "ani"}).context["answer"].people == [ani]

    @pytest.mark.parametrize(
        ("end", "field", "form", "said"),
        [("search", "q", "search", "q"), ("join", "nik", "refused", "__all__"), ("people/new", "nik", "form", "nik")],
    )
    def test_at_a_session_too(self, browser, session, end, field, form, said):
        address = f"/trainings/{session.training_id}/sessions/{session.pk}/{end}/"
        errors = refused(browser.post(address, {field: factories.nik()}), form)
        assert errors[said] == [SENTENCE]

    def test_and_where_something_is_missing(self, browser):
        address = f"/participants/{factories.calon().pk}/complete/"
        form = {"nik": factories.nik(), "registered_on": "2018-03-05"}
        assert refused(browser.post(address, form)) == {"nik": [SENTENCE]}
