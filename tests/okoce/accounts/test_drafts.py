"""A form that waited on a phone reaches its view once, however often it is sent, and whatever became of the answer."""

import hashlib
import uuid
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.shortcuts import redirect
from django.test import Client
from django.test.utils import CaptureQueriesContext

from okoce.accounts import sent
from okoce.accounts.models import Sent
from okoce.accounts.roles import Role
from okoce.core.verbs import facts_changed
from participants.models import Participant
from participants.rosters import on_list
from programs.models import Agency, Curriculum, Training
from tests import factories
from tests.factories import ELSEWHERE, HOME
from tests.pages import messages
from tests.together import together

pytestmark = pytest.mark.django_db

DRAFT = "6f0d5b0c-3a0f-4a59-9a51-0f0f0f0f0f01"
FORM = "application/x-www-form-urlencoded"
NEW = "/trainings/new/"


def said(**other):
    fields = {
        "id": "6f0d5b0c-3a0f-4a59-9a51-0f0f0f0f0f02",
        "held_on": "2018-03-05",
        "starts_at": "09:00",
        "ends_at": "12:00",
        "kecamatan": HOME,
        "place": "Aula & balai",
        "curriculum": Curriculum.objects.first().pk,
        "agency": Agency.objects.first().pk,
    }
    return urlencode(fields | other)


@pytest.fixture
def browser(signed_in):
    browser = signed_in(factories.facilitator())
    browser.author = factories.facilitator()
    return browser


def send(browser, path=NEW, body=None, *, draft=DRAFT, author=None, content_type=FORM):
    headers = {"okoce-draft": draft, "okoce-author": f"{(author or browser.author).pk}"}
    return browser.post(path, body or said(), content_type=content_type, headers=headers)


def outcome(answer):
    return answer.status_code, answer.json()["outcome"]


def test_what_the_view_keeps_is_told_with_its_id_its_digest_and_where_it_leads(browser):
    body = said()
    answer = send(browser, body=body)
    assert answer.status_code == 200
    assert answer.json() == {
        "outcome": "kept",
        "id": DRAFT,
        "digest": hashlib.sha256(f"{NEW}\n{body}".encode()).hexdigest(),
        "to": f"/trainings/{Training.objects.get().pk}/",
        "replayed": False,
    }


def test_the_same_again_is_answered_alike_and_the_view_does_not_run(browser):
    body = said()
    first = send(browser, body=body).json()
    with CaptureQueriesContext(connection) as asked:
        second = send(browser, body=body).json()
    assert second == first | {"replayed": True}
    # Who it is, the id held, what it stands for, where it led.
    assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) == 4
    assert Training.objects.count() == 1


def test_it_takes_three_queries_more_than_the_form_by_itself(browser):
    def queries(**headers):
        body = said(id=f"{uuid.uuid4()}", held_on=headers.pop("on"))
        with CaptureQueriesContext(connection) as asked:
            browser.post(NEW, body, content_type=FORM, headers=headers)
        return len([one for one in asked if "SAVEPOINT" not in one["sql"]])

    queries(on="2018-03-01")
    plain = queries(on="2018-03-05")
    assert queries(on="2018-03-06", **{"okoce-draft": DRAFT, "okoce-author": f"{browser.author.pk}"}) == plain + 3


def test_another_body_under_the_id_is_in_conflict_and_leads_to_what_there_is(browser):
    kept = send(browser).json()
    answer = send(browser, body=said(place="Balai warga"))
    assert outcome(answer) == (409, "conflict")
    assert answer.json()["to"] == kept["to"]
    assert Training.objects.get().place == "Aula & balai"


def test_another_path_under_the_id_is_in_conflict(browser):
    send(browser)
    assert outcome(send(browser, f"{NEW}?like={Training.objects.get().pk}")) == (409, "conflict")


def test_an_id_of_somebody_else_is_in_conflict_and_tells_nothing_of_theirs(browser, signed_in):
    send(browser)
    other = signed_in(factories.user(kecamatan=(HOME,)))
    other.author = factories.User.objects.latest("pk")
    answer = send(other)
    assert outcome(answer) == (409, "conflict")
    assert answer.json()["to"] == ""


def test_who_signed_in_meanwhile_sends_nothing_of_another(browser):
    answer = send(browser, author=factories.user(kecamatan=(HOME,)))
    assert outcome(answer) == (403, "author")
    assert not Training.objects.exists()
    assert not Sent.objects.exists()


@pytest.mark.parametrize("author", ["", "0", "1 ", "x"])
def test_an_author_that_is_no_user_is_not_the_user(browser, author):
    answer = browser.post(NEW, said(), content_type=FORM, headers={"okoce-draft": DRAFT, "okoce-author": author})
    assert outcome(answer) == (403, "author")


def test_what_the_view_refuses_comes_back_with_its_sentences_and_keeps_nothing(browser):
    answer = send(browser, body=said(place="A"))
    assert answer.status_code == 422
    assert 'class="field-error"' in answer.content.decode()
    assert not Sent.objects.exists()


def test_where_it_led_is_remembered_without_its_query_where_that_is_too_long(browser, monkeypatch):
    monkeypatch.setattr("participants.views.trainings.redirect", lambda *args, **kwargs: redirect("/a/?" + 300 * "b"))
    assert send(browser).json()["to"] == "/a/?" + 300 * "b"
    assert Sent.objects.get().leads_to == "/a/"


