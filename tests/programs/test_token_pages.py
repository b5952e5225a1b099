"""Tokens in self-service: made after a look at who asks, shown once, listed with what they reach, revoked."""

import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from okoce.accounts import uses
from okoce.accounts.models import Scope, Token
from okoce.accounts.roles import Role
from okoce.accounts.tokens import make_token
from okoce.core.months import now, today
from tests.factories import ELSEWHERE, HOME, PASSWORD, expense, user
from tests.pages import queries, refused

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
PAGE = "/account/tokens/"
SAID = {"name": "Spreadsheet", "scope": "summary", "addresses": "", "days": "90"}


@pytest.fixture
def confirmed(signed_in):
    """A browser of somebody who has just said again that it is they."""

    def sign_in(somebody):
        browser = signed_in(somebody)
        browser.post("/account/reauthenticate/", {"password": PASSWORD})
        return browser

    return sign_in


def make(browser, **said):
    return browser.post(PAGE, SAID | said)


def text_on(page):
    return re.search(r"okoce_[0-9a-f]{64}", page.content.decode())[0]


def ask(text, path="targets/", **sent):
    return Client(headers={"authorization": f"Bearer {text}"}, **sent).get(f"/api/v1/{path}")


class TestMaking:
    def test_it_is_shown_once(self, confirmed):
        browser = confirmed(user(Role.STAFF))
        text = text_on(make(browser))
        assert ask(text).status_code == 200
        assert text[15:] not in browser.get(PAGE).content.decode()

    @pytest.mark.parametrize(
        ("role", "scope"), [(Role.STAFF, "summary"), (Role.ADMIN, "summary"), (Role.FACILITATOR, "details")]
    )
    def test_the_line_to_try_it_with_works(self, confirmed, role, scope):
        page = make(confirmed(user(role, kecamatan=(HOME,) if role == Role.FACILITATOR else ())), scope=scope)
        assert ask(text_on(page), page.context["address"].partition("/api/v1/")[2]).status_code == 200

    def test_no_cache_keeps_the_page(self, confirmed):
        assert make(confirmed(user(Role.STAFF))).headers["cache-control"] == "no-store"

    def test_it_is_made_as_it_was_said(self, confirmed):
        here = user(kecamatan=(HOME, ELSEWHERE))
        addresses = "203.0.113.7\n\n 198.51.100.9/24 \n::ffff:192.0.2.0/120"
        make(confirmed(here), name=" A  phone ", scope="records", kecamatan=[HOME], addresses=addresses, days="30")
        token = Token.objects.get(user=here)
        assert (token.name, token.scope, token.kecamatan) == ("A phone", Scope.RECORDS, [HOME])
        assert token.addresses == ["203.0.113.7", "198.51.100.0/24", "192.0.2.0/24"]
        assert abs(token.expiry - now() - 30 * DAY) < datetime.timedelta(minutes=1)

    def test_who_did_not_just_say_that_it_is_they_is_asked_first(self, signed_in):
        browser = signed_in(user())
        answer = make(browser, scope="details")
        assert (answer.status_code, answer.url) == (302, f"/account/reauthenticate/?next={PAGE.replace('/', '%2F')}")
        assert Token.objects.count() == 0

    def test_who_signed_in_within_the_last_minutes_is_not_asked(self):
        somebody, browser = user(kecamatan=(HOME,)), Client()
        began = now()
        with time_machine.travel(began, tick=False):
            browser.post("/sign-in/", {"login": somebody.username, "password": PASSWORD})
        with time_machine.travel(began + datetime.timedelta(seconds=299), tick=False):
            assert text_on(make(browser, scope="details"))
        with time_machine.travel(began + datetime.timedelta(seconds=300), tick=False):
            assert make(browser, scope="details", name="Another").status_code == 302
        assert [token.name for token in Token.objects.all()] == ["Spreadsheet"]

    def test_and_then_gets_the_token(self, signed_in):
        browser = signed_in(user(kecamatan=(HOME,)))
        asked = make(browser, scope="details")
        page = browser.post(asked.url, {"password": PASSWORD, "next": PAGE})
        assert ask(text_on(page)).status_code == 403
        assert Token.objects.get().name == "Spreadsheet"

    @pytest.mark.parametrize(
        ("role", "scopes"),
        [
            (Role.FACILITATOR, ["details", "records"]),
            (Role.VERIFIER, ["summary", "details", "records"]),
            (Role.ADMIN, ["summary"]),
        ],
    )
    def test_the_scopes_on_offer_open_something(self, confirmed, role, scopes):
        form = confirmed(user(role)).get(PAGE).context["form"]
        assert [scope for scope, _label in form.fields["scope"].choices] == scopes

    def test_the_kecamatan_on_offer_are_those_where_the_user_works(self, confirmed):
        form = confirmed(user(kecamatan=(HOME,))).get(PAGE).context["form"]
        assert [code for _city, places in form.fields["kecamatan"].choices for code, _name in places] == [HOME]
        assert "kecamatan" not in confirmed(user(Role.ADMIN)).get(PAGE).context["form"].fields

    def test_one_of_counts_is_of_the_whole_city(self, confirmed):
        make(confirmed(user(Role.STAFF)), kecamatan=[HOME])
        assert Token.objects.get().kecamatan == []

    @pytest.mark.parametrize(
        ("said", "field", "sentence"),
        [
            ({"name": ""}, "name", "This field is required."),
            ({"scope": "all"}, "scope", "Select a valid choice. all is not one of the available choices."),
            ({"days": "366"}, "days", "Select a valid choice. 366 is not one of the available choices."),
            (
                {"addresses": "203.0.113.7\nour office"},
                "addresses",
                "“our office” is no address: write one such as 203.0.113.7, or a network such as 203.0.113.0/24.",
            ),
            ({"addresses": "\n".join(["192.0.2.1"] * 21)}, "addresses", "Give at most 20 addresses."),
        ],
    )
    def test_what_is_wrong_is_told_beside_the_field(self, confirmed, said, field, sentence):
        assert refused(make(confirmed(user(Role.STAFF)), **said)) == {field: [sentence]}
        assert Token.objects.count() == 0

    def test_two_that_live_have_two_names(self, confirmed):
        browser = confirmed(user(Role.STAFF))
        make(browser)
        sentence = "There is a token of this name: choose another name, or revoke that one first."
        assert refused(make(browser, name=" spreadsheet ")) == {"name": [sentence]}
        Token.objects.update(expiry=now() - DAY)
        make(browser)
        make(confirmed(user(Role.STAFF)))
        assert [token.name for token in Token.objects.all()] == ["Spreadsheet"] * 3

    def test_nobody_has_more_than_they_look_after(self, confirmed, monkeypatch):
        monkeypatch.setattr("programs.access.tokens.MOST", 1)
        browser = confirmed(user(Role.STAFF))
        make(browser)
        assert refused(make(browser)) == {"__all__": ["You have 1 tokens: revoke one that is not needed any more."]}


