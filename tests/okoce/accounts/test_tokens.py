"""API tokens: kept as digests, ended by time and by what happens to their user, never reaching further than both."""

import base64
import datetime
import re
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from rest_framework.test import APIRequestFactory

from okoce.accounts.links import make_link
from okoce.accounts.models import Scope, Token, User
from okoce.accounts.roles import Power, Role
from okoce.accounts.tokens import HasScope, make_token
from okoce.core.months import now
from okoce.core.problems import Forbidden
from tests.factories import ELSEWHERE, HOME, PASSWORD, user

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def staff():
    return user(Role.STAFF)


def text_of(owner, *, scope=Scope.SUMMARY, lifetime=DAY, **said):
    return make_token(user=owner, name="a script", scope=scope, lifetime=lifetime, **said)[1]


def ask(text, *, address="192.0.2.1", kind="Bearer"):
    browser = Client(REMOTE_ADDR=address, headers={"accept-language": "en"})
    return browser.get("/api/v1/targets/", headers={"authorization": f"{kind} {text}"})


def test_it_reads(staff):
    assert ask(text_of(staff)).status_code == 200


def test_the_database_holds_its_digest_only(staff):
    text = text_of(staff)
    assert re.fullmatch(r"okoce_\w{50,}", text)
    kept = {name: str(value) for name, value in Token.objects.values().get().items()}
    assert [name for name, value in kept.items() if text in value] == []
    # What it begins with finds its row; the rest is what nobody can guess.
    assert (kept["token_key"], len(kept["token_key"])) == (text[:15], 15)


@pytest.mark.parametrize(
    "wrong",
    ["okoce_" + "a" * 64, "a", "", "two words", "\xff\xfe", "%00", "okoce_' OR 1=1 --"],
)
def test_a_wrong_one_is_a_problem(staff, wrong):
    text_of(staff)
    response = ask(wrong)
    assert (response.status_code, response.headers["content-type"]) == (401, "application/problem+json")
    assert response.headers["www-authenticate"].startswith("Bearer, Basic realm=")
    assert response.json()["code"] in ("authentication_failed", "not_authenticated")


def test_one_letter_changed_is_a_wrong_one(staff):
    text = text_of(staff)
    other = "b" if text[-1] == "a" else "a"
    assert ask(text[:-1] + other).status_code == 401


def test_without_one_the_answer_says_how(staff):
    response = Client().get("/api/v1/targets/")
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'Bearer, Basic realm="okoce", charset="UTF-8"'


def test_it_ends(staff):
    text = text_of(staff, lifetime=DAY)
    with time_machine.travel(now() + DAY - datetime.timedelta(seconds=5), tick=False):
        assert ask(text).status_code == 200
    with time_machine.travel(now() + DAY, tick=False):
        assert ask(text).status_code == 401


def test_a_read_with_one_deletes_no_other(staff):
    text_of(staff, lifetime=DAY)
    text = text_of(staff, lifetime=3 * DAY)
    with time_machine.travel(now() + 2 * DAY, tick=False):
        assert ask(text).status_code == 200
    assert Token.objects.count() == 2


def test_that_of_a_deactivated_user_reads_nothing(staff):
    text = text_of(staff)
    User.objects.filter(pk=staff.pk).update(is_active=False)
    assert ask(text).status_code == 401


def test_it_loses_what_its_user_loses(staff):
    text = text_of(staff)
    User.objects.filter(pk=staff.pk).update(roles=[Role.FACILITATOR])
    response = ask(text)
    assert (response.status_code, response.json()["code"]) == (403, "permission_denied")


def test_a_refusal_says_which_scope_it_takes(staff):
    headers = {"authorization": f"Bearer {text_of(staff)}", "accept-language": "en"}
    response = Client().get("/api/v1/ledger/", headers=headers)
    assert response.json()["detail"] == "This takes a token of the scope details, and this one has the scope summary."


def test_a_refusal_says_which_power_it_takes(signed_in):
    response = signed_in(user(Role.FACILITATOR)).get("/api/v1/summary/")
    assert response.json()["detail"] == "This takes the power see_counts, which your account does not have."


def test_a_browser_is_told_which_header_its_writes_take():
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    browser.force_login(user(Role.FACILITATOR))
    response = browser.post("/api/v1/visits/", {}, content_type="application/json")
    assert (response.status_code, "X-CSRFToken" in response.json()["detail"]) == (403, True)


