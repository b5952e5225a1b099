"""The second factor: set up, passed, never twice with one code, and no way round it for who has the password alone."""

import re
import time
from urllib.parse import quote_plus

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from okoce.accounts.models import User
from okoce.accounts.roles import ONE_FACTOR, Role
from tests.factories import HOME, PASSWORD, user

# allauth tells of a new factor when the transaction commits.
pytestmark = pytest.mark.django_db(transaction=True)

SECOND_FACTOR = "/account/second-factor/"
ACTIVATE, PASS, PASS_AGAIN = (f"{SECOND_FACTOR}{page}/" for page in ("totp/activate", "authenticate", "reauthenticate"))
CODES = f"{SECOND_FACTOR}recovery-codes/"
ASK_AGAIN = f"/account/reauthenticate/?next={quote_plus(ACTIVATE)}"


@pytest.fixture(autouse=True)
def one_moment():
    """A code lives for half a minute: no test begins in one and ends in the next."""
    with time_machine.travel(time.time(), tick=False):
        yield


@pytest.fixture
def staff():
    return user(Role.STAFF)


def visitor():
    return Client(headers={"accept-language": "en"})


def password(browser, somebody):
    return browser.post("/sign-in/", {"login": somebody.username, "password": PASSWORD})


def again(browser):
    """The password once more, which changes to one's own protection ask for."""
    return browser.post("/account/reauthenticate/", {"password": PASSWORD})


def code_of(secret, *, later=0):
    counter = next(totp.yield_hotp_counters_from_time()) + later
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def set_up(browser, somebody):
    """Signed in and a second factor made; returns its secret."""
    password(browser, somebody)
    again(browser)
    browser.get(ACTIVATE)
    secret = browser.session[totp.SECRET_SESSION_KEY]
    response = browser.post(ACTIVATE, {"code": code_of(secret)})
    assert response.url == CODES
    return secret


def codes_on(browser):
    again(browser)
    return re.findall(r"\b\d{8}\b", browser.get(CODES).content.decode())


def opens(browser):
    """Whether the dashboard opens; else where it sends."""
    response = browser.get("/dashboard/")
    return True if response.status_code == 200 else response.url


class TestSettingUp:
    def test_the_first_sign_in_leads_to_it_from_every_page(self, staff):
        browser = visitor()
        password(browser, staff)
        assert [browser.get(page).url for page in ("/", "/dashboard/", "/account/", CODES)] == [ACTIVATE] * 4

    def test_it_asks_for_the_password_again(self, staff):
        browser = visitor()
        password(browser, staff)
        assert browser.get(ACTIVATE).url == ASK_AGAIN

    def test_a_right_code_opens_the_house_and_shows_the_recovery_codes(self, staff):
        browser = visitor()
        set_up(browser, staff)
        assert opens(browser) is True
        assert len(codes_on(browser)) == 10

    def test_a_wrong_code_sets_nothing_up(self, staff):
        browser = visitor()
        password(browser, staff)
        again(browser)
        browser.get(ACTIVATE)
        assert browser.post(ACTIVATE, {"code": "000000"}).status_code == 200
        assert not Authenticator.objects.exists()
        assert opens(browser) == ACTIVATE

    def test_the_secret_is_kept_sealed(self, staff):
        secret = set_up(visitor(), staff)
        kept = str(list(Authenticator.objects.values_list("data", flat=True)))
        assert secret not in kept
        assert totp.TOTP(Authenticator.objects.get(type="totp")).validate_code(code_of(secret))

    def test_after_a_one_time_password_comes_an_own_one_first(self, staff):
        User.objects.update(must_change_password=True)
        browser = visitor()
        password(browser, staff)
        assert browser.get("/").url == "/account/password/"
        assert browser.get(ACTIVATE).url == ASK_AGAIN

    @pytest.mark.parametrize("role", [role for role in Role if role not in ONE_FACTOR])
    def test_every_role_above_facilitator_needs_one(self, role):
        browser = visitor()
        password(browser, user(role))
        assert browser.get("/").url == ACTIVATE

    def test_a_facilitator_needs_none_and_may_have_one(self):
        one, browser = user(kecamatan=(HOME,)), visitor()
        password(browser, one)
        assert browser.get("/").status_code == 200
        set_up(visitor(), one)
        assert password(visitor(), one).url == PASS

    def test_a_facilitator_who_also_verifies_needs_one(self):
        browser = visitor()
        password(browser, user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,)))
        assert browser.get("/").url == ACTIVATE