class TestList:
    def held(self, owner, **said):
        return make_token(user=owner, name="Monthly", scope=Scope.DETAILS, lifetime=30 * DAY, kecamatan=[HOME], **said)

    def test_it_tells_what_each_reaches_and_when_it_was_used(self, confirmed):
        owner = user(Role.STAFF)
        self.held(owner, addresses=["192.0.2.0/24"])
        browser = confirmed(owner)
        page = browser.get(PAGE).content.decode()
        for told in ("Monthly", "Details: ledger entries, masked people", "only Tebet", "only from 192.0.2.0/24"):
            assert told in page
        assert "never used" in page
        assert " ".join(page.split()).count(f"made {date_format(today())} · never used") == 1

    def test_its_minute_of_use_is_told_once_the_job_has_written_it(self, confirmed):
        owner = user(Role.STAFF)
        _token, text = self.held(owner)
        at = datetime.datetime(2026, 3, 2, 2, 30, 40, tzinfo=datetime.UTC)
        Token.objects.update(expiry=at + DAY)
        with time_machine.travel(at, tick=False):
            ask(text)
            assert Token.objects.get().last_used_at is None
            assert (uses.write_down(), uses.write_down()) == (1, 0)
            assert Token.objects.get().last_used_at == at.replace(second=0)
        page = " ".join(confirmed(owner).get(PAGE).content.decode().split())
        assert "last used" in page
        assert "never used" not in page

    def test_one_that_has_ended_says_so(self, confirmed):
        owner = user(Role.STAFF)
        self.held(owner)
        Token.objects.update(expiry=now() - DAY)
        assert " ended " in " ".join(confirmed(owner).get(PAGE).content.decode().split())

    def test_a_code_that_is_none_is_shown_as_it_is_and_its_token_can_be_revoked(self, confirmed):
        owner = user(Role.STAFF)
        self.held(owner)
        Token.objects.update(kecamatan=["317401", HOME])
        admin = confirmed(user(Role.ADMIN))
        for browser, address in [(confirmed(owner), PAGE), (admin, reverse("user", args=[owner.pk]))]:
            assert "only 317401, Tebet" in " ".join(browser.get(address).content.decode().split())

    def test_those_of_others_are_nobodys_business(self, confirmed):
        self.held(user(Role.STAFF))
        assert confirmed(user(Role.STAFF)).get(PAGE).context["rows"] == []

    def test_three_ask_no_more_of_the_database_than_one(self, confirmed):
        owner = user(Role.STAFF)
        self.held(owner)
        browser = confirmed(owner)
        queries(browser, PAGE)
        one = queries(browser, PAGE)
        self.held(owner)
        self.held(owner)
        assert queries(browser, PAGE) == one


