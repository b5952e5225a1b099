"""The page of a training: roll call, search, somebody known, handing in."""

import datetime
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.core.months import today
from participants import verification
from programs.models import Training
from programs.trainings import cancel_session
from tests import factories
from tests.pages import queries, refused

pytestmark = pytest.mark.django_db

# Still to come when midnight passes while the tests run.
SOON = today() + datetime.timedelta(days=2)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


@pytest.fixture
def training():
    return factories.training()


@pytest.fixture
def session(training):
    return training.sessions.get()


def page_of(training):
    return f"/trainings/{training.pk}/"


def address(session, end):
    return f"/trainings/{session.training_id}/sessions/{session.pk}/{end}/"


def listed(session):
    return f"/trainings/{session.training_id}/?session={session.pk}#call"


def marks(session):
    return {f"{one.participant}": one.status for one in session.attendances.select_related("participant")}


class TestThePage:
    def test_it_takes_as_many_queries_for_a_hundred_people_as_for_one(self, browser, training):
        asked = set()
        for more in (1, 2, 97):
            factories.attend(training, *[factories.calon() for _ in range(more)])
            asked.add(queries(browser, page_of(training)))
        assert len(asked) == 1

    def test_the_session_that_began_last_is_the_chosen_one(self, browser):
        days = ("2018-03-05", "2018-03-06", SOON)
        training = factories.training(*(factories.meeting(day) for day in days))
        assert f"{browser.get(page_of(training)).context['session'].held_on}" == "2018-03-06"

    def test_another_session_is_a_link_away(self, browser):
        training = factories.training(factories.meeting(), factories.meeting("2018-03-06"))
        first = training.sessions.first()
        assert browser.get(page_of(training), {"session": first.pk}).context["session"] == first

    def test_a_session_that_does_not_exist_chooses_as_ever(self, browser, training, session):
        assert browser.get(page_of(training), {"session": "lost"}).context["session"] == session

    def test_an_empty_list_says_how_people_get_on_it(self, browser, training):
        assert "Nobody is on the list yet" in browser.get(page_of(training)).content.decode()

    def test_before_the_session_begins_nobody_is_marked(self, browser):
        page = browser.get(page_of(factories.training(factories.meeting(SOON))))
        assert page.context["may_mark"] is False
        assert "This session has not begun" in page.content.decode()

    def test_a_cancelled_session_can_be_looked_at(self, browser, training, session):
        cancel_session(by=training.logged_by, session=session)
        page = browser.get(page_of(training))
        assert "This session was cancelled" in page.content.decode()
        assert page.context["missing"] == ["The training has no session: add the one that was held."]

    def test_who_may_not_log_reads_the_marks(self, signed_in, training):
        factories.attend(training, factories.person(), status="late")
        page = signed_in(factories.user("auditor")).get(page_of(training)).content.decode()
        assert ("Late" in page, "<form id=" in page) == (True, False)

    def test_it_says_how_many_came_and_how_many_wait(self, browser):
        training = factories.training(factories.meeting(), factories.meeting("2018-03-06"))
        first, second = training.sessions.all()
        present, late, sick = factories.people(3)
        factories.attend(first, present, late, sick)
        factories.attend(second, present)
        factories.attend(second, late, status="late")
        told = browser.get(page_of(training)).context
        assert (len(told["people"]), told["present"], told["unmarked"], told["came"]) == (3, 2, 1, 3)


