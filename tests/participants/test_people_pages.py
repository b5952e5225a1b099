import datetime

import pytest

from okoce.core.months import today
from participants.models import Participant
from tests import factories
from tests.pages import queries, refused
from tests.participants.registering import of_elsewhere, said

pytestmark = pytest.mark.django_db

# Still to come when midnight passes while the tests run.
SOON = f"{today() + datetime.timedelta(days=2)}"


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


class TestTheList:
    def test_takes_as_many_queries_for_three_people_as_for_one(self, browser):
        factories.person()
        once = queries(browser, "/participants/")
        factories.people(2)
        assert queries(browser, "/participants/") == once

    def test_shows_exactly_the_people_of_the_area(self, browser):
        here = factories.person()
        factories.person(by=factories.user(kecamatan=(factories.ELSEWHERE,)), lives_in=factories.ELSEWHERE)
        assert list(browser.get("/participants/").context["page"]) == [here]

    def test_candidates_stand_apart_with_what_is_missing(self, browser):
        registered, by_name = factories.person(), factories.calon(name="Budi")
        seen = factories.person(consented=False, name="Cici")
        assert list(browser.get("/participants/").context["page"]) == [registered]
        answer = browser.get("/participants/?state=candidates", headers={"accept-language": "en"})
        assert list(answer.context["page"]) == [by_name, seen]
        page = answer.content.decode()
        assert [
            page.count(f"Missing: {what}") for what in ("identity, consent and baseline", "consent and baseline")
        ] == [1, 1]

    def test_of_candidates_takes_as_many_queries_for_three_as_for_one(self, browser):
        factories.calon()
        once = queries(browser, "/participants/?state=candidates")
        factories.calon(name="Budi"), factories.calon(name="Cici")
        assert queries(browser, "/participants/?state=candidates") == once

    def test_fifty_one_people_stand_on_two_pages(self, browser):
        factories.people(51)
        assert len(browser.get("/participants/?page=2").context["page"]) == 1

    def test_empty_it_says_where_people_come_from(self, browser):
        assert "People are registered at a session" in browser.get("/participants/").content.decode()

    def test_a_search_answers_in_the_body_of_a_request(self, browser):
        ani, _budi = factories.person(name="Ani"), factories.person(name="Budi")
        answer = browser.post("/participants/", {"q": "ani"})
        assert answer.context["answer"].people == [ani]

    def test_digits_that_are_no_number_are_refused_beside_the_field(self, browser):
        assert list(refused(browser.post("/participants/", {"q": "9900019940900001"}), "search")) == ["q"]


