"""What a phone keeps for a hall without a signal: which pages, which names, and the worker that opens them."""

import re

import pytest
from django.test import Client

from participants import offline
from tests import factories
from tests.factories import ELSEWHERE, HOME
from tests.pages import queries

pytestmark = pytest.mark.django_db

TODAY = "2018-11-27"
TO_KEEP = {"Okoce-Offline": "1"}


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    monkeypatch.setattr("participants.views.offline.today", lambda: factories.day(TODAY))


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


def told(browser):
    return browser.get("/offline/pages/").json()


def roster_of(training):
    return f"/trainings/{training.pk}/?session={training.sessions.get().pk}"


def test_the_rooms_and_the_sessions_of_today_and_tomorrow_are_kept(browser):
    today, tomorrow = (factories.training(factories.meeting(on)) for on in (TODAY, "2018-11-28"))
    factories.training(factories.meeting("2018-11-26"))
    factories.training(factories.meeting("2018-11-29"))
    assert told(browser)["pages"] == [
        "/",
        roster_of(today),
        roster_of(tomorrow),
        "/trainings/new/",
        "/unsent/",
        "/offline/",
        "/offline/roster/",
        "/offline/person/",
        "/offline/visit/",
        told(browser)["pages"][9],
    ]
    assert told(browser)["pages"][9].startswith("/trainings/new/?like=")


def test_the_room_tells_of_the_sessions_in_words(browser):
    training = factories.training(factories.meeting(TODAY), place="Aula RW 05")
    assert told(browser)["sessions"] == [
        {
            "url": roster_of(training),
            "label": f"Tuesday 09:00 {training.curriculum}",
            "at": f"Aula RW 05, {training.kecamatan}",
        }
    ]


def test_sessions_of_another_kecamatan_are_not_kept(browser):
    factories.training(factories.meeting(TODAY), by=factories.user(kecamatan=(ELSEWHERE,)), kecamatan=ELSEWHERE)
    assert told(browser)["sessions"] == []


def test_more_sessions_take_no_more_questions(browser):
    factories.training(factories.meeting(TODAY))
    one = queries(browser, "/offline/pages/")
    factories.training(factories.meeting(TODAY, starts="13:00"))
    factories.training(factories.meeting(TODAY, starts="16:30"))
    assert queries(browser, "/offline/pages/") == one


def test_a_kept_page_has_no_digit_of_a_nik(browser):
    somebody = factories.person(name="Ani", on=TODAY)
    training = factories.attend(factories.training(factories.meeting(TODAY)), somebody)
    as_usual = browser.get(roster_of(training)).content.decode()
    assert f"************{somebody.nik_tail}" in as_usual
    for address in told(browser)["pages"]:
        page = browser.get(address, headers=TO_KEEP)
        assert page.status_code == 200, address
        assert 'class="nik"' not in page.content.decode(), address
        assert not re.search(rf"\b\**{somebody.nik_tail}\b", page.content.decode()), address
    assert "Ani" in browser.get(roster_of(training), headers=TO_KEEP).content.decode()


def test_a_kept_page_takes_no_sentence_away_from_the_page_that_is_read(browser):
    training = factories.attend(factories.training(factories.meeting(TODAY)), factories.person(on=TODAY))
    join = f"/trainings/{training.pk}/sessions/{training.sessions.get().pk}/join/"
    browser.post(join, {"participant": factories.person(on=TODAY).pk})
    assert "One more person is on the list." not in browser.get("/", headers=TO_KEEP).content.decode()
    assert "One more person is on the list." in browser.get("/").content.decode()


def test_a_kept_roster_can_be_called_whenever_its_session_begins(browser):
    training = factories.training(factories.meeting("2018-11-28"))
    factories.rosters.add(
        by=training.logged_by,
        session=training.sessions.get(),
        people=[factories.person(on=TODAY).pk],
        present=False,
        at=factories.now(),
    )
    kept = browser.get(roster_of(training), headers=TO_KEEP).content.decode()
    assert 'data-begins="2018-11-28T09:00"' in kept
    assert 'id="marks"' in kept
    assert "for verification" not in browser.get("/offline/roster/", headers=TO_KEEP).content.decode()


def test_names_are_those_of_whoever_lives_where_one_works(browser):
    here = factories.person(name="Ani", lives_in=HOME)
    factories.person(name="Budi", lives_in=ELSEWHERE)
    answer = browser.get("/offline/names/")
    assert answer.json() == {"names": [[str(here.pk), "Ani", "Tebet"]]}
    assert browser.get("/offline/names/", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    factories.person(name="Cici", lives_in=HOME)
    assert browser.get("/offline/names/", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200


def test_nobody_else_is_told_what_a_phone_keeps(signed_in):
    verifier = signed_in(factories.verifier())
    assert [verifier.get(address).status_code for address in ("/offline/pages/", "/offline/names/")] == [403, 403]
    assert "data-new-version" not in verifier.get("/verification/").content.decode()


def test_the_last_resort_needs_no_sign_in_and_names_nobody():
    page = Client(headers={"accept-language": "en"}).get("/offline/")
    assert page.status_code == 200
    assert "data-user" not in page.content.decode()


def test_the_worker_is_asked_for_anew_each_time_and_says_what_it_keeps():
    answer = Client().get("/sw.js")
    text = answer.content.decode()
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    assert f'"version": "{offline.version(offline.statics())}"' in text
    assert '"/static/js/roster.js"' in text


def test_with_another_file_it_is_another_version():
    files = offline.statics()
    assert offline.version(files) != offline.version([*files, "/static/js/another.js"])


def test_what_kept_pages_need_is_kept(browser):
    training = factories.attend(factories.training(factories.meeting(TODAY)), factories.person(on=TODAY))
    kept = set(offline.statics())
    for address in told(browser)["pages"]:
        needed = set(re.findall(r'"(/static/[^"]+)"', browser.get(address, headers=TO_KEEP).content.decode()))
        assert needed - kept == set(), address
    assert browser.get(roster_of(training)).status_code == 200


def test_where_nothing_is_to_be_kept_the_worker_takes_itself_away(settings, browser):
    settings.OFFLINE = False
    assert "unregister()" in Client().get("/sw.js").content.decode()
    assert "data-new-version" not in browser.get("/").content.decode()