def test_once_it_is_mended_the_same_draft_is_kept(browser):
    send(browser, body=said(place="A"))
    assert outcome(send(browser)) == (200, "kept")


def test_a_question_of_the_view_is_asked_and_the_answer_makes_the_record(browser):
    send(browser)
    alike = {"id": f"{uuid.uuid4()}", "place": "Balai warga"}
    asked = send(browser, body=said(**alike), draft=f"{uuid.uuid4()}")
    assert asked.status_code == 422
    besides = Training.objects.get().sessions.get().pk
    assert outcome(send(browser, body=said(**alike, besides=besides), draft=f"{uuid.uuid4()}")) == (200, "kept")
    assert Training.objects.count() == 2


def test_what_the_view_says_stands_on_the_next_page_and_once(browser):
    session = factories.training(by=browser.author).sessions.get()
    body = urlencode({"participant": factories.person().pk})
    path = f"/trainings/{session.training_id}/sessions/{session.pk}/join/"
    to = send(browser, path, body).json()["to"]
    assert messages(browser.get(to.partition("#")[0])) == ["One more person is on the list."]
    send(browser, path, body)
    assert messages(browser.get(to.partition("#")[0])) == []


def test_a_record_outside_the_area_is_not_found_and_keeps_nothing(browser):
    there = factories.user(kecamatan=(ELSEWHERE,))
    session = factories.training(by=there, kecamatan=ELSEWHERE).sessions.get()
    path = f"/trainings/{session.training_id}/sessions/{session.pk}/join/"
    assert send(browser, path, urlencode({"participant": factories.person().pk})).status_code == 404
    assert not Sent.objects.exists()


def test_a_view_that_fails_keeps_nothing_of_what_it_wrote(browser, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("participants.views.trainings.redirect", fail)
    browser.raise_request_exception = False
    assert send(browser).status_code == 500
    assert (Training.objects.count(), Sent.objects.count()) == (0, 0)


def test_the_bell_rings_once_and_only_for_what_is_kept(browser, django_capture_on_commit_callbacks):
    rings = []

    def ring(**signal):
        rings.append(signal)

    facts_changed.connect(ring)
    for body in (said(place="A"), said(), said()):
        with django_capture_on_commit_callbacks(execute=True):
            send(browser, body=body)
    facts_changed.disconnect(ring)
    assert len(rings) == 1


@pytest.mark.parametrize("draft", ["", "7", DRAFT[:-1], f"{DRAFT}/"])
def test_an_id_that_no_phone_makes_is_refused(browser, draft):
    assert send(browser, draft=draft).status_code == 400


def test_files_come_by_themselves_and_not_with_a_draft(browser):
    file = SimpleUploadedFile("a.jpg", factories.PIXEL)
    headers = {"okoce-draft": DRAFT, "okoce-author": f"{browser.author.pk}"}
    assert browser.post(NEW, {"file": file}, headers=headers).status_code == 400


@pytest.mark.parametrize("path", ["/account/password/", "/sign-in/"])
def test_what_keeps_a_trail_of_a_refusal_takes_no_draft(browser, path):
    assert send(browser, path, "a=b").status_code == 400


def test_a_verifiers_decision_is_no_draft(signed_in):
    verifier = factories.verifier()
    browser = signed_in(verifier)
    browser.author = verifier
    record = factories.submitted(factories.attend(factories.training(), factories.person()))
    assert send(browser, f"/verification/{record.pk}/", "decision=approve").status_code == 400


def test_who_is_signed_out_is_led_to_sign_in_and_nothing_is_kept():
    headers = {"okoce-draft": DRAFT, "okoce-author": f"{factories.facilitator().pk}"}
    answer = Client().post(NEW, said(), content_type=FORM, headers=headers)
    assert (answer.status_code, answer.url) == (302, f"/sign-in/?next={NEW}")
    assert not Sent.objects.exists()


def test_who_reads_with_the_headers_of_a_draft_reads(browser):
    headers = {"okoce-draft": DRAFT, "okoce-author": "0"}
    assert browser.get(NEW, headers=headers).status_code == 200


def test_somebody_new_at_a_session_is_one_person_however_often_they_come(browser):
    session = factories.training(by=browser.author).sessions.get()
    path = f"/trainings/{session.training_id}/sessions/{session.pk}/people/new/"
    body = urlencode({"id": f"{uuid.uuid4()}", "name": "Siti", "lives_in": HOME, "registered_on": "2018-03-05"})
    assert [outcome(send(browser, path, body)) for _ in range(3)] == 3 * [(200, "kept")]
    assert (Participant.objects.count(), on_list(session.training).count()) == (1, 1)


def test_no_word_of_it_is_kept_in_the_clear(browser):
    send(browser)
    row = Sent.objects.values().get()
    assert "Aula" not in f"{row}"
    assert len(row["digest"]) == 64


def test_of_two_at_the_same_moment_one_writes_and_the_other_waits(committed_db, browser):
    with transaction.atomic():
        sent.remembered(by=browser.author, id=uuid.UUID(DRAFT), kind="draft", content="x")
        assert together(lambda: outcome(send(browser))) == [(409, "in_flight")]
    assert outcome(send(browser)) == (200, "kept")
    assert Training.objects.count() == 1


def test_what_the_office_enters_is_no_draft(signed_in):
    staff = factories.user(Role.STAFF)
    browser = signed_in(staff)
    browser.author = staff
    assert send(browser, "/expenses/new/", "rupiah=1").status_code == 400
