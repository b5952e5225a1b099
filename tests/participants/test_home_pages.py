import datetime
import re

import pytest

from okoce.core.months import JAKARTA, today
from participants import caseload, verification
from participants.models import Enrolment
from participants.views import home
from programs import trainings
from tests import factories
from tests.factories import DAY
from tests.pages import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


def returned(reason):
    training = factories.submitted(factories.attend(factories.training(), factories.person()))
    return verification.send_back(by=factories.verifier(), record=training, version=training.version, reason=reason)


def main(page):
    """The page without the bar and the head, which are the same on all."""
    return page.content.decode().partition("<main")[2]


def test_home_shows_the_sessions_of_today(browser):
    session = factories.training(factories.meeting(today())).sessions.get()
    factories.training()
    assert list(browser.get("/").context["sessions"]) == [session]


def test_a_session_of_today_leads_to_its_list_and_tells_how_many_are_on_it_and_marked(browser):
    held = factories.training(factories.meeting(today(), minutes=15, starts="00:00"), factories.meeting(DAY))
    session = held.sessions.last()
    ani, budi, _cici = factories.people(3, on=str(today()))
    factories.attend(session, ani)
    factories.attend(held.sessions.first(), ani, budi)
    for somebody in (ani, factories.person(on=str(today()))):
        Enrolment.objects.create(training=held, participant=somebody, added_by=factories.facilitator())
    page = main(browser.get("/"))
    assert "3 people on the list" in page
    assert "1 marked" in page
    assert f'href="/trainings/{held.pk}/?session={session.pk}#call"' in page


def test_the_last_training_of_ones_own_is_a_tap_away_to_be_logged_again(browser):
    factories.training(by=factories.user(kecamatan=(factories.HOME,)))
    assert "?like=" not in main(browser.get("/"))
    mine = factories.training()
    assert f'href="/trainings/new/?like={mine.pk}"' in main(browser.get("/"))


def test_what_came_back_stands_on_top_the_oldest_first_whatever_it_is(browser):
    first = factories.returned(factories.workers(factories.person()), reason="Upah?")
    then = returned("Satu orang kurang.")
    last = factories.returned(factories.visit(factories.person(), confirms_trading=True), reason="Gelap.")
    page = browser.get("/")
    assert [row["record"] for row in page.context["returned"]] == [first, then, last]
    assert "The verifier asks: Satu orang kurang." in page.content.decode()
    text = " ".join(re.sub("<[^>]*>", " ", main(page)).split())
    assert text.index("Sent back") < text.index("Log a training")
    assert f"{then.curriculum} 5 Mar 2018 · Aula · 1 person came" in text


def test_of_many_that_came_back_the_oldest_twenty_stand_there(browser):
    for _ in range(21):
        factories.returned(factories.workers(factories.person()))
    page = browser.get("/")
    assert len(page.context["returned"]) == 20
    assert "The oldest 20 of 21: when these are mended" in page.content.decode()


def test_home_without_anything_says_what_comes_first_and_nothing_else(browser):
    page = main(browser.get("/"))
    assert re.findall(r'class="button[^"]*" href="([^"]*)"', page) == ["/trainings/new/"]
    assert "No session today. Log one when a group meets" in page
    assert re.findall("<h2>(.*)</h2>", page) == ["Today's sessions", "People you look after"]


def test_home_takes_as_many_queries_for_three_trainings_as_for_one(browser):
    factories.training(factories.meeting(today()))
    once = queries(browser, "/")
    factories.training(factories.meeting(today()))
    factories.training()
    returned("Satu orang kurang.")
    assert queries(browser, "/") == once


@pytest.mark.parametrize(
    ("role", "first"), [("verifier", "/verification/"), ("staff", "/dashboard/"), ("admin", "/dashboard/")]
)
def test_who_logs_no_training_lands_where_they_work(signed_in, role, first):
    assert signed_in(factories.user(role)).get("/").url == first


