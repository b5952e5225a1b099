import pytest

from programs.models import Training
from tests import factories
from tests.pages import queries, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.verifier())


def handed_in(people=1, **said):
    training = factories.training(**said)
    return factories.submitted(factories.attend(training, *factories.people(people, by=training.logged_by)))


def page_of(training):
    return f"/verification/{training.pk}/"


def decision(training, word, **said):
    return {"version": training.version, "decision": word, **said}


def test_the_list_takes_as_many_queries_for_three_trainings_as_for_one(browser):
    handed_in()
    once = queries(browser, "/verification/")
    handed_in()
    handed_in()
    assert queries(browser, "/verification/") == once


def test_a_training_takes_as_many_queries_for_three_people_as_for_one(browser):
    one, three = handed_in(), handed_in(people=3)
    assert queries(browser, page_of(one)) == queries(browser, page_of(three))


def test_the_list_shows_the_oldest_first(browser):
    first, second = handed_in(), handed_in()
    assert list(browser.get("/verification/").context["page"]) == [first, second]


def test_an_empty_list_says_what_will_stand_there(browser):
    assert "Nothing waits for you" in browser.get("/verification/").content.decode()


def test_the_facts_say_who_came_and_who_is_a_candidate(browser):
    training = factories.training(factories.meeting(), factories.meeting("2018-03-06"))
    first, second = training.sessions.all()
    ani, budi = factories.person(name="Ani"), factories.calon(name="Budi")
    factories.attend(first, ani, budi)
    factories.attend(second, ani, status="late")
    told = browser.get(page_of(factories.submitted(training))).context
    marks = {f"{row['person']}": [f"{mark['word']}" for mark in row["marks"]] for row in told["people"]}
    assert marks == {"Ani": ["present", "late"], "Budi": ["present", "–"]}
    assert (told["came"], told["candidates"]) == (2, 1)


def test_an_approval_leads_to_the_next_that_waits(browser):
    first, second = handed_in(), handed_in()
    answer = browser.post(page_of(first), decision(first, "approved"))
    assert answer.url == page_of(second)
    assert Training.objects.get(pk=first.pk).state == "verified"


def test_approving_twice_answers_the_same(browser):
    training = handed_in()
    answers = [browser.post(page_of(training), decision(training, "approved")) for _ in range(2)]
    assert [answer.url for answer in answers] == ["/verification/"] * 2
    assert training.verifications.count() == 1


def test_a_return_without_a_reason_is_refused_beside_the_field(browser):
    training = handed_in()
    assert refused(browser.post(page_of(training), decision(training, "returned", reason=" "))) == {
        "reason": ["Say what has to be mended, so that the facilitator can do it."]
    }


def test_returning_twice_answers_the_same(browser):
    training = handed_in()
    form = decision(training, "returned", reason="Satu orang kurang.")
    answers = [browser.post(page_of(training), form) for _ in range(2)]
    assert [answer.url for answer in answers] == ["/verification/"] * 2
    assert Training.objects.get().state == "returned"


def test_what_changed_meanwhile_is_looked_at_again_and_then_approved(browser):
    training = handed_in()
    seen = decision(training, "approved")
    factories.attend(training, factories.person())
    answer = browser.post(page_of(training), seen)
    assert refused(answer) == {
        "__all__": ["The record changed while you looked at it: look again before you decide."]
    }
    training.refresh_from_db()
    assert f'name="version" value="{training.version}"' in answer.content.decode()
    assert browser.post(page_of(training), decision(training, "approved")).status_code == 302


def test_who_made_part_of_it_is_told_that_somebody_else_decides(signed_in):
    both = factories.user("facilitator", "verifier", kecamatan=(factories.HOME,))
    training = handed_in(by=both)
    browser = signed_in(both)
    page = browser.get(page_of(training)).content.decode()
    assert ("somebody else has to check it" in page, 'name="decision"' in page) == (True, False)
    assert list(refused(browser.post(page_of(training), decision(training, "approved")))) == ["__all__"]


def test_a_draft_cannot_be_decided(browser):
    training = factories.training()
    page = browser.get(page_of(training)).content.decode()
    assert ("is with the facilitator" in page, 'name="decision"' in page) == (True, False)


def test_a_training_outside_the_area_is_not_found(signed_in):
    training = handed_in()
    stranger = signed_in(factories.user("verifier", kecamatan=(factories.ELSEWHERE,)))
    assert stranger.get(page_of(training)).status_code == 404


def test_a_facilitator_has_no_business_at_the_desk(signed_in):
    browser = signed_in(factories.facilitator())
    assert [browser.get(page).status_code for page in ("/verification/", page_of(handed_in()))] == [403, 403]