def test_a_password_is_no_token(staff):
    assert ask("c3RhZmY6cGFzc3dvcmQ=", kind="Basic").status_code == 401


def named(name, password):
    return base64.b64encode(f"{name}:{password}".encode()).decode()


def test_it_may_come_as_the_password_of_any_name(staff):
    text = text_of(staff)
    assert ask(named("anybody", text), kind="Basic").status_code == 200
    assert ask(named("", text), kind="basic").status_code == 200


@pytest.mark.parametrize("wrong", [named("staff", PASSWORD), named("a", "okoce_" + "a" * 64), "!", "/w==", ""])
def test_a_wrong_one_as_a_password_is_a_problem(staff, wrong):
    assert ask(wrong, kind="Basic").status_code == 401


class TestAddresses:
    def test_it_is_taken_from_its_own(self, staff):
        text = text_of(staff, addresses=["192.0.2.0/24", "2001:db8::/32"])
        assert [ask(text, address=address).status_code for address in ("192.0.2.9", "2001:db8::7")] == [200, 200]

    def test_it_is_refused_from_elsewhere(self, staff):
        response = ask(text_of(staff, addresses=["192.0.2.0/24"]), address="198.51.100.1")
        assert (response.status_code, response.json()["code"]) == (403, "address_not_allowed")
        assert response.json()["detail"] == "This token may not be sent from this address."

    def test_the_address_is_the_one_that_our_proxy_saw(self, staff, settings):
        settings.PROXIES, text = 1, text_of(staff, addresses=["192.0.2.0/24"])
        told = {"authorization": f"Bearer {text}"}
        answers = [
            Client(REMOTE_ADDR="127.0.0.1").get("/api/v1/targets/", headers={**told, "x-forwarded-for": forwarded})
            for forwarded in ("198.51.100.1, 192.0.2.1", "192.0.2.1, 198.51.100.1")
        ]
        assert [answer.status_code for answer in answers] == [200, 403]

    def test_who_has_it_elsewhere_is_limited_and_uses_up_nothing_of_its_own(self, staff, settings):
        settings.RATE_LIMIT, text = 1, text_of(staff, addresses=["192.0.2.1/32"])
        answers = [ask(text, address="198.51.100.1").status_code for _ in range(21)]
        assert answers == [403] * 20 + [429]
        assert ask(text).status_code == 200

    @pytest.mark.usefixtures("in_english")
    @pytest.mark.parametrize("line", ["our office", "192.0.2.0/33", "192.0.2.1-9", "fe80::1%eth0/64"])
    def test_what_is_no_network_is_refused(self, staff, line):
        with pytest.raises(ValidationError, match="is no address: write one such as"):
            text_of(staff, addresses=[line])


def test_a_session_may_use_it_too_and_is_limited_as_its_user(signed_in, staff):
    browser = signed_in(staff)
    assert browser.get("/api/v1/targets/").headers["ratelimit-limit"] == "600"


class TestScope:
    @pytest.mark.parametrize(
        ("held", "reaches"),
        [
            (Scope.SUMMARY, {Scope.SUMMARY}),
            (Scope.DETAILS, {Scope.SUMMARY, Scope.DETAILS}),
            (Scope.RECORDS, {Scope.SUMMARY, Scope.DETAILS, Scope.RECORDS}),
        ],
    )
    def test_each_reaches_what_lies_below_it(self, staff, held, reaches):
        token, _text = make_token(user=staff, name="a script", scope=held, lifetime=DAY)
        request = APIRequestFactory().get("/")
        request.user, request.auth = staff, token

        def may(scope):
            view = type("View", (), {"scope": scope, "power": Power.SEE_COUNTS})
            try:
                return HasScope().has_permission(request, view)
            except Forbidden:
                return False

        assert {scope for scope in Scope if may(scope)} == reaches


class TestLimit:
    def test_wrong_ones_are_limited_by_address(self):
        answers = [ask("guessed").status_code for _ in range(21)]
        assert answers == [401] * 20 + [429]

    def test_the_limit_is_told_as_a_problem(self):
        for _ in range(20):
            ask("guessed")
        response = ask("guessed")
        assert response.headers["content-type"] == "application/problem+json"
        assert (response.json()["status"], response.json()["code"]) == (429, "throttled")
        assert response.headers["retry-after"] == "60"

    def test_a_right_one_from_there_goes_on(self, staff):
        text = text_of(staff)
        for _ in range(21):
            ask("guessed")
        assert ask(text).status_code == 200
        assert ask("guessed", address="192.0.2.2").status_code == 401