class TestMarks:
    def test_what_was_changed_is_saved(self, browser, session):
        ani, budi = factories.person(name="Ani"), factories.person(name="Budi")
        factories.attend(session, ani, budi)
        form = {f"was.{ani.pk}": "present", f"mark.{ani.pk}": "sick", f"was.{budi.pk}": "present"}
        answer = browser.post(address(session, "roster"), form | {f"mark.{budi.pk}": "present"})
        assert (answer.url, marks(session)) == (listed(session), {"Ani": "sick", "Budi": "present"})

    def test_what_another_phone_marked_meanwhile_stays(self, browser, session):
        ani = factories.person(name="Ani")
        factories.attend(session, ani, status="late")
        browser.post(address(session, "roster"), {f"was.{ani.pk}": "present", f"mark.{ani.pk}": "present"})
        assert marks(session) == {"Ani": "late"}

    def test_a_list_of_fifteen_hundred_people_is_sent_in_one_go(self, browser, session):
        people = [uuid.uuid4() for _ in range(1_500)]
        form = {f"{what}.{person}": "present" for what in ("was", "mark") for person in people}
        answer = browser.post(address(session, "roster"), form | {"rest": "present", "csrfmiddlewaretoken": "-"})
        assert answer.url == listed(session)

    def test_the_rest_is_who_nobody_marked(self, browser):
        training = factories.training(factories.meeting(), factories.meeting("2018-03-06"))
        first, second = training.sessions.all()
        ani, budi, cici = (factories.person(name=name) for name in ("Ani", "Budi", "Cici"))
        factories.attend(first, ani, budi, cici)
        factories.attend(second, ani, status="sick")
        form = {"rest": "present", **{f"was.{one.pk}": "" for one in (ani, budi, cici)}, f"mark.{budi.pk}": "late"}
        for _ in range(2):
            assert browser.post(address(second, "roster"), form).url == listed(second)
        assert marks(second) == {"Ani": "sick", "Budi": "late", "Cici": "present"}

    def test_whom_the_page_did_not_show_is_not_of_its_rest(self, browser):
        training = factories.training(factories.meeting(), factories.meeting("2018-03-06"))
        first, second = training.sessions.all()
        ani, budi = factories.person(name="Ani"), factories.person(name="Budi")
        factories.attend(first, ani, budi)
        browser.post(address(second, "roster"), {"rest": "present", f"was.{ani.pk}": ""})
        assert marks(second) == {"Ani": "present"}

    def test_a_phone_gets_the_marks_as_they_are_and_asks_what_is_missing(self, browser):
        training = factories.training(factories.meeting(), factories.meeting("2018-03-06"))
        first, second = training.sessions.all()
        ani, budi = factories.person(), factories.person()
        factories.attend(first, ani, budi)
        answer = browser.post(address(second, "roster"), {f"mark.{ani.pk}": "present"}, headers=HTMX)
        assert answer.json() == {"marks": {f"{ani.pk}": "present", f"{budi.pk}": ""}}
        asked = browser.get(address(second, "roster") + "?marks", headers=HTMX)
        assert asked.json() == {"marks": {f"{ani.pk}": "present", f"{budi.pk}": ""}}
        missing = browser.get(address(second, "roster"), headers=HTMX)
        assert missing.context["missing"] == []
        assert "Hand in 2 people for verification" in " ".join(missing.content.decode().split())

    def test_a_phone_that_was_away_does_not_take_back_what_was_tapped_later(self, browser, session):
        ani = factories.person(name="Ani")
        factories.attend(session, ani, status="sick")
        browser.post(address(session, "roster"), {f"mark.{ani.pk}": "late", f"ago.{ani.pk}": "600000"}, headers=HTMX)
        assert marks(session) == {"Ani": "sick"}

    def test_a_phone_whose_mark_was_overruled_before_it_came_is_told_both_versions(self, browser, session):
        ani, budi = factories.person(), factories.person()
        factories.attend(session, ani, budi, status="absent")
        form = {
            f"{what}.{one.pk}": said
            for one, status in ((ani, "late"), (budi, "absent"))
            for what, said in (("mark", status), ("ago", "600000"))
        }
        answer = browser.post(address(session, "roster"), form, headers=HTMX)
        told = answer.json()["overruled"]
        assert list(told) == [f"{ani.pk}"]
        assert re.search(r"You: late, .+\. Another phone: absent, .+\. The later one holds\.", told[f"{ani.pk}"])

    def test_a_mark_that_takes_the_approval_away_brings_the_whole_page_anew(self, browser, training, session):
        ani = factories.person()
        factories.verified(factories.attend(training, ani))
        changed, same = (
            browser.post(address(session, "roster"), {f"mark.{ani.pk}": status}, headers=HTMX)
            for status in ("late", "late")
        )
        assert ("HX-Refresh" in changed.headers, "HX-Refresh" in same.headers) == (True, False)

    def test_who_is_on_the_list_no_more_is_not_marked_and_the_others_are(self, browser, session):
        ani, gone = factories.person(name="Ani"), factories.person()
        factories.attend(session, ani)
        form = {f"mark.{ani.pk}": "late", f"mark.{gone.pk}": "present"}
        page = browser.post(address(session, "roster"), form, follow=True).content.decode()
        assert "The marks are saved, except for whoever is no longer on the list." in page
        assert marks(session) == {"Ani": "late"}

    @pytest.mark.parametrize("key", ["lost", "", "1"])
    def test_what_is_nobody_is_refused(self, browser, session, key):
        answer = browser.post(address(session, "roster"), {f"mark.{key}": "present"}, headers=HTMX)
        assert (answer.status_code, answer.json()) == (
            422,
            {"refused": ["Somebody you marked is not on this list any more: open the list again."]},
        )

    @pytest.mark.parametrize("many", [10, 100])
    def test_to_save_a_roster_takes_eight_questions_however_many_are_on_it(self, browser, many):
        training = factories.training(factories.meeting(), factories.meeting("2018-03-06"))
        first, second = training.sessions.all()
        made = factories.facilitator()
        people = [factories.calon(by=made) for _ in range(many)]
        factories.attend(first, *people)
        form = {"rest": "present", **{f"was.{one.pk}": "" for one in people}}
        with CaptureQueriesContext(connection) as asked:
            browser.post(address(second, "roster"), form)
        assert second.attendances.count() == many
        assert sum("SAVEPOINT" not in one["sql"] for one in asked) == 8

    def test_a_word_that_is_no_mark_is_refused(self, browser, session):
        ani = factories.person()
        factories.attend(session, ani)
        answer = browser.post(address(session, "roster"), {f"mark.{ani.pk}": "asleep"})
        assert list(refused(answer, "refused")) == ["__all__"]