class TestWhatIsMissingByTheDeadline:
    @pytest.fixture(autouse=True)
    def the_day(self, monkeypatch):
        monkeypatch.setattr(home, "today", lambda: factories.day("2018-11-27"))

    def due(self, browser):
        groups = browser.get("/").context["due"]
        return [(str(deadline.until), deadline.left, trainings) for deadline, trainings in groups]

    def test_is_what_was_held_and_not_handed_in_by_the_day_until_which_it_is_entered(self, browser):
        november = factories.training(factories.meeting("2018-11-20"))
        over = factories.training(factories.meeting("2018-10-31"))
        factories.training(factories.meeting("2018-11-27"))
        factories.training(factories.meeting("2018-12-01"))
        factories.submitted(factories.attend(factories.training(factories.meeting("2018-11-19")), factories.person()))
        assert self.due(browser) == [("2018-11-05", -22, [over]), ("2018-12-05", 8, [november])]

    def test_says_who_leads_what_is_of_somebody_else(self, browser):
        factories.training(by=factories.user(kecamatan=(factories.HOME,), name="Sari Dewanti"))
        factories.training()
        page = main(browser.get("/"))
        assert [page.count(words) for words in ("led by Sari Dewanti", "led by ")] == [1, 1]

    def test_says_how_many_days_are_left_and_in_words_that_there_are_none(self, browser):
        for held_on in ("2018-11-20", "2018-10-31"):
            factories.training(factories.meeting(held_on))
        page = " ".join(main(browser.get("/")).split())
        assert "Until 5 December, 8 days left" in page
        assert "Due 5 November: 22 days late" in page

    def test_after_twenty_the_rest_is_a_link_away(self, browser):
        for _ in range(21):
            factories.training()
        page = browser.get("/")
        assert ([len(trainings) for _deadline, trainings in page.context["due"]], page.context["more"]) == ([20], True)
        assert 'href="/trainings/?state=draft"' in page.content.decode()


class TestThisWeek:
    @pytest.fixture(autouse=True)
    def the_day(self, monkeypatch):
        """A Wednesday."""
        monkeypatch.setattr(home, "today", lambda: factories.day("2018-11-28"))

    def test_tells_what_one_did_oneself_since_monday(self, browser):
        monday, sunday = "2018-11-26", "2018-11-25"
        ani, *_others = factories.people(2, on=monday)
        other = factories.user(kecamatan=(factories.HOME,))
        factories.person(on=sunday)
        factories.calon(on=monday, consented=True, baseline="no_business")
        budi = factories.person(on=monday, by=other)
        for held_on in (monday, sunday):
            factories.visit(ani, on=held_on)
        factories.visit(ani, on="2018-11-27", by=other)
        factories.revoked(factories.visit(budi, on="2018-11-28"))
        both = factories.meeting(monday), factories.meeting("2018-11-28")
        factories.attend(factories.training(*both), ani)
        factories.training(factories.meeting(monday))
        factories.attend(factories.training(factories.meeting(monday), by=other), ani)
        assert browser.get("/").context["done"] == {"trainings": 1, "people": 2, "visits": 1}

    def test_shows_what_is_planned_on_its_days_that_come(self, browser):
        days = ["2018-11-27", "2018-11-28", "2018-12-02", "2018-12-03"]
        sessions = {day: factories.training(factories.meeting(day)).sessions.get() for day in days}
        trainings.cancel_session(
            by=factories.facilitator(), session=factories.training(factories.meeting("2018-12-01")).sessions.get()
        )
        page = browser.get("/").context
        assert (page["sessions"], page["planned"]) == ([sessions["2018-11-28"]], [sessions["2018-12-02"]])

    def test_takes_as_many_queries_for_three_of_each_as_for_one(self, browser):
        def something():
            ani = factories.person(on="2018-11-26")
            factories.visit(ani, on="2018-11-27")
            factories.attend(factories.training(factories.meeting("2018-11-26")), ani)
            factories.training(factories.meeting("2018-11-28"))
            factories.training(factories.meeting("2018-12-02"))

        something()
        once = queries(browser, "/")
        for _ in range(2):
            something()
        assert queries(browser, "/") == once


class TestPeopleWhomOneLooksAfter:
    def people(self, browser):
        page = browser.get("/").context
        longest = caseload.unvisited(page["user"], on=today())
        return page["people"] + page["candidates"], [person.name for person in longest], page["unvisited"]

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

    def test_candidates_are_told_beside_those_who_are_registered(self, browser):
        factories.people(2)
        factories.calon()
        page = " ".join(main(browser.get("/")).split())
        assert "You look after 2 people. 1 candidate besides: identity, consent or baseline is missing." in page

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
            ("participant", "Usaha orang lain."), ("job-report", "Tidak ada."), ("visit", "Tidak pernah."),
            ("milestone", "Kuitansi palsu."), ("training", "Tidak pernah ada."),
        ]  # fmt: skip
        assert "It is void and counts nothing: Kuitansi palsu." in page.content.decode()

    def test_a_record_is_told_to_be_revoked_until_the_thirtieth_day(self):
        made = factories.revoked(factories.visit(factories.person()))
        day = made.verifications.get().checked_at.astimezone(JAKARTA).date()
        last, after = (day + datetime.timedelta(days=days) for days in (30, 31))
        told = [caseload.answered(factories.facilitator(), on=on) for on in (last, after)]
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
