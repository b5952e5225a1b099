"""A token that is known asks no database, and what happens to it holds within seconds."""

import base64
import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory

from okoce.accounts import bearers
from okoce.accounts.bearers import known
from okoce.accounts.models import Scope, Token
from okoce.accounts.roles import Power, Role
from okoce.accounts.tokens import make_token
from okoce.core.months import now
from tests.factories import user

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def staff():
    return user(Role.STAFF)


@pytest.fixture
def elapse(monkeypatch):
    """Let that many seconds pass in the memory of known tokens."""
    ahead = [0.0]
    clock = bearers.time.monotonic
    monkeypatch.setattr(bearers.time, "monotonic", lambda: clock() + ahead[0])

    def pass_by(seconds):
        ahead[0] += seconds

    return pass_by


def text_of(owner, *, scope=Scope.SUMMARY, addresses=()):
    made, text = make_token(user=owner, name="a script", scope=scope, lifetime=DAY)
    Token.objects.filter(pk=made.pk).update(addresses=list(addresses))
    return text


def basic(name, password):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def request_of(header, address="192.0.2.1"):
    return RequestFactory().get("/", headers={"authorization": header}, REMOTE_ADDR=address)


def seen(text, **said):
    """The API has answered it once, so this process knows it."""
    assert Client().get("/api/v1/targets/", headers={"authorization": f"Bearer {text}"}).status_code == 200
    return request_of(f"Bearer {text}", **said)


def test_one_that_was_seen_asks_no_database(staff, django_assert_num_queries):
    request = seen(text_of(staff))
    with django_assert_num_queries(0):
        bearer = known(request)
    token = Token.objects.get()
    assert (bearer.user_id, bearer.handle, bearer.scope) == (staff.pk, token.handle, Scope.SUMMARY)
    assert bearer.limit == f"token:{token.handle}"


def test_nothing_is_known_of_one_that_was_not_seen(staff, django_assert_num_queries):
    text = text_of(staff)
    with django_assert_num_queries(0):
        assert known(request_of(f"Bearer {text}")) is None


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer okoce_", "Basic !", "Digest x", "Bearer \xff", "Basic /w=="])
def test_nothing_is_known_of_what_is_no_token(header):
    assert known(request_of(header)) is None


def test_it_may_come_as_a_password(staff):
    text = text_of(staff)
    seen(text)
    assert known(request_of(basic("anybody", text))).user_id == staff.pk
    assert known(request_of(basic(text, ""))) is None


def test_what_is_remembered_is_no_text(staff):
    text = text_of(staff)
    seen(text)
    assert [text[15:] in repr((digest, held)) for digest, held in bearers._known.items()].count(True) == 0


def test_it_says_what_it_opens(staff):
    bearer = known(seen(text_of(staff, scope=Scope.DETAILS)))
    assert [bearer.may(Power.SEE_COUNTS, scope) for scope in Scope] == [True, True, False]
    assert not bearer.may(Power.MANAGE_USERS, Scope.SUMMARY)


def test_it_ends_at_its_moment(staff):
    request = seen(text_of(staff))
    with time_machine.travel(now() + DAY, tick=False):
        assert known(request) is None


@pytest.mark.parametrize("address", ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8::7"])
def test_it_is_known_from_its_addresses(staff, address):
    text = text_of(staff, addresses=["192.0.2.0/24", "2001:db8::/32", "127.0.0.1/32"])
    assert known(seen(text, address=address)).user_id == staff.pk


@pytest.mark.parametrize("address", ["198.51.100.1", "2001:db9::7", ""])
def test_it_is_not_known_from_elsewhere(staff, address):
    text = text_of(staff, addresses=["192.0.2.0/24", "2001:db8::/32", "127.0.0.1/32"])
    assert known(seen(text, address=address)) is None


CHANGES = {
    "revoked": lambda owner: Token.objects.all().delete(),
    "of a closed account": lambda owner: get_user_model().objects.filter(pk=owner.pk).update(is_active=False),
    "bound to other addresses": lambda owner: Token.objects.update(addresses=["198.51.100.0/24"]),
}


@pytest.mark.parametrize("happens", CHANGES)
def test_what_happens_to_it_holds_after_seconds(staff, elapse, happens):
    request = seen(text_of(staff))
    CHANGES[happens](staff)
    elapse(6)
    assert known(request) is None


def test_powers_that_its_user_lost_are_gone_after_seconds(staff, elapse):
    request = seen(text_of(staff))
    get_user_model().objects.filter(pk=staff.pk).update(roles=[Role.FACILITATOR])
    elapse(6)
    assert not known(request).may(Power.SEE_COUNTS, Scope.SUMMARY)


def test_of_many_that_ask_when_it_is_old_one_asks_the_database(staff, elapse, django_assert_num_queries):
    request = seen(text_of(staff))
    elapse(6)
    with django_assert_num_queries(1):
        assert [known(request).user_id for _ in range(5)] == [staff.pk] * 5


def test_nobody_waits_for_who_asks_and_nobody_goes_on_with_what_is_too_old(staff, elapse):
    text = text_of(staff)
    request = seen(text)
    (held,) = [held for held in bearers._known.values() if held.bearer.user_id == staff.pk]
    with held.asking, ThreadPoolExecutor(1) as another:
        elapse(6)
        assert another.submit(known, request).result().user_id == staff.pk
        elapse(5)
        assert another.submit(known, request).result() is None


def test_memory_is_bounded(staff, monkeypatch):
    monkeypatch.setattr(bearers, "MOST", 2)
    monkeypatch.setattr(bearers, "_known", {})
    requests = [seen(text_of(staff)) for _ in range(3)]
    assert [known(request) is None for request in requests] == [True, False, False]


def test_the_rest_frameworks_way_asks_each_time(staff):
    text = text_of(staff)
    seen(text)
    Token.objects.all().delete()
    assert Client().get("/api/v1/targets/", headers={"authorization": f"Bearer {text}"}).status_code == 401
