"""Signing in with a password: what it answers, what it limits, and what a new password ends."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from okoce.accounts.models import User
from tests.factories import HOME, PASSWORD, user

NEW = "teh panas dengan madu"


@pytest.fixture
def somebody(db):
    return user(kecamatan=(HOME,))


def visitor(address="192.0.2.1", **headers):
    return Client(REMOTE_ADDR=address, headers={"accept-language": "en", **headers})


def sign_in(browser, username, password=PASSWORD, **also):
    return browser.post("/sign-in/", {"login": username, "password": password, **also})


def is_in(browser):
    return browser.get("/account/").status_code == 200


def refusal(response):
    """What the page says, without its token and without what was typed."""
    html = re.sub(r'value="[^"]*"', "", response.content.decode())
    return re.sub(r"\s+", " ", html)


def test_the_right_password_opens_the_door(somebody):
    browser = visitor()
    response = sign_in(browser, somebody.username)
    assert (response.status_code, response.url) == (302, "/")
    assert is_in(browser)


def test_it_leads_to_the_page_that_was_asked_for(somebody):
    asked = visitor().get("/trainings/").url
    assert asked == "/sign-in/?next=/trainings/"
    assert sign_in(visitor(), somebody.username, next="/trainings/").url == "/trainings/"


def test_it_leads_to_no_other_host(somebody):
    assert sign_in(visitor(), somebody.username, next="https://elsewhere.example/").url == "/"


def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(somebody):
    wrong = sign_in(visitor(), somebody.username, "not the password")
    unknown = sign_in(visitor(), "nobody-of-that-name", "not the password")
    assert (wrong.status_code, refusal(wrong)) == (200, refusal(unknown))
    assert "The username and/or password you specified are not correct." in refusal(wrong)


def test_a_user_who_was_deactivated_stays_outside(somebody):
    User.objects.filter(pk=somebody.pk).update(is_active=False)
    browser = visitor()
    assert sign_in(browser, somebody.username).url == reverse("account_inactive")
    assert not is_in(browser)


def test_deactivating_ends_the_sessions_that_are_open(somebody):
    browser = visitor()
    sign_in(browser, somebody.username)
    User.objects.filter(pk=somebody.pk).update(is_active=False)
    assert not is_in(browser)


def test_two_users_differ_by_more_than_upper_case(somebody):
    with pytest.raises(Exception, match="one_user_a_name"):
        User.objects.create(username=somebody.username.upper(), name="X", roles=["facilitator"])


class TestSession:
    def test_a_session_from_before_is_not_the_one_after(self, somebody):
        browser = visitor()
        browser.get("/sign-in/")
        planted = browser.session
        planted["planted"] = True
        planted.save()
        browser.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
        sign_in(browser, somebody.username)
        assert browser.session.session_key != planted.session_key
        old = visitor()
        old.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
        assert not is_in(old)

    def test_its_cookie_is_out_of_reach_of_scripts_and_other_sites(self, somebody):
        cookie = sign_in(visitor(), somebody.username).cookies[settings.SESSION_COOKIE_NAME]
        assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
        assert cookie["max-age"] == 12 * 3600

    def test_signing_out_ends_it(self, somebody):
        browser = visitor()
        sign_in(browser, somebody.username)
        cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
        browser.post("/sign-out/")
        browser.cookies[settings.SESSION_COOKIE_NAME] = cookie
        assert not is_in(browser)

    def test_a_look_at_the_page_does_not_sign_out(self, somebody):
        browser = visitor()
        sign_in(browser, somebody.username)
        browser.get("/sign-out/")
        assert is_in(browser)


class TestPassword:
    def change(self, browser, new=NEW, old=PASSWORD):
        return browser.post("/account/password/", {"oldpassword": old, "password1": new, "password2": new})

    def test_a_new_one_signs_out_everywhere_else(self, somebody):
        here, there = visitor(), visitor()
        sign_in(here, somebody.username)
        sign_in(there, somebody.username)
        assert self.change(here).status_code == 302
        assert (is_in(here), is_in(there)) == (True, False)

    def test_the_old_one_opens_nothing_any_more(self, somebody):
        browser = visitor()
        sign_in(browser, somebody.username)
        self.change(browser)
        assert sign_in(visitor(), somebody.username).status_code == 200
        assert sign_in(visitor(), somebody.username, NEW).status_code == 302

    def test_it_asks_for_the_old_one(self, somebody):
        browser = visitor()
        sign_in(browser, somebody.username)
        assert self.change(browser, old="guessed").status_code == 200
        assert sign_in(visitor(), somebody.username).status_code == 302

    @pytest.mark.parametrize("weak", ["short", "facilitator-9", "1234567891011", ""])
    def test_a_weak_one_is_refused(self, somebody, weak):
        browser = visitor()
        sign_in(browser, somebody.username)
        assert self.change(browser, weak).status_code == 200

    def test_a_one_time_password_is_changed_before_anything_else(self, somebody):
        User.objects.filter(pk=somebody.pk).update(must_change_password=True)
        browser = visitor()
        sign_in(browser, somebody.username)
        assert [browser.get(page).url for page in ("/", "/trainings/", "/account/")] == ["/account/password/"] * 3
        assert browser.get("/account/password/").status_code == 200
        self.change(browser)
        assert browser.get("/trainings/").status_code == 200

    def test_the_api_waits_for_the_own_password_too(self, somebody):
        User.objects.filter(pk=somebody.pk).update(must_change_password=True, roles=["staff"])
        browser = visitor()
        sign_in(browser, somebody.username)
        assert browser.get("/api/v1/targets/").status_code == 403

    def test_it_is_kept_as_an_argon2_hash(self):
        # The tests themselves use a quicker one.
        from okoce import settings as ours  # noqa: PLC0415 - beside django's own name for them

        assert ours.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


class TestLimits:
    def fail(self, browser, username, times):
        return [sign_in(browser, username, "not the password") for _ in range(times)][-1]

    def refused(self, response):
        return "Too many failed login attempts" in response.content.decode()

    def test_the_sixth_wrong_password_for_an_account_is_not_even_looked_at(self, somebody):
        self.fail(visitor(), somebody.username, 5)
        assert self.refused(sign_in(visitor("192.0.2.2"), somebody.username))

    def test_upper_case_and_spaces_are_no_way_round(self, somebody):
        self.fail(visitor(), somebody.username, 4)
        self.fail(visitor(), f" {somebody.username.upper()} ", 1)
        assert self.refused(sign_in(visitor(), somebody.username))

    def test_an_unknown_user_is_limited_alike(self, somebody):
        self.fail(visitor(), "nobody-of-that-name", 5)
        assert self.refused(sign_in(visitor(), "nobody-of-that-name"))

    def test_right_passwords_are_not_counted(self, somebody):
        for _ in range(12):
            assert sign_in(visitor(), somebody.username).status_code == 302

    def test_a_hall_that_shares_an_address_signs_in_after_some_mistakes(self, somebody):
        for number in range(15):
            self.fail(visitor(), f"mistyped-{number}", 1)
        assert sign_in(visitor(), somebody.username).status_code == 302

    def test_one_address_that_tries_many_accounts_is_stopped(self, somebody):
        for number in range(20):
            self.fail(visitor(), f"guessed-{number}", 1)
        assert self.refused(sign_in(visitor(), somebody.username))
        assert sign_in(visitor("192.0.2.2"), somebody.username).status_code == 302

    def test_a_forwarded_address_is_not_believed(self, somebody):
        for number in range(20):
            self.fail(visitor(**{"x-forwarded-for": f"198.51.100.{number}"}), f"guessed-{number}", 1)
        assert self.refused(sign_in(visitor(), somebody.username))

    def test_behind_a_proxy_only_what_the_proxy_added_is_believed(self, somebody, settings):
        settings.PROXIES = 1
        for number in range(20):
            invented = {"x-forwarded-for": f"198.51.100.{number}, 203.0.113.7"}
            self.fail(visitor("127.0.0.1", **invented), f"guessed-{number}", 1)
        here = visitor("127.0.0.1", **{"x-forwarded-for": "203.0.113.7"})
        elsewhere = visitor("127.0.0.1", **{"x-forwarded-for": "203.0.113.8"})
        assert self.refused(sign_in(here, somebody.username))
        assert sign_in(elsewhere, somebody.username).status_code == 302

    def test_a_flood_from_one_address_gets_the_429_page(self, somebody):
        answers = [sign_in(visitor(), somebody.username).status_code for _ in range(61)]
        assert answers == [302] * 60 + [429]
        response = sign_in(visitor(), somebody.username)
        assert "Wait a few minutes, then try again." in response.content.decode()
        assert sign_in(visitor("192.0.2.2"), somebody.username).status_code == 302


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_email_verification_sent",
        "account_confirm_email",
    ],
)
def test_nobody_signs_up_or_resets_by_mail(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/account/email/", "/sign-up/"])
def test_the_librarys_own_addresses_are_none(path):
    assert visitor().get(path).status_code == 404