@pytest.mark.usefixtures("in_english")
class TestMaking:
    @pytest.mark.parametrize("days", [0, -1, 366])
    def test_it_lives_from_a_day_to_a_year(self, staff, days):
        with pytest.raises(ValidationError, match="A token lives from 1 to 365 days"):
            text_of(staff, lifetime=datetime.timedelta(days=days))

    def make(self, *words):
        output = StringIO()
        call_command("create_token", *words, stdout=output)
        return output.getvalue().splitlines()

    def test_the_command_prints_it_alone_on_the_last_line(self, staff):
        lines = self.make("a dashboard", "--scope", "summary", "--user", staff.username, "--days", "30")
        ends = now() + datetime.timedelta(days=30)
        assert lines[:-1] == [f"a dashboard: scope summary, ends {ends:%Y-%m-%d}"]
        assert ask(lines[-1]).status_code == 200

    def test_the_command_names_what_is_wrong(self, staff):
        with pytest.raises(CommandError, match="There is no active user nobody"):
            self.make("a", "--scope", "summary", "--user", "nobody")
        with pytest.raises(CommandError, match="A token lives from 1 to 365 days"):
            self.make("a", "--scope", "summary", "--user", staff.username, "--days", "0")
        with pytest.raises(CommandError, match="argument --scope: invalid choice: 'all'"):
            self.make("a", "--scope", "all", "--user", staff.username)

    def test_the_command_narrows_it(self):
        here = user(kecamatan=(HOME, ELSEWHERE))
        narrow = ["--kecamatan", HOME, "--address", "192.0.2.7", "2001:db8::/32"]
        self.make("a phone", "--scope", "records", "--user", here.username, *narrow)
        token = Token.objects.get()
        assert (token.kecamatan, token.addresses) == ([HOME], ["192.0.2.7", "2001:db8::/32"])

    def test_the_command_refuses_what_its_user_does_not_reach(self, staff):
        here = user(kecamatan=(HOME,))
        with pytest.raises(CommandError, match=r"The user does not work in 31\.73\.05\."):
            self.make("a", "--scope", "records", "--user", here.username, "--kecamatan", ELSEWHERE)
        with pytest.raises(CommandError, match="Counts are those of the whole city"):
            self.make("a", "--scope", "summary", "--user", staff.username, "--kecamatan", HOME)
        assert Token.objects.count() == 0

    @pytest.mark.parametrize("scope", ["summary", "records"])
    def test_the_command_refuses_a_code_that_is_none_whoever_the_user_is(self, staff, scope):
        for code, sentence in [
            ("317401", r"Unknown kecamatan “317401”\. Write 31\.74\.01 if that is the one you mean"),
            ("999999", r"Unknown kecamatan “999999”\. Write the dotted code, for example 31\.74\.01\."),
            ("Tebet", "Unknown kecamatan “Tebet”"),
        ]:
            with pytest.raises(CommandError, match=sentence):
                self.make("a", "--scope", scope, "--user", staff.username, "--kecamatan", HOME, code)
        assert Token.objects.count() == 0

    def test_a_user_may_have_several(self, staff):
        first, second = text_of(staff), text_of(staff)
        assert [ask(text).status_code for text in (first, second)] == [200, 200]

    def test_a_facilitators_reaches_no_counts(self):
        assert ask(text_of(user(kecamatan=(HOME,)), scope=Scope.RECORDS)).status_code == 403


def test_a_password_that_an_administrators_link_chose_ends_all_of_them(staff):
    text = text_of(staff)
    other = text_of(user(Role.STAFF))
    _link, opens = make_link(by=user(Role.ADMIN), user=staff, at=now())
    page = Client(headers={"accept-language": "en"}).get(f"/account/link/{opens}/").content.decode()
    assert "The tokens that programs use for this account end with it" in page
    chosen = {"password": "four words put together", "again": "four words put together"}
    assert Client().post(f"/account/link/{opens}/", chosen).status_code == 302
    assert (ask(text).status_code, ask(other).status_code) == (401, 200)
