"""Who is let in: no password, no closed account, no address that somebody only claims, and no form of another site."""

import base64
import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from okoce.accounts import users
from okoce.accounts.models import Scope
from okoce.accounts.roles import Role
from okoce.accounts.tokens import LONGEST, make_token
from okoce.core.months import now
from participants.models import Visit
from tests.api.test_matrix import NEW
from tests.api.world import new
from tests.factories import HOME, PASSWORD, photo, user

pytestmark = pytest.mark.django_db


def token(owner, **said):
    _token, text = make_token(user=owner, name="test", scope=Scope.RECORDS, lifetime=LONGEST, **said)
    return text


def asked(authorization, address="visits/", **also):
    answer = Client().get(f"/api/v1/{address}", headers={"authorization": authorization}, **also)
    return answer.status_code, answer.json().get("code")


def basic(name, password):
    return f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"


def test_a_password_of_an_account_opens_nothing(db):
    owner = user(kecamatan=(HOME,))
    text = token(owner)
    assert asked(basic("anything", text)) == (200, None)
    refused = [basic(owner.username, PASSWORD), basic(text, ""), basic("", PASSWORD), "Basic %%%", "Bearer", "Basic"]
    refused += [f"Bearer {text} {text}", f"Bearer {text},Bearer {text}", f"Bearer {text.upper()}", f"Bearer {text}0"]
    assert {said: asked(said) for said in refused} == dict.fromkeys(refused, (401, "authentication_failed"))
    elsewhere = [f"Token {text}", f"Digest {text}", text]
    assert {said: asked(said) for said in elsewhere} == dict.fromkeys(elsewhere, (401, "not_authenticated"))
    assert Client().get(f"/api/v1/visits/?access_token={text}").status_code == 401


def test_a_token_sent_as_a_password_reads_alone(world):
    """A browser keeps a password, and sends it along with the form of another site."""
    password = basic("anything", token(world.home.by))
    step, count = world.home.keys["step"], Visit.objects.count()
    writes = [("POST", "visits/"), ("POST", f"milestones/{step}/withdraw/"), ("PATCH", f"milestones/{step}/")]
    for method, address in writes:
        answer = Client().generic(method, f"/api/v1/{address}", headers={"authorization": password})
        assert (method, answer.status_code, answer.json()["code"]) == (method, 401, "not_authenticated")
    file = {"id": new()["id"], "milestone": step, "file": photo()}
    assert Client().post("/api/v1/evidence/", file, headers={"authorization": password}).status_code == 401
    assert (asked(password), Visit.objects.count()) == ((200, None), count)


def test_a_token_of_a_closed_account_opens_nothing(db):
    owner = user(kecamatan=(HOME,))
    text = token(owner)
    assert asked(f"Bearer {text}") == (200, None)
    users.close_account(by=user(Role.ADMIN), user=owner, at=now())
    assert asked(f"Bearer {text}") == (401, "authentication_failed")


CLAIMED = [
    "X-Forwarded-For",
    "X-Real-IP",
    "Forwarded",
    "True-Client-IP",
    "X-Client-IP",
    "CF-Connecting-IP",
    "Client-IP",
]


@pytest.mark.parametrize("proxies", [0, 1])
def test_an_address_that_somebody_claims_is_not_believed(proxies, settings):
    settings.PROXIES = proxies
    said = f"Bearer {token(user(kecamatan=(HOME,)), addresses=['10.1.0.0/16'])}"
    # A proxy of ours writes whom it was asked by at the right.
    passed = {"HTTP_X_FORWARDED_FOR": "10.1.2.3, 203.0.113.9"} if proxies else {}
    for name in CLAIMED:
        claimed = {f"HTTP_{name.upper().replace('-', '_')}": "10.1.2.3"} | passed
        assert asked(said, REMOTE_ADDR="203.0.113.9", **claimed) == (403, "address_not_allowed")
    here = {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 10.1.2.3"} if proxies else {"REMOTE_ADDR": "10.1.2.3"}
    assert asked(said, **here) == (200, None)


@pytest.fixture
def browser(world):
    one = Client(enforce_csrf_checks=True)
    one.force_login(world.home.by)
    return one


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_a_form_of_another_site_writes_nothing(content_type, browser, world):
    count = Visit.objects.count()
    body = json.dumps(new(**NEW["visits"](world.home.keys)))
    headers = {"origin": "https://elsewhere.example", "x-csrftoken": "0" * 64}
    answer = browser.generic("POST", "/api/v1/visits/", body, content_type=content_type, headers=headers)
    assert (answer.status_code, Visit.objects.count()) == (403, count)


def test_a_session_that_did_not_pass_the_second_factor_reads_nothing(db):
    staff = user(Role.STAFF)
    Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={})
    browser = Client()
    browser.force_login(staff)
    answers = [browser.get(f"/api/v1/{address}").status_code for address in ("summary/", "ledger/", "visits/")]
    assert answers == [403] * 3
