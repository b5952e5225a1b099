"""The audit trail: who changed what, written by the database, with nobody's address or number in it."""

import uuid

import pghistory
import pghistory.models
import pytest
from django.db import connection, transaction
from django.test import Client

from okoce.accounts.models import User
from okoce.accounts.roles import Role
from programs import trainings
from tests.factories import HOME, PASSWORD, meeting, training, user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browser():
    one = user(kecamatan=(HOME,))
    browser = Client(REMOTE_ADDR="192.0.2.77", headers={"user-agent": "a phone"})
    browser.post("/sign-in/", {"login": one.username, "password": PASSWORD})
    browser.user = one
    return browser


def events(record):
    return pghistory.models.Events.objects.tracks(record).order_by("pgh_created_at")


def test_a_form_is_told_with_the_users_number_what_was_done_and_nothing_else(browser):
    draft = training(meeting(), by=browser.user)
    browser.post(f"/trainings/{draft.pk}/sessions/{draft.sessions.get().pk}/cancel/")
    last = events(draft.sessions.get()).last()
    change = last.pgh_context.pop("change")
    assert (last.pgh_diff, change) == ({"state": ["planned", "cancelled"]}, str(uuid.UUID(change)))
    assert last.pgh_context == {"user": browser.user.pk, "verb": "session cancelled"}


def test_a_change_without_a_request_has_no_context():
    one = user(Role.STAFF)
    User.objects.filter(pk=one.pk).update(is_active=False)
    last = events(one).last()
    assert (last.pgh_diff, last.pgh_context) == ({"is_active": [True, False]}, None)


def test_a_new_password_leaves_no_trace_of_it(browser):
    before = events(browser.user).count()
    browser.post("/account/password/", {"oldpassword": PASSWORD, "password1": "x" * 12, "password2": "x" * 12})
    assert events(browser.user).count() == before


def rename(one, name):
    User.objects.filter(pk=one.pk).update(name=name)


def contexts(record):
    """Of every change of it but the first, which made it."""
    return list(events(record).filter(pgh_label="update").values_list("pgh_context", flat=True))


def rows():
    """The contexts that no verb made."""
    return pghistory.models.Context.objects.exclude(metadata__has_key="verb")


def test_two_writes_of_one_request_share_a_context():
    one = user()
    with pghistory.context(user=one.pk):
        rename(one, "A")
        rename(one, "B")
    assert contexts(one) == [{"user": one.pk}] * 2
    assert rows().count() == 1


def test_two_verbs_of_one_request_are_two_contexts_with_the_reason_of_each():
    one = user(kecamatan=(HOME,))
    with pghistory.context(user=one.pk):
        draft = training(meeting(), by=one)
        trainings.cancel_session(by=one, session=draft.sessions.get())
    told = [(said["user"], said["verb"]) for said in events(draft.sessions.get()).values_list("pgh_context", flat=True)]
    assert told == [(one.pk, "training logged"), (one.pk, "session cancelled")]


def test_what_a_verb_changes_without_a_request_has_its_change_for_a_context():
    draft = training(meeting())
    (insert,) = draft.events.all()
    assert str(insert.pgh_context_id) == insert.pgh_context.metadata["change"]
    assert insert.pgh_context.metadata["verb"] == "training logged"


def test_what_is_learnt_later_in_a_transaction_is_added():
    one = user()
    with pghistory.context(user=one.pk), transaction.atomic():
        rename(one, "A")
        pghistory.context(reason="asked by the person")
        rename(one, "B")
    assert contexts(one) == [{"user": one.pk, "reason": "asked by the person"}] * 2


def test_no_later_transaction_changes_who_it_was():
    one = user()
    with pghistory.context(user=one.pk) as said:
        rename(one, "A")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_id', %s, true)", [str(said.id)])
        cursor.execute("""SELECT set_config('pghistory.context_metadata', '{"user": 9}', true)""")
        rename(one, "B")
    assert rows().get().metadata == {"user": one.pk}
