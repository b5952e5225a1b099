"""The page of a person: who sees it, what is on it, and whose buttons they are."""

import pytest

from participants.models import Entrepreneur
from reports import rollup
from tests import factories
from tests.factories import HOME
from tests.pages import queries
from tests.test_roles import somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


@pytest.fixture
def ani():
    return factories.person(name="Ani")


def page_of(browser, person):
    return browser.get(f"/participants/{person.pk}/").content.decode()


def everything(person):
    """One more of everything that can be recorded about a person."""
    factories.verified(factories.attend(factories.training(), person))
    factories.visit(person)
    factories.approved(factories.visit(person, confirms_trading=True))
    for milestone in (factories.licence, factories.market, factories.books, factories.capital):
        factories.returned(factories.handed_in(milestone(person)))
    factories.business(person)
    factories.approved(factories.workers(person))


def returned_case(person):
    case = factories.case(person)
    factories.returned(case)
    return case


def test_takes_as_many_queries_for_three_of_everything_as_for_one(browser, ani):
    factories.case(ani)
    everything(ani)
    once = queries(browser, f"/participants/{ani.pk}/")
    for _ in range(2):
        everything(ani)
    assert queries(browser, f"/participants/{ani.pk}/") == once


def test_shows_the_newest_ten_events_and_folds_the_rest(browser, ani):
    for number in range(11):
        factories.visit(ani, on=f"2018-04-{number + 1:02}")
    context = browser.get(f"/participants/{ani.pk}/").context
    assert (len(context["newest"]), len(context["older"])) == (10, 3)


def test_somebody_who_was_just_registered_has_a_page(browser, ani):
    page = page_of(browser, ani)
    assert "On 1 of 7 rungs, and no new entrepreneur yet" in page
    assert "No business is recorded." in page


def test_its_conditions_alone_stand_beside_a_case_and_offer_nothing_to_do(signed_in, ani):
    factories.approved(factories.licence(ani, issued="2018-03-20"))
    checker = signed_in(factories.user("verifier", kecamatan=(HOME,)))
    part = checker.get(f"/participants/{ani.pk}/conditions/").content.decode()
    assert "Issued on 20 March 2018, and verified." in part
    assert "<html" not in part
    # What is not met stands first, and no heading says that something is missing.
    assert "Which condition is met on which day" in part
    assert part.rindex("Missing.") < part.index("Met.")
    assert (
        f'hx-get="/participants/{ani.pk}/conditions/"'
        in checker.get(f"/verification/entrepreneur/{factories.case(ani).pk}/").content.decode()
    )


def test_a_candidate_is_called_one(browser):
    assert "A candidate: counts nowhere yet" in page_of(browser, factories.calon())


def test_a_new_entrepreneur_is_called_one(browser, ani):
    for on in ("2018-03-06", "2018-03-07"):
        factories.visit(ani, on=on)
    factories.approved(factories.licence(ani, issued="2018-03-20"))
    factories.approved(factories.capital(ani, on="2018-03-21"))
    factories.approved(factories.case(ani), by=factories.approver())
    assert "New entrepreneur since 21 March 2018" in page_of(browser, ani)


def test_somebody_who_had_a_business_is_never_called_one(browser):
    person = factories.person(baseline="unlicensed")
    factories.approved(factories.licence(person, issued="2018-03-20"))
    assert "Level up since 20 March 2018" in page_of(browser, person)


def test_the_next_step_is_a_button_for_whoever_may_take_it(browser, ani):
    assert f'<a class="button" href="/participants/{ani.pk}/visits/new/">Record a visit</a>' in page_of(browser, ani)


@pytest.mark.parametrize("role", ["verifier", "staff", "officer", "auditor"])
def test_who_records_nothing_reads_the_step_and_has_no_button(signed_in, ani, role):
    page = page_of(signed_in(somebody(role)), ani)
    assert "Visit the person, or bring them to a training." in page
    # A verifier moves what is verified.
    assert f'href="/participants/{ani.pk}/' not in page.replace(f"/participants/{ani.pk}/transfer/", "")