class TestPassing:
    @pytest.fixture
    def secret(self, staff):
        return set_up(visitor(), staff)

    def test_the_password_alone_signs_nobody_in(self, staff, secret):
        browser = visitor()
        assert password(browser, staff).url == PASS
        assert opens(browser) == "/sign-in/?next=/dashboard/"

    def test_a_right_code_does(self, staff, secret):
        browser = visitor()
        password(browser, staff)
        assert browser.post(PASS, {"code": code_of(secret)}).url == "/"
        assert opens(browser) is True

    @pytest.mark.parametrize("code", ["000000", "", "abc", "0" * 200, "١٢٣٤٥٦"])
    def test_a_wrong_code_does_not(self, staff, secret, code):
        browser = visitor()
        password(browser, staff)
        assert browser.post(PASS, {"code": code}).status_code == 200
        assert opens(browser) == "/sign-in/?next=/dashboard/"

    def test_a_code_of_another_minute_does_not(self, staff, secret):
        browser = visitor()
        password(browser, staff)
        assert browser.post(PASS, {"code": code_of(secret, later=-4)}).status_code == 200

    def test_a_code_serves_once(self, staff, secret):
        code = code_of(secret)
        first, second = visitor(), visitor()
        for browser in (first, second):
            password(browser, staff)
        assert first.post(PASS, {"code": code}).status_code == 302
        assert second.post(PASS, {"code": code}).status_code == 200
        assert opens(second) == "/sign-in/?next=/dashboard/"

    def test_the_sixth_wrong_code_is_not_even_looked_at(self, staff, secret):
        browser = visitor()
        password(browser, staff)
        for _ in range(5):
            browser.post(PASS, {"code": "000000"})
        assert browser.post(PASS, {"code": code_of(secret)}).status_code == 200
        assert opens(browser) == "/sign-in/?next=/dashboard/"

    def test_the_page_of_codes_opens_to_nobody_without_a_password(self, secret):
        assert visitor().get(PASS).url == "/sign-in/"


class TestRecoveryCodes:
    @pytest.fixture
    def codes(self, staff):
        browser = visitor()
        set_up(browser, staff)
        return codes_on(browser)

    def test_one_signs_in_once(self, staff, codes):
        for status, opened in ((302, True), (200, "/sign-in/?next=/dashboard/")):
            browser = visitor()
            password(browser, staff)
            assert browser.post(PASS, {"code": codes[0]}).status_code == status
            assert opens(browser) == opened

    def test_the_others_go_on(self, staff, codes):
        for code in codes[:2]:
            browser = visitor()
            password(browser, staff)
            browser.post(PASS, {"code": code})
            assert opens(browser) is True
        assert codes_on(browser) == codes[2:]

    def test_new_ones_end_the_old(self, staff, codes):
        browser = visitor()
        password(browser, staff)
        browser.post(PASS, {"code": codes[0]})
        again(browser)
        browser.post(f"{CODES}generate/")
        another = visitor()
        password(another, staff)
        assert another.post(PASS, {"code": codes[1]}).status_code == 200
        assert set(codes_on(browser)) & set(codes) == set()


class TestNoWayRound:
    @pytest.fixture
    def intruder(self, staff):
        """In with the password alone, from before the owner set the second factor up."""
        browser = visitor()
        password(browser, staff)
        again(browser)
        return browser

    @pytest.fixture
    def secret(self, staff, intruder):
        return set_up(visitor(), staff)

    def test_a_session_from_before_has_to_pass_it_too(self, intruder, secret):
        assert opens(intruder) == PASS_AGAIN
        assert intruder.post(PASS_AGAIN, {"code": code_of(secret)}).status_code == 302
        assert opens(intruder) is True

    def test_it_gets_no_recovery_codes(self, intruder, secret):
        pages = [CODES, f"{CODES}download/", f"{CODES}generate/"]
        assert [intruder.get(page).url for page in pages] == [PASS_AGAIN] * 3
        assert intruder.post(f"{CODES}generate/").url == PASS_AGAIN

    def test_it_takes_the_factor_off_no_more_than_it_makes_another(self, intruder, secret):
        assert intruder.post(f"{SECOND_FACTOR}totp/deactivate/").url == PASS_AGAIN
        assert intruder.post(ACTIVATE, {"code": "000000"}).url == f"{SECOND_FACTOR}totp/deactivate/"
        assert Authenticator.objects.filter(type="totp").count() == 1

    def test_it_reads_no_number_by_the_api(self, intruder, secret):
        assert intruder.get("/api/v1/targets/").status_code == 403

    def test_who_takes_it_off_has_to_set_one_up_anew(self, staff):
        browser = visitor()
        set_up(browser, staff)
        again(browser)
        browser.post(f"{SECOND_FACTOR}totp/deactivate/")
        assert not Authenticator.objects.exists()
        assert opens(browser) == ACTIVATE

    def test_who_is_given_a_role_above_facilitator_has_to_set_one_up(self):
        one, browser = user(kecamatan=(HOME,)), visitor()
        password(browser, one)
        User.objects.filter(pk=one.pk).update(roles=[Role.STAFF])
        assert browser.get("/").url == reverse("mfa_activate_totp")
