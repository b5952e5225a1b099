import datetime
import re

import pytest

from okoce.core.months import JAKARTA, today
from participants import caseload, verification
from tests import factories
from tests.pages import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


def returned(reason):
    training = factories.submitted(factories.attend(factories.training(), factories.person()))
    return verification.send_back(by=factories.verifier(), record=training, version=training.version, reason=reason)


def test_home_shows_the_sessions_of_today(browser):
    session = factories.training(factories.meeting(today())).sessions.get()
    factories.training()
    assert list(browser.get("/").context["sessions"]) == [session]


def test_what_came_back_stands_first_with_its_reason(browser):
    draft = factories.training()
    sent_back = returned("Satu orang kurang.")
    page = browser.get("/")
    assert page.context["unfinished"] == [sent_back, draft]
    assert "The verifier asks: Satu orang kurang." in page.content.decode()


def test_home_without_anything_says_what_comes_first(browser):
    page = browser.get("/").content.decode()
    assert re.findall(r'href="([^"]*)">\s*<svg', page) == ["/trainings/new/"]
    assert "No session today. Log one when a group meets" in page


def test_home_takes_as_many_queries_for_three_trainings_as_for_one(browser):
    factories.training(factories.meeting(today()))
    once = queries(browser, "/")
    factories.training(factories.meeting(today()))
    returned("Satu orang kurang.")
    assert queries(browser, "/") == once


@pytest.mark.parametrize(
    ("role", "first"), [("verifier", "/verification/"), ("staff", "/dashboard/"), ("admin", "/dashboard/")]
)
def test_who_logs_no_training_lands_where_they_work(signed_in, role, first):
    assert signed_in(factories.user(role)).get("/").url == first


def test_after_twenty_unfinished_trainings_the_rest_is_a_link_away(browser):
    for _ in range(21):
        factories.training()
    page = browser.get("/")
    assert (len(page.context["unfinished"]), page.context["more"]) == (20, True)


class TestPeopleWhomOneLooksAfter:
    def people(self, browser):
        page = browser.get("/").context
        return page["people"], [person.name for person in page["unvisited"]], page["unvisited_in_all"]

    def test_are_those_whom_one_registered_until_a_handover(self, browser):
        ani, _budi = factories.person(name="Ani"), factories.person(name="Budi")
        factories.person(by=factories.user(kecamatan=(factories.HOME,)))
        assert self.people(browser)[0] == 2
        ani.facilitator = factories.user(kecamatan=(factories.HOME,))
        ani.save(update_fields=["facilitator"])
        assert self.people(browser)[0] == 1

    def test_are_those_within_the_area_of_today(self, signed_in):
        by = factories.user(kecamatan=(factories.ELSEWHERE,))
        factories.person(by=by, lives_in=factories.ELSEWHERE)
        by.assignments.update(ends_on=factories.day("2018-04-01"))
        assert self.people(signed_in(by)) == (0, [], 0)

    def test_without_a_visit_for_thirty_days_stand_there_the_longest_first(self, browser):
        ani, budi, cici = (factories.person(name=name) for name in ("Ani", "Budi", "Cici"))
        factories.visit(ani, on="2018-06-01")
        factories.visit(budi, on="2018-05-01")
        factories.visit(cici, on=today() - datetime.timedelta(days=29))
        assert self.people(browser) == (3, ["Budi", "Ani"], 2)

    def test_who_were_never_visited_count_from_their_registration(self, browser):
        factories.person(name="Ani", on="2018-03-05")
        factories.person(name="Budi", on=str(today() - datetime.timedelta(days=29)))
        factories.calon(name="Cici")
        assert self.people(browser) == (3, ["Ani"], 1)

    def test_a_visit_that_is_void_is_none(self, browser):
        ani = factories.person(name="Ani")
        factories.revoked(factories.visit(ani, on=today() - datetime.timedelta(days=1)))
        assert self.people(browser) == (1, ["Ani"], 1)

    def test_whose_record_came_back_stand_there_with_the_reason(self, browser):
        ani = factories.person()
        factories.returned(factories.handed_in(factories.market(ani)), reason="Kuitansi?")
        factories.returned(factories.visit(ani, confirms_trading=True), reason="Gelap.")
        factories.returned(factories.workers(ani), reason="Upah?")
        factories.returned(factories.case(ani), reason="Dua orang?", by=factories.approver())
        factories.handed_in(factories.market(ani))
        page = browser.get("/")
        rows = [(row["page"], row["record"].reason) for row in page.context["returned"]]
        assert rows == [
            ("milestone", "Kuitansi?"), ("visit", "Gelap."), ("job-report", "Upah?"), ("participant", "Dua orang?"),
        ]  # fmt: skip
        assert "The verifier asks: Kuitansi?" in page.content.decode()

    def test_whose_record_was_revoked_stand_there_with_the_reason_too(self, browser):
        ani = factories.person()
        made = factories.verified(factories.attend(factories.training(), ani))
        factories.revoked(made, reason="Tidak pernah ada.")
        factories.revoked(factories.approved(factories.market(ani)), reason="Kuitansi palsu.")
        factories.revoked(factories.visit(ani), reason="Tidak pernah.")
        factories.revoked(factories.approved(factories.workers(ani)), reason="Tidak ada.")
        factories.revoked(factories.approved(factories.case(ani), by=factories.approver()), reason="Usaha orang lain.")
        page = browser.get("/")
        rows = [(row["page"], row["record"].reason) for row in page.context["revoked"]]
        assert rows == [
            ("training", "Tidak pernah ada."), ("milestone", "Kuitansi palsu."), ("visit", "Tidak pernah."),
            ("job-report", "Tidak ada."), ("participant", "Usaha orang lain."),
        ]  # fmt: skip
        assert "It is void and counts nothing: Kuitansi palsu." in page.content.decode()

    def test_a_record_is_told_to_be_revoked_until_the_thirtieth_day(self):
        made = factories.revoked(factories.visit(factories.person()))
        day = made.verifications.get().checked_at.astimezone(JAKARTA).date()
        last, after = (day + datetime.timedelta(days=days) for days in (30, 31))
        told = [list(caseload.revoked(factories.facilitator(), on=on)) for on in (last, after)]
        assert told == [[made], []]

    def test_what_one_handed_in_for_somebody_else_comes_back_to_both(self, signed_in):
        one, other = (factories.user(kecamatan=(factories.HOME,)) for _ in range(2))
        factories.returned(factories.workers(factories.person(by=one), by=other))
        assert [len(signed_in(who).get("/").context["returned"]) for who in (one, other)] == [1, 1]

    def test_who_looks_after_nobody_reads_where_people_come_from(self, browser):
        page = browser.get("/").content.decode()
        assert "Nobody yet. Whom you register stays with you" in page
        assert 'action="/participants/"' in page

    def test_take_as_many_queries_for_three_as_for_one(self, browser):
        def somebody():
            ani = factories.person()
            factories.returned(factories.handed_in(factories.market(ani)))
            factories.returned(factories.workers(ani))
            factories.revoked(factories.visit(ani))
            factories.revoked(factories.verified(factories.attend(factories.training(), ani)))
            factories.revoked(factories.approved(factories.workers(ani)))

        somebody()
        once = queries(browser, "/")
        for _ in range(2):
            somebody()
        assert queries(browser, "/") == once