class TestRevoking:
    def test_it_opens_nothing_any_more(self, signed_in):
        owner = user(Role.STAFF)
        token, text = make_token(user=owner, name="Monthly", scope=Scope.SUMMARY, lifetime=DAY)
        assert ask(text).status_code == 200
        answer = signed_in(owner).post(reverse("token-revoke", args=[token.handle]), follow=True)
        assert "The token “Monthly” is revoked" in answer.content.decode()
        assert ask(text).status_code == 401

    def test_that_of_somebody_else_is_none(self, signed_in):
        token, _text = make_token(user=user(Role.STAFF), name="Monthly", scope=Scope.SUMMARY, lifetime=DAY)
        assert signed_in(user(Role.STAFF)).post(reverse("token-revoke", args=[token.handle])).status_code == 404
        assert Token.objects.count() == 1

    def test_an_administrator_sees_and_revokes_it(self, signed_in):
        owner, admin = user(Role.STAFF), signed_in(user(Role.ADMIN))
        token, _text = make_token(user=owner, name="Monthly", scope=Scope.SUMMARY, lifetime=DAY)
        assert "Monthly" in admin.get(reverse("user", args=[owner.pk])).content.decode()
        elsewhere = reverse("user-token-revoke", args=[user().pk, token.handle])
        assert admin.post(elsewhere).status_code == 404
        admin.post(reverse("user-token-revoke", args=[owner.pk, token.handle]))
        assert Token.objects.count() == 0

    def test_the_trail_tells_both(self, confirmed):
        owner = user(Role.ADMIN)
        browser = confirmed(owner)
        make(browser)
        token = Token.objects.get()
        browser.post(reverse("token-revoke", args=[token.handle]))
        rows = browser.get("/admin/tables/trail/?table=accounts.TokenEvent").context["rows"]
        told = [(row["What"], row["Key"], row["Who"]) for row in rows]
        assert told == [("removed", str(token.handle), owner.name), ("added", str(token.handle), owner.name)]


class TestNarrowed:
    def test_a_token_of_one_kecamatan_shows_nothing_of_another(self):
        owner, here, _there = user(Role.STAFF), expense(kecamatan=HOME), expense(kecamatan=ELSEWHERE)
        _token, text = make_token(user=owner, name="a", scope=Scope.RECORDS, lifetime=DAY, kecamatan=[HOME])
        assert [row["id"] for row in ask(text, "expenses/").json()["results"]] == [str(here.pk)]