class TestOnePerson:
    def test_takes_as_many_queries_for_three_trainings_as_for_one(self, browser):
        ani = factories.person()
        factories.attend(factories.training(), ani)
        once = queries(browser, f"/participants/{ani.pk}/")
        for _ in range(2):
            factories.attend(factories.training(), ani)
        assert queries(browser, f"/participants/{ani.pk}/") == once

    def test_shows_four_digits_of_the_number(self, browser):
        number = factories.nik()
        page = browser.get(f"/participants/{factories.person(nik=number).pk}/").content.decode()
        assert (f"************{number[-4:]}" in page, number in page) == (True, False)

    @pytest.mark.parametrize("page", ["", "complete/", "transfer/"])
    def test_outside_the_area_is_not_found(self, browser, page):
        elsewhere = factories.user(kecamatan=(factories.ELSEWHERE,))
        stranger = factories.person(by=elsewhere, lives_in=factories.ELSEWHERE)
        assert browser.get(f"/participants/{stranger.pk}/{page}").status_code == 404

    @pytest.mark.parametrize("page", ["", "complete/", "transfer/"])
    def test_a_guest_on_a_list_here_is_not_found_either(self, browser, page):
        guest = of_elsewhere()
        factories.attend(factories.training(), guest)
        assert browser.get(f"/participants/{guest.pk}/{page}").status_code == 404

    def test_a_guest_stands_in_the_list_with_a_name_alone(self, browser):
        guest = of_elsewhere(name="Budi")
        factories.attend(factories.training(), guest)
        page = browser.get("/participants/").content.decode()
        home = factories.kecamatan(factories.ELSEWHERE).name
        assert ("Budi" in page, f"{guest.pk}" in page, home in page) == (True, False, False)

    @pytest.mark.parametrize("page", ["complete/", "transfer/"])
    def test_somebody_for_the_city_without_assignment_reads_and_changes_nothing(self, signed_in, page):
        ani = factories.calon()
        browser = signed_in(factories.user("facilitator", "auditor"))
        assert browser.get(f"/participants/{ani.pk}/").context["may_register"] is False
        assert browser.get(f"/participants/{ani.pk}/{page}").status_code == 404

    def test_another_home_on_the_day_of_registration_is_refused_beside_the_field(self, browser):
        ani = factories.person(on="2018-03-05")
        form = {"lives_in": factories.ELSEWHERE, "since": "2018-03-05", "because": "Pindah"}
        assert refused(browser.post(f"/participants/{ani.pk}/transfer/", form)) == {
            "since": ["From this day on another home is recorded already: enter another day."]
        }

    def test_whose_card_was_seen_gets_the_number_later(self, browser):
        ani, number = factories.person(nik="", ktp_seen=True), factories.nik()
        url = f"/participants/{ani.pk}/complete/"
        assert list(browser.get(url).context["form"].fields) == ["nik", "sex", "birth_date"]
        assert url in browser.get(f"/participants/{ani.pk}/").content.decode()
        browser.post(url, {"nik": number})
        assert Participant.objects.get().nik_tail == number[-4:]

    def test_a_candidate_is_completed_and_completed_again(self, browser):
        calon = factories.calon()
        form = said()
        answers = [browser.post(f"/participants/{calon.pk}/complete/", form) for _ in range(2)]
        assert [answer.url for answer in answers] == [f"/participants/{calon.pk}/"] * 2
        assert Participant.objects.get().is_calon is False

    def test_a_candidate_with_a_business_says_how_many_people_it_pays(self, browser):
        form = said(baseline="licensed", baseline_workers="4")
        browser.post(f"/participants/{factories.calon().pk}/complete/", form)
        assert Participant.objects.get().baseline_workers == 4

    def test_a_number_that_is_somebody_elses_is_refused_beside_the_field(self, browser):
        number, calon = factories.nik(), factories.calon()
        factories.person(nik=number)
        assert refused(browser.post(f"/participants/{calon.pk}/complete/", said(nik=number))) == {
            "nik": ["Somebody with this NIK is registered already. Add that person to the list instead."]
        }

    def test_what_is_known_is_not_asked_again(self, browser):
        form = browser.get(f"/participants/{factories.person().pk}/complete/").context["form"]
        assert list(form.fields) == []

    def test_a_move_is_recorded_once_however_often_it_is_sent(self, browser):
        ani = factories.person()
        form = {"lives_in": "LUAR", "since": "2018-06-01", "because": "Pindah"}
        answers = [browser.post(f"/participants/{ani.pk}/transfer/", form) for _ in range(2)]
        assert [answer.url for answer in answers] == [f"/participants/{ani.pk}/"] * 2
        assert [f"{home.since} {home.kecamatan}" for home in ani.residences.all()] == [
            "2018-03-05 Tebet",
            "2018-06-01 None",
        ]

    @pytest.mark.parametrize(
        ("typed", "sentences"),
        [
            ({"since": SOON}, {"since": ["This date lies in the future: enter today or an earlier day."]}),
            ({"since": "1989-12-31"}, {"since": ["The person was not born yet on this day: look at the year again."]}),
            ({"lives_in": ""}, {"lives_in": ["This field is required."]}),
            ({"because": ""}, {"because": ["Say how you know: it stays in the audit trail."]}),
            (
                {"since": "2018-03-05"},
                {"since": ["From this day on another home is recorded already: enter another day."]},
            ),
        ],
    )
    def test_a_move_that_cannot_be_is_refused_beside_its_field(self, browser, typed, sentences):
        form = {"lives_in": factories.ELSEWHERE, "since": "2018-06-01", "because": "Pindah"} | typed
        assert refused(browser.post(f"/participants/{factories.person().pk}/transfer/", form)) == sentences
