"""One-time links: they open once, for a day, for whoever holds them, and nothing that is kept opens anything."""

import datetime
import io
import logging

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

from okoce.accounts import links
from okoce.accounts.models import OneTimeLink
from okoce.accounts.roles import Role
from okoce.core.months import now
from tests.factories import HOME, PASSWORD, user
from tests.refusals import refused_as_a_whole, refused_beside, refused_by
from tests.together import together

pytestmark = pytest.mark.django_db

NEW = "teh panas dengan madu"
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def admin():
    return user(Role.ADMIN)


@pytest.fixture
def somebody():
    return user(kecamatan=(HOME,))


def visitor():
    return Client(headers={"accept-language": "en"})


def choose(token, password=NEW, again=None):
    return visitor().post(f"/account/link/{token}/", {"password": password, "again": again or password})


def made(admin, somebody, **said):
    _link, token = links.make_link(by=admin, user=somebody, **{"at": now(), **said})
    return token


def signs_in(somebody, password):
    return visitor().post("/sign-in/", {"login": somebody.username, "password": password}).status_code == 302


def with_second_factor(somebody):
    Authenticator.objects.create(user=somebody, type=Authenticator.Type.TOTP, data={})
    return somebody


class TestOpening:
    def test_whoever_holds_it_chooses_a_password(self, admin, somebody):
        answer = choose(made(admin, somebody))
        assert (answer.status_code, answer.url) == (302, "/sign-in/")
        assert (signs_in(somebody, NEW), signs_in(somebody, PASSWORD)) == (True, False)

    def test_a_look_at_it_uses_nothing(self, admin, somebody):
        token = made(admin, somebody)
        assert [visitor().get(f"/account/link/{token}/").status_code for _ in range(3)] == [200] * 3
        assert visitor().head(f"/account/link/{token}/").status_code == 200
        assert choose(token).status_code == 302

    def test_it_opens_once(self, admin, somebody):
        token = made(admin, somebody)
        choose(token)
        again = choose(token, "kopi susu tanpa gula")
        assert again.status_code == 410
        assert "It was used to choose a password" in again.content.decode()
        assert signs_in(somebody, NEW)

    def test_of_two_who_press_at_once_one_goes_on(self, admin, somebody):
        token = made(admin, somebody)
        first, second = links.link_of(token), links.link_of(token)
        links.use_link(link=first, password=NEW, at=now())
        with refused_as_a_whole():
            links.use_link(link=second, password="kopi susu tanpa gula", at=now())
        assert signs_in(somebody, NEW)

    def test_it_opens_until_a_day_has_passed(self, admin, somebody):
        token = made(admin, somebody, at=now() - 24 * HOUR + datetime.timedelta(minutes=5))
        assert visitor().get(f"/account/link/{token}/").status_code == 200

    def test_after_a_day_it_says_that_it_is_too_old(self, admin, somebody):
        answer = choose(made(admin, somebody, at=now() - 24 * HOUR))
        assert answer.status_code == 410
        assert "It is too old: a link opens for 24 hours." in answer.content.decode()
        assert signs_in(somebody, PASSWORD)

    def test_a_newer_one_takes_its_place(self, admin, somebody):
        old, new = made(admin, somebody), made(admin, somebody)
        assert "A newer link took its place" in choose(old).content.decode()
        assert choose(new).status_code == 302

    def test_whatever_was_never_a_link_gets_one_answer(self, admin, somebody):
        token = made(admin, somebody)
        answers = [visitor().get(f"/account/link/{typed}/") for typed in ("x", token[:-1], f"{token}x", "masuk-")]
        assert {answer.status_code for answer in answers} == {404}
        assert ["It is not whole" in answer.content.decode() for answer in answers] == [True] * 4

    def test_a_weak_password_is_refused_and_the_link_stays_open(self, admin, somebody):
        token = made(admin, somebody)
        answer = choose(token, "short")
        assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["password"])
        assert choose(token).status_code == 302

    def test_two_that_differ_are_refused(self, admin, somebody):
        assert list(choose(made(admin, somebody), NEW, "teh panas dengan gula").context["form"].errors) == ["again"]

    def test_a_one_time_password_need_not_be_changed_after_it(self, admin, somebody):
        somebody.must_change_password = True
        somebody.save()
        choose(made(admin, somebody))
        somebody.refresh_from_db()
        assert not somebody.must_change_password

    def test_it_ends_the_sessions_that_are_open(self, admin, somebody):
        browser = visitor()
        browser.post("/sign-in/", {"login": somebody.username, "password": PASSWORD})
        choose(made(admin, somebody))
        assert browser.get("/account/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_who_press_in_the_same_moment_choose_one_password():
    somebody = user(kecamatan=(HOME,))
    token = made(user(Role.ADMIN), somebody)
    answers = together(lambda: choose(token).status_code, lambda: choose(token, "kopi susu tanpa gula").status_code)
    assert sorted(answers) in ([200, 302], [302, 410])
    assert [signs_in(somebody, word) for word in (NEW, "kopi susu tanpa gula")].count(True) == 1


class TestSecondFactor:
    def test_it_stays_unless_that_was_said(self, admin):
        verifier = with_second_factor(user(Role.VERIFIER))
        choose(made(admin, verifier))
        assert Authenticator.objects.filter(user=verifier).exists()

    def test_it_goes_with_the_password_and_not_before(self, admin):
        verifier = with_second_factor(user(Role.VERIFIER))
        token = made(admin, verifier, resets_second_factor=True, reason="Came with a card; the phone was stolen")
        assert Authenticator.objects.filter(user=verifier).exists()
        choose(token)
        assert not Authenticator.objects.filter(user=verifier).exists()

    def test_it_takes_a_reason(self, admin, somebody):
        with refused_beside("reason"):
            made(admin, somebody, resets_second_factor=True, reason=" ")

    def test_the_database_takes_none_without_one(self, admin, somebody):
        with refused_by("second_factor_reset_with_a_reason"):
            OneTimeLink.objects.create(
                user=somebody, made_by=admin, made_at=now(), expires_at=now() + HOUR, resets_second_factor=True
            )


class TestKept:
    def test_one_link_of_a_user_is_open_at_a_time(self, admin, somebody):
        made(admin, somebody)
        with refused_by("one_open_link_a_user"):
            OneTimeLink.objects.create(user=somebody, made_by=admin, made_at=now(), expires_at=now() + HOUR, digest="x")

    def test_a_closed_account_gets_none(self, admin, somebody):
        somebody.is_active = False
        somebody.save()
        with refused_as_a_whole():
            made(admin, somebody)

    def test_no_table_holds_the_token(self, admin, somebody):
        token = made(admin, somebody)
        choose(token)
        found = set()
        with connection.cursor() as cursor:
            cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
            for (table,) in cursor.fetchall():
                cursor.execute(f'SELECT count(*) FROM "{table}" one WHERE strpos(one::text, %s) > 0', [token])
                found |= {table} if cursor.fetchone()[0] else set()
        assert found == set()

    def test_no_log_tells_it(self, admin, somebody, settings):
        stream, root = io.StringIO(), logging.getLogger()
        site = next(one for one in root.handlers if "structlog" in type(one.formatter).__module__)
        handler = logging.StreamHandler(stream)
        handler.setFormatter(site.formatter)
        root.addHandler(handler)
        token = made(admin, somebody)
        try:
            visitor().get(f"/account/link/{token}")
            visitor().get(f"/account/link/{token}/x/")
            visitor().get(f"/account/link/{token[:-1]}/")
            forged = Client(enforce_csrf_checks=True)
            forged.post(f"/account/link/{token}/", {})
            choose(token)
            choose(token)
            logging.getLogger("somebody.else").warning("GET /account/link/%s/ 200", token)
        finally:
            root.removeHandler(handler)
        lines = stream.getvalue()
        assert "/account/link/<str:token>/" in lines
        assert "/account/link/[removed]/" in lines
        assert token[10:-1] not in lines

    def test_the_trail_tells_who_made_and_who_used_it(self, admin, somebody):
        token = made(admin, somebody, resets_second_factor=True, reason="The phone was stolen")
        choose(token)
        link = OneTimeLink.objects.get()
        events = [event.pgh_label for event in link.events.order_by("pgh_id")]
        assert (link.made_by, link.reason, events) == (admin, "The phone was stolen", ["insert", "update"])
        assert [event.pgh_context.metadata["user"] for event in link.events.order_by("pgh_id")] == [
            admin.pk,
            somebody.pk,
        ]