class TestSearch:
    def test_a_name_finds_who_is_not_listed_and_tells_who_is(self, browser, session):
        ani, anita = factories.person(name="Ani"), factories.person(name="Anita")
        factories.attend(session, ani)
        answer = browser.post(address(session, "search"), {"q": "ani"}, headers=HTMX)
        assert (answer.context["answer"].people, answer.context["listed"]) == ([ani, anita], {ani.pk})

    def test_without_javascript_the_whole_page_answers(self, browser, session):
        ani = factories.person(name="Ani")
        answer = browser.post(address(session, "search"), {"q": "ani"})
        assert (answer.context["answer"].people, answer.context["people"]) == ([ani], [])

    def test_sixteen_digits_that_are_no_number_are_refused_beside_the_field(self, browser, session):
        answer = browser.post(address(session, "search"), {"q": "9900019940900001"}, headers=HTMX)
        assert refused(answer, "search") == {
            "q": ["Digits 7 to 12 of a NIK are a date of birth, and these are none. Look at the identity card again."]
        }

    def test_nothing_typed_is_no_error(self, browser, session):
        answer = browser.post(address(session, "search"), {"q": ""}, headers=HTMX)
        assert (answer.status_code, answer.content.decode().strip()) == (200, "")

    def test_a_number_from_elsewhere_tells_nothing_about_the_person(self, browser, session):
        number = factories.nik()
        elsewhere = factories.user(kecamatan=(factories.ELSEWHERE,))
        factories.person(by=elsewhere, lives_in=factories.ELSEWHERE, name="Rahasia", nik=number)
        page = browser.post(address(session, "search"), {"q": number}, headers=HTMX).content.decode()
        assert ("Somebody with this NIK is registered." in page, "Rahasia" in page) == (True, False)


