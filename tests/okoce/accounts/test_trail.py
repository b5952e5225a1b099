"""The audit trail: who changed what, written by the database, with nobody's address or number in it."""

import pghistory.models
import pytest
from django.test import Client

from okoce.accounts.models import User
from okoce.accounts.roles import Role
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


def test_a_form_is_told_with_the_users_number_and_nothing_else(browser):
    draft = training(meeting(), by=browser.user)
    browser.post(f"/trainings/{draft.pk}/sessions/{draft.sessions.get().pk}/cancel/")
    last = events(draft.sessions.get()).last()
    assert (last.pgh_diff, last.pgh_context) == ({"state": ["planned", "cancelled"]}, {"user": browser.user.pk})


def test_a_change_without_a_request_has_no_context():
    one = user(Role.STAFF)
    User.objects.filter(pk=one.pk).update(is_active=False)
    last = events(one).last()
    assert (last.pgh_diff, last.pgh_context) == ({"is_active": [True, False]}, None)


def test_a_new_password_leaves_no_trace_of_it(browser):
    before = events(browser.user).count()
    browser.post("/account/password/", {"oldpassword": PASSWORD, "password1": "x" * 12, "password2": "x" * 12})
    assert events(browser.user).count() == before
