"""A move on the pages: what it changes, who looks after the person then, and that it was a mistake."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.accounts.roles import Role
from participants.models import Transfer
from reports import rollup
from tests import factories
from tests.factories import ELSEWHERE, FAR, HOME, moved
from tests.pages import messages, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


@pytest.fixture
def there(signed_in):
    """Somebody who looks after people in the other kecamatan."""
    return signed_in(factories.user(kecamatan=(ELSEWHERE,), name="Tina"))


def asked(to=ELSEWHERE, since="2018-06-01", **said):
    return {"lives_in": to, "since": since, "because": "Pindah ikut anaknya"} | said


def content(answer):
    return answer.content.decode()


class TestWhatItChanges:
    @pytest.fixture
    def ani(self):
        ani = factories.person()
        factories.approved(factories.market(ani, on="2018-05-13"))
        rollup.drain()
        return ani

    @pytest.fixture
    def checker(self, signed_in):
        return signed_in(factories.approver())

    def test_nothing_is_asked_where_nothing_moves(self, browser, ani):
        assert browser.post(f"/participants/{ani.pk}/transfer/", asked()).url == f"/participants/{ani.pk}/"

    def test_an_earlier_home_moves_nobody_and_it_is_said(self, browser, in_english):
        somebody = factories.calon()
        answer = browser.post(f"/participants/{somebody.pk}/transfer/", asked(since="2018-01-02"), follow=True)
        assert messages(answer) == [
            "The earlier home is recorded. Since 5 March 2018 the person lives in another one, as before: Tebet."
        ]

    def test_what_moves_is_shown_of_both_places_before_it_does(self, checker, ani):
        answer = checker.post(f"/participants/{ani.pk}/transfer/", asked(since="2018-05-01"))
        assert [(one.name, f"{one.month}", one.place, one.delta) for one in answer.context["moved"]] == [
            ("Marketed", "2018-05", "Tebet", -1),
            ("Marketed", "2018-05", "Kebon Jeruk", 1),
        ]
        assert not Transfer.objects.exists()

    def test_the_first_look_at_what_moves_is_no_refusal(self, checker, ani):
        first = asked(since="2018-05-01")
        page = content(checker.post(f"/participants/{ani.pk}/transfer/", first))
        assert ("Look at what changes, then tick below" in page, "Nothing has been saved yet" in page) == (True, False)
        untouched = first | {"shown": f"{ELSEWHERE} 2018-05-01"}
        page = content(checker.post(f"/participants/{ani.pk}/transfer/", untouched))
        assert "Look at what the move changes, and tick this." in page
        assert not Transfer.objects.exists()

    def test_whoever_has_seen_it_records_it(self, checker, ani):
        form = asked(since="2018-05-01", shown=f"{ELSEWHERE} 2018-05-01", seen="on")
        assert checker.post(f"/participants/{ani.pk}/transfer/", form).url == f"/participants/{ani.pk}/"
        assert Transfer.objects.get().moved_to_id == ELSEWHERE

    def test_of_another_place_it_is_looked_at_again(self, checker, ani):
        form = asked(FAR, since="2018-05-01", shown=f"{ELSEWHERE} 2018-05-01", seen="on")
        assert checker.post(f"/participants/{ani.pk}/transfer/", form).status_code == 200
        assert not Transfer.objects.exists()

    def test_a_facilitator_is_told_who_moves_what_is_verified(self, browser, ani):
        page = content(browser.post(f"/participants/{ani.pk}/transfer/", asked(since="2018-05-13")))
        assert "What counts until 13 May 2018 is verified" in page

    def test_what_waits_to_be_counted_is_not_the_moves_doing(self, checker, ani):
        factories.approved(factories.books(ani, month="2018-07"))
        answer = checker.post(f"/participants/{ani.pk}/transfer/", asked(since="2018-05-01"))
        assert {one.delta for one in answer.context["moved"] if one.place == "Tebet"} == {-1}


class TestGivenAwayAndTakenOver:
    @pytest.fixture
    def guest(self):
        """Lives here, and was registered elsewhere: who moves on from here is not seen here any more."""
        guest = factories.person(name="Ani", by=factories.user(kecamatan=(FAR,)), lives_in=FAR)
        moved(guest, to=HOME, since="2018-06-01", by=guest.registered_by)
        return guest

    def test_who_is_not_seen_any_more_is_seen_on_one_page_until_somebody_looks_after_them(self, browser, there, guest):
        page = browser.post(f"/participants/{guest.pk}/transfer/", asked(since="2018-09-01")).url
        made = Transfer.objects.get(moved_to=ELSEWHERE)
        assert page == f"/transfers/{made.pk}/undo/"
        seen = [browser.get(one).status_code for one in (page, f"/participants/{guest.pk}/")]
        there.post(f"/transfers/{made.pk}/take/")
        assert [*seen, browser.get(page).status_code] == [200, 404, 404]

    def test_a_mistake_is_taken_back_there(self, browser, guest):
        page = browser.post(f"/participants/{guest.pk}/transfer/", asked(since="2018-09-01")).url
        assert browser.post(page, {"because": "Salah orang"}).url == f"/participants/{guest.pk}/"

    def test_who_arrived_stands_at_home_and_in_the_list_until_one_says_that_they_look_after_them(self, there, guest):
        made = moved(guest, to=ELSEWHERE, since="2018-09-01")
        button = f"/transfers/{made.pk}/take/"
        addresses = ("/", "/participants/?state=arrived", f"/participants/{guest.pk}/")
        assert [button in content(there.get(page)) for page in addresses] == [True] * 3
        assert there.post(button).url == f"/participants/{guest.pk}/"
        assert [button in content(there.get(page)) for page in addresses] == [False] * 3
        assert there.post(button).status_code == 404

    def test_home_takes_as_many_queries_for_three_as_for_one(self, there):
        factories.transfer(to=ELSEWHERE)
        once = queries(there, "/")
        for _ in range(2):
            factories.transfer(to=ELSEWHERE)
        assert queries(there, "/") == once

    @pytest.mark.parametrize("who", [("facilitator", FAR), ("facilitator", HOME), ("verifier", ELSEWHERE)])
    def test_nobody_else_takes_over(self, signed_in, who):
        made = factories.transfer(to=ELSEWHERE)
        role, code = who
        browser = signed_in(factories.user(role, kecamatan=(code,)))
        assert browser.post(f"/transfers/{made.pk}/take/").status_code in (403, 404)
        assert Transfer.objects.get().taken_by is None

    def test_a_transfer_of_others_answers_as_one_that_was_never_made(self, browser):
        by = factories.user(kecamatan=(FAR,))
        made = moved(factories.person(by=by, lives_in=FAR), to=ELSEWHERE, since="2018-06-01", by=by)
        asked = []
        for key in (made.pk, uuid.uuid4()):
            with CaptureQueriesContext(connection) as queries_of_it:
                assert browser.get(f"/transfers/{key}/undo/").status_code == 404
            asked.append(len(queries_of_it))
        assert asked[0] == asked[1]


class TestHistory:
    @pytest.fixture
    def ani(self):
        ani = factories.person()
        made = moved(ani, to=ELSEWHERE, since="2018-06-01")
        factories.taken_back(made)
        return ani

    def test_the_person_is_told_with_from_to_day_reason_and_who(self, browser, ani):
        events = browser.get(f"/participants/{ani.pk}/").context["newest"]
        told = [(event.what, event.note, event.who) for event in events if "ove" in event.what]
        by = factories.facilitator()
        assert told == [
            ("The move to Kebon Jeruk was taken back", "Salah orang", by),
            ("Moved from Tebet to Kebon Jeruk", "Pindah ikut keluarga", by),
        ]

    def test_the_audit_is_told_too(self, signed_in, ani):
        auditor = signed_in(factories.user(Role.AUDITOR))
        moments = auditor.get(f"/audit/participant/{ani.pk}/").context["moments"]
        told = [(one.what, one.why) for one in moments if one.icon == "pin"]
        assert told == [
            ("The move to Kebon Jeruk was taken back", "Salah orang"),
            ("Moved from Tebet to Kebon Jeruk", "Pindah ikut keluarga"),
        ]