class TestJoining:
    def test_somebody_known_joins_once_however_often_the_button_is_pressed(self, browser, session):
        ani = factories.person(name="Ani")
        for _ in range(2):
            assert browser.post(address(session, "join"), {"participant": ani.pk}).url == listed(session)
        assert marks(session) == {"Ani": "present"}

    def test_the_page_gets_the_list_anew_and_the_search_is_ready_for_the_next(self, browser, session):
        ani = factories.person(name="Ani")
        answer = browser.post(address(session, "join"), {"participant": ani.pk}, headers=HTMX)
        assert [row["person"] for row in answer.context["people"]] == [ani]
        assert "One more person is on the list." in answer.content.decode()

    def test_an_exact_number_from_elsewhere_joins(self, browser, session):
        number = factories.nik()
        elsewhere = factories.user(kecamatan=(factories.ELSEWHERE,))
        factories.person(by=elsewhere, lives_in=factories.ELSEWHERE, name="Ani", nik=number)
        browser.post(address(session, "join"), {"nik": number})
        assert marks(session) == {"Ani": "present"}

    def test_somebody_out_of_scope_does_not_join_by_their_key(self, browser, session):
        elsewhere = factories.user(kecamatan=(factories.ELSEWHERE,))
        stranger = factories.person(by=elsewhere, lives_in=factories.ELSEWHERE)
        answer = browser.post(address(session, "join"), {"participant": stranger.pk})
        assert refused(answer, "refused") == {
            "__all__": ["This person is not known here yet: register them, and they are on the list."]
        }

    def test_who_was_listed_by_mistake_leaves_once_and_for_all(self, browser, session):
        ani = factories.person()
        factories.attend(session, ani)
        for _ in range(2):
            assert browser.post(address(session, "leave"), {"participant": ani.pk}).url == listed(session)
        assert marks(session) == {}

    def test_whose_page_is_not_open_here_stands_on_the_list_without_a_link(self, browser, training, session):
        elsewhere = factories.user(kecamatan=(factories.ELSEWHERE,))
        guest = factories.person(by=elsewhere, lives_in=factories.ELSEWHERE, name="Budi")
        ani = factories.person(name="Ani")
        factories.attend(session, ani, guest)
        page = browser.get(page_of(training)).content.decode()
        assert (f"/participants/{ani.pk}/" in page, f"/participants/{guest.pk}/" in page) == (True, False)

    def test_a_guest_is_marked_and_leaves_as_everybody(self, browser, session):
        elsewhere = factories.user(kecamatan=(factories.ELSEWHERE,))
        guest = factories.person(by=elsewhere, lives_in=factories.ELSEWHERE, name="Budi")
        factories.attend(session, guest)
        browser.post(address(session, "roster"), {f"mark.{guest.pk}": "late"})
        assert marks(session) == {"Budi": "late"}
        browser.post(address(session, "leave"), {"participant": guest.pk})
        assert marks(session) == {}

    def test_nobody_leaves_by_a_number(self, browser, session):
        number = factories.nik()
        factories.attend(session, factories.person(nik=number, name="Ani"))
        answer = browser.post(address(session, "leave"), {"nik": number})
        assert refused(answer) == {"participant": ["Tick whoever is on the list by mistake."]}
        assert marks(session) == {"Ani": "present"}

    def test_several_leave_in_one_go(self, browser, session):
        ani, budi, cici = (factories.person(name=name) for name in ("Ani", "Budi", "Cici"))
        factories.attend(session, ani, budi, cici)
        assert browser.get(address(session, "leave")).content.decode().count('type="checkbox"') == 3
        assert browser.post(address(session, "leave"), {"participant": [ani.pk, cici.pk]}).url == listed(session)
        assert marks(session) == {"Budi": "present"}


@pytest.mark.parametrize("end", ["roster", "search", "join", "leave"])
def test_whoever_sees_the_whole_city_without_assignment_changes_no_list(signed_in, training, session, end):
    browser = signed_in(factories.user("facilitator", "auditor"))
    assert browser.get(page_of(training)).context["may_log"] is False
    assert browser.post(address(session, end), {"q": "ani"}).status_code == 404


