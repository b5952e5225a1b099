import uuid

import pytest
from django.utils import translation

from participants.models import Business
from tests import factories
from tests.pages import queries, refused

pytestmark = pytest.mark.django_db

NEEDED = ["This field is required."]


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


def new_for(person):
    return f"/participants/{person.pk}/businesses/new/"


def who_moved(to):
    """Somebody whom the facilitator registered here, and who lives elsewhere now."""
    ani = factories.person()
    factories.moved(ani, to=to, since="2018-06-01")
    return ani


def said(**other):
    return {
        "id": f"{uuid.uuid4()}",
        "name": "Warung Ani",
        "sector": "I",
        "kecamatan": factories.ELSEWHERE,
        "kelurahan": "Jatinegara Kaum",
    } | other


def test_a_new_business_is_where_its_owner_lives_unless_somebody_says_otherwise(browser):
    form = browser.get(new_for(who_moved(factories.ELSEWHERE))).context["form"]
    assert (form["kecamatan"].value(), "closed_on" in form.fields) == (factories.ELSEWHERE, False)


def test_of_somebody_outside_jakarta_it_is_nowhere_yet(browser):
    form = browser.get(new_for(factories.person(lives_in=factories.OUTSIDE))).context["form"]
    assert form["kecamatan"].value() == ""


def test_a_new_business_is_made_once_however_often_it_is_sent(browser):
    ani, form = factories.person(), said(started_on="2016-01-31")
    answers = [browser.post(new_for(ani), form) for _ in range(2)]
    assert [answer.url for answer in answers] == [f"/participants/{ani.pk}/"] * 2
    made = ani.businesses.get()
    assert (made.name, made.sector, made.kecamatan_id, f"{made.started_on}", made.closed_on) == (
        "Warung Ani", "I", factories.ELSEWHERE, "2016-01-31", None,
    )  # fmt: skip


def test_a_sector_is_a_letter_with_its_name(browser):
    form = browser.get(new_for(factories.person())).context["form"]
    with translation.override("en"):
        labels = [f"{label}" for _letter, label in form.fields["sector"].choices]
    assert labels[9] == "I · Lodging, food and drink"


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        ({"sector": "", "kecamatan": ""}, {"sector": NEEDED, "kecamatan": NEEDED}),
        (
            {"started_on": "2099-01-01"},
            {"started_on": ["This date lies in the future: enter today or an earlier day."]},
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(browser, typed, sentences):
    assert refused(browser.post(new_for(factories.person()), said(**typed))) == sentences
    assert Business.objects.count() == 0


def test_a_business_closes(browser):
    made = factories.business(factories.person())
    browser.post(f"/businesses/{made.pk}/", said(closed_on="2018-06-01"))
    assert f"{Business.objects.get().closed_on}" == "2018-06-01"


def test_a_business_names_the_owners_whom_one_looks_after_alone(browser):
    elsewhere = factories.user(kecamatan=(factories.ELSEWHERE,))
    ani, budi = factories.person(), factories.person(by=elsewhere, lives_in=factories.ELSEWHERE)
    made = factories.business(ani)
    made.owners.add(budi)
    assert list(browser.get(f"/businesses/{made.pk}/").context["owners"]) == [ani]


def test_a_business_is_not_changed_by_somebody_who_only_looks(signed_in):
    made = factories.business(factories.person())
    both = signed_in(factories.user("facilitator", "auditor"))
    assert both.get(f"/businesses/{made.pk}/").context["may_change"] is False
    assert both.post(f"/businesses/{made.pk}/", said()).status_code == 404


def test_the_page_takes_as_many_queries_for_three_owners_as_for_one(browser):
    one, three = factories.business(factories.person()), factories.business(factories.person())
    three.owners.add(*factories.people(2))
    assert queries(browser, f"/businesses/{three.pk}/") == queries(browser, f"/businesses/{one.pk}/")
