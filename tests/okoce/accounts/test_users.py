"""Accounts that an administrator changes, closes and opens again."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from okoce.accounts import links, users
from okoce.accounts.models import Scope, Token, User
from okoce.accounts.roles import Role
from okoce.accounts.tokens import LONGEST, make_token
from okoce.core.months import now
from tests.factories import HOME, PASSWORD, user
from tests.refusals import refused_as_a_whole, refused_beside
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return user(Role.ADMIN)


class TestChanging:
    def test_the_name_and_the_roles(self, admin):
        one = user(kecamatan=(HOME,))
        users.change_user(by=admin, user=one, name="  Siti   Rahayu ", roles=["verifier", "facilitator", "verifier"])
        told = User.objects.get(pk=one.pk)
        assert (told.name, told.roles) == ("Siti Rahayu", ["verifier", "facilitator"])

    @pytest.mark.parametrize(
        ("field", "said"), [("name", {"name": " "}), ("roles", {"roles": ["king"]}), ("roles", {"roles": []})]
    )
    def test_what_is_wrong_is_said_beside_the_field(self, admin, field, said):
        one = user(kecamatan=(HOME,))
        with refused_beside(field):
            users.change_user(by=admin, user=one, **{"name": "Siti", "roles": ["verifier"], **said})
        assert User.objects.get(pk=one.pk).roles == ["facilitator"]


class TestTheLastAdministrator:
    def test_stays_one(self, admin):
        with refused_as_a_whole():
            users.change_user(by=admin, user=admin, name="A", roles=["staff"])
        assert User.objects.get(pk=admin.pk).roles == ["admin"]

    def test_stays_open(self, admin):
        with refused_as_a_whole():
            users.close_account(by=admin, user=admin, at=now())
        assert User.objects.get(pk=admin.pk).is_active

    def test_may_take_on_another_role(self, admin):
        users.change_user(by=admin, user=admin, name="A", roles=["staff", "admin"])
        assert User.objects.get(pk=admin.pk).roles == ["staff", "admin"]

    def test_may_go_when_there_is_another(self, admin):
        user(Role.ADMIN)
        users.change_user(by=admin, user=admin, name="A", roles=["staff"])
        assert User.objects.get(pk=admin.pk).roles == ["staff"]

    @pytest.mark.usefixtures("committed_db")
    def test_of_two_who_leave_in_the_same_moment_one_stays(self, admin):
        second = user(Role.ADMIN)

        def leave(one):
            try:
                users.close_account(by=one, user=one, at=now())
            except ValidationError:
                return "stays"
            return "leaves"

        assert sorted(together(lambda: leave(admin), lambda: leave(second))) == ["leaves", "stays"]
        assert User.objects.filter(is_active=True).count() == 1

    @pytest.mark.parametrize("other", ["closed", "without a password"])
    def test_is_not_replaced_by_one_who_cannot_sign_in(self, admin, other):
        second = user(Role.ADMIN)
        if other == "closed":
            users.close_account(by=admin, user=second, at=now())
        else:
            second.set_unusable_password()
            second.save()
        with refused_as_a_whole():
            users.close_account(by=admin, user=admin, at=now())


class TestClosing:
    def test_ends_sessions_also_for_the_day_it_is_opened_again(self, admin):
        one, browser = user(kecamatan=(HOME,)), Client()
        browser.post("/sign-in/", {"login": one.username, "password": PASSWORD})
        users.close_account(by=admin, user=one, at=now())
        closed = browser.get("/account/").status_code
        users.open_account(by=admin, user=User.objects.get(pk=one.pk))
        assert (closed, browser.get("/account/").status_code) == (302, 302)

    def test_ends_tokens(self, admin):
        one = user(Role.STAFF)
        _token, text = make_token(user=one, name="a script", scope=Scope.SUMMARY, lifetime=LONGEST)
        users.close_account(by=admin, user=one, at=now())
        users.open_account(by=admin, user=one)
        assert Client().get("/api/v1/periods/", headers={"authorization": f"Bearer {text}"}).status_code == 401
        assert not Token.objects.exists()

    def test_ends_links(self, admin):
        one = user(kecamatan=(HOME,))
        link, _token = links.make_link(by=admin, user=one, at=now())
        users.close_account(by=admin, user=one, at=now())
        link.refresh_from_db()
        assert not link.is_open(now())

    def test_leaves_the_old_password_worth_nothing(self, admin):
        one = user(kecamatan=(HOME,))
        users.close_account(by=admin, user=one, at=now())
        users.open_account(by=admin, user=one)
        assert not User.objects.get(pk=one.pk).check_password(PASSWORD)
        assert users.state_of(one) == "invited"


class TestList:
    def names(self, **asked):
        return [one.name for one in users.listed(**asked)]

    @pytest.fixture
    def three(self, admin):
        user(name="Citra Ayu")
        user(name="Ayu Lestari")
        closed = user(name="Budi Ayu")
        users.close_account(by=admin, user=closed, at=now())
        User.objects.filter(name="Ayu Lestari").update(password="!")
        User.objects.filter(pk=admin.pk).update(name="Zaki")

    @pytest.mark.parametrize(
        ("state", "names"),
        [
            ("", ["Ayu Lestari", "Budi Ayu", "Citra Ayu", "Zaki"]),
            ("open", ["Citra Ayu", "Zaki"]),
            ("invited", ["Ayu Lestari"]),
            ("closed", ["Budi Ayu"]),
        ],
    )
    def test_by_state(self, three, state, names):
        assert self.names(state=state) == names

    def test_by_words_of_the_name_or_the_user_name(self, three):
        assert self.names(words="ayu BUDI") == ["Budi Ayu"]
        assert self.names(words="admin-") == ["Zaki"]