def test_a_page_that_a_refused_form_brought_back_has_an_address_to_come_back_to(browser, training, session):
    answers = [browser.post(address(session, "join"), {}), browser.post(f"{page_of(training)}submit/")]
    assert [answer.context["here"] for answer in answers] == [f"{page_of(training)}?session={session.pk}"] * 2


def test_photos_and_particulars_are_folded_until_somebody_is_on_the_list(browser, training, session):
    folded = "Photos and particulars"
    assert folded in browser.get(page_of(training)).content.decode()
    session.training.enrolments.create(participant=factories.person(), added_by=training.logged_by)
    assert folded not in browser.get(page_of(training)).content.decode()


class TestHandingIn:
    def test_handing_in_twice_answers_the_same(self, browser, training, session):
        factories.attend(training, factories.person())
        answers = [browser.post(f"{page_of(training)}submit/", {"session": session.pk}) for _ in range(2)]
        assert [answer.url for answer in answers] == [page_of(training)] * 2
        assert Training.objects.get().state == "submitted"

    def test_what_is_missing_is_said_and_nothing_handed_in(self, browser, training):
        answer = browser.post(f"{page_of(training)}submit/")
        assert refused(answer, "refused") == {
            "__all__": ["A session has nobody present: mark who came, or cancel the session."]
        }

    @pytest.mark.parametrize("brought", [lambda made: made, factories.submitted, factories.verified])
    def test_a_small_one_is_told_that_it_does_not_count_itself(self, browser, training, brought):
        page = browser.get(page_of(brought(factories.attend(training, factories.person())))).content.decode()
        assert ("This training has 1 person and 180 minutes." in page, "It counts when it" in page) == (True, False)

    def test_what_is_large_enough_counts_itself(self, browser, training):
        page = browser.get(page_of(factories.attend(training, *factories.people(10)))).content.decode()
        assert ("This training has" in page, "120 minutes: the training itself counts." in page) == (False, True)

    def test_each_thing_that_is_missing_leads_to_where_it_is_mended(self, browser, training, session):
        page = browser.get(page_of(training)).content.decode()
        assert f'href="{page_of(training)}?session={session.pk}#roll"' in page
        assert 'href="#photos"' in page

    def test_without_the_power_the_checklist_leads_nowhere(self, signed_in, training, session):
        page = signed_in(factories.verifier()).get(page_of(training)).content.decode()
        assert ("Missing:" in page, f"?session={session.pk}#roll" in page) == (True, False)

    def test_what_was_revoked_says_so_and_nothing_of_what_would_count(self, browser, training):
        made = factories.verified(factories.attend(training, factories.person()))
        page = browser.get(page_of(factories.revoked(made, reason="Tidak pernah ada."))).content.decode()
        assert "Tidak pernah ada." in page
        assert ("This was revoked" in page, "Approved with" in page, "This training has" in page) == (
            True,
            False,
            False,
        )

    def test_the_reason_of_a_return_stands_on_the_page(self, browser, training):
        handed_in = factories.submitted(factories.attend(training, factories.person()))
        verification.send_back(
            by=factories.verifier(), record=handed_in, version=handed_in.version, reason="Satu orang kurang."
        )
        assert browser.get(page_of(training)).context["returned"].reason == "Satu orang kurang."


@pytest.mark.parametrize("end", ["roster", "search", "join", "leave", "people/new"])
def test_a_list_outside_the_area_is_not_found(signed_in, session, end):
    stranger = signed_in(factories.user(kecamatan=(factories.ELSEWHERE,)))
    assert stranger.post(address(session, end), {"q": "ani"}).status_code == 404


def test_a_training_outside_the_area_is_not_handed_in(signed_in, training):
    stranger = signed_in(factories.user(kecamatan=(factories.ELSEWHERE,)))
    assert stranger.post(f"{page_of(training)}submit/").status_code == 404