def test_who_sees_the_city_without_an_assignment_has_no_button_either(signed_in, ani):
    page = page_of(signed_in(factories.user("facilitator", "auditor")), ani)
    assert f'href="/participants/{ani.pk}/' not in page


def test_a_verifier_comes_from_here_to_what_waits(signed_in, ani):
    for on in ("2018-03-06", "2018-03-07"):
        factories.visit(ani, on=on)
    licence = factories.handed_in(factories.licence(ani))
    assert f"/verification/milestone/{licence.pk}/" in page_of(signed_in(somebody("verifier")), ani)


def test_evidence_is_one_tap_away(browser, ani):
    licence = factories.licence(ani)
    assert f'<a href="/evidence/{licence.evidence.get().pk}/">photo 1' in page_of(browser, ani)


def test_a_training_elsewhere_is_named_and_not_opened(browser, ani):
    elsewhere = factories.user(kecamatan=(factories.ELSEWHERE,))
    training = factories.training(by=elsewhere, kecamatan=factories.ELSEWHERE)
    factories.attend(training, ani)
    page = page_of(browser, ani)
    assert (str(training.curriculum) in page, f"/trainings/{training.pk}/" in page) == (True, False)


def test_a_training_here_is_opened(browser, ani):
    training = factories.attend(factories.training(), ani)
    assert f"/trainings/{training.pk}/" in page_of(browser, ani)


class TestACaseThatCameBack:
    def test_is_handed_in_again_and_again_with_the_same_answer(self, browser, ani):
        case = returned_case(ani)
        answers = [browser.post(f"/entrepreneurs/{case.pk}/submit/") for _ in range(2)]
        assert [answer.url for answer in answers] == [f"/participants/{ani.pk}/"] * 2
        assert Entrepreneur.objects.get().state == "submitted"

    def test_has_its_button_on_the_page(self, browser, ani):
        for on in ("2018-03-06", "2018-03-07"):
            factories.visit(ani, on=on)
        factories.approved(factories.licence(ani, issued="2018-03-20"))
        factories.approved(factories.capital(ani, on="2018-03-21"))
        case = returned_case(ani)
        assert f'action="/entrepreneurs/{case.pk}/submit/"' in page_of(browser, ani)

    def test_of_another_kecamatan_is_not_found(self, signed_in, ani):
        case = returned_case(ani)
        stranger = signed_in(factories.user(kecamatan=(factories.ELSEWHERE,)))
        assert stranger.post(f"/entrepreneurs/{case.pk}/submit/").status_code == 404
        assert Entrepreneur.objects.get().state == "returned"

    def test_is_not_touched_when_it_waits_already(self, browser, ani):
        case = factories.case(ani)
        browser.post(f"/entrepreneurs/{case.pk}/submit/")
        assert Entrepreneur.objects.get().submitted_by is None

    def test_handing_in_what_was_revoked_meanwhile_says_so(self, browser, ani):
        case = factories.revoked(factories.approved(factories.case(ani)))
        answer = browser.post(f"/entrepreneurs/{case.pk}/submit/", follow=True)
        assert "was revoked" in answer.content.decode()
        assert "handed in again" not in answer.content.decode()


def test_each_condition_tells_who_recorded_it_and_who_approved_it(browser, ani):
    fajar, vera = (
        factories.user(kecamatan=(HOME,), name="Fajar Nugraha"),
        factories.user("verifier", name="Vera Tanjung"),
    )
    factories.approved(factories.licence(ani, issued="2018-04-02", by=fajar), by=vera)
    page = page_of(browser, ani)
    assert "recorded by Fajar Nugraha" in page
    assert "approved by Vera Tanjung on" in page


@pytest.mark.usefixtures("committed_db")
def test_what_was_counted_stands_there_with_its_reason(browser, ani):
    paper = factories.approved(factories.licence(ani, issued="2018-04-02"))
    rollup.drain()
    factories.revoked(paper)
    rollup.drain()
    posted = browser.get(f"/participants/{ani.pk}/").context["posted"]
    assert [(line.why, line.entry.delta) for line in posted if line.entry.metric == "licensed"] == [
        ("revoked: void from the start", -1),
        ("approved by a verifier", 1),
    ]
