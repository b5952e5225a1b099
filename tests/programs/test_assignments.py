import io

import pytest
from django.core.management import CommandError, call_command

from okoce.accounts.models import User
from okoce.accounts.roles import Role
from okoce.core.months import today
from programs.assignments import create_user
from programs.models import Assignment
from tests.factories import ELSEWHERE, HOME, PASSWORD, day
from tests.refusals import refused_beside

pytestmark = pytest.mark.django_db


def create(**other):
    said = {"username": "siti", "name": "Siti Rahayu", "roles": [Role.FACILITATOR], "kecamatan": [HOME]}
    return create_user(**{**said, "password": PASSWORD, "on": day("2018-01-15"), **other})


class TestCreatingAUser:
    def test_with_roles_and_a_password(self):
        made = User.objects.get(pk=create(roles=[Role.FACILITATOR, Role.VERIFIER]).pk)
        assert (made.name, made.roles, made.must_change_password) == ("Siti Rahayu", ["facilitator", "verifier"], False)
        assert made.check_password(PASSWORD)

    def test_assigned_from_that_day_on(self):
        made = create(kecamatan=[HOME, ELSEWHERE])
        rows = made.assignments.order_by("kecamatan").values_list("kecamatan", "starts_on", "ends_on")
        assert list(rows) == [("31.73.05", day("2018-01-15"), None), ("31.74.01", day("2018-01-15"), None)]

    def test_a_kecamatan_or_role_named_twice_is_one(self):
        made = create(kecamatan=[HOME, HOME], roles=[Role.FACILITATOR, Role.FACILITATOR])
        assert (made.assignments.count(), made.roles) == (1, ["facilitator"])

    def test_without_a_name_the_user_name_serves(self):
        assert create(name="").name == "siti"

    def test_a_one_time_password_has_to_be_changed(self):
        assert create(one_time=True).must_change_password

    @pytest.mark.parametrize(
        ("field", "said"),
        [
            pytest.param("kecamatan", {"kecamatan": [HOME, "317401"]}, id="an undotted code"),
            pytest.param("kecamatan", {"kecamatan": ["31.75.99"]}, id="no kecamatan"),
            pytest.param("password", {"password": "pendek"}, id="a short password"),
            pytest.param("password", {"password": "password1234"}, id="a common password"),
            pytest.param("password", {"password": "siti-rahayu-1", "username": "siti-rahayu"}, id="the user name"),
            pytest.param("username", {"username": "siti rahayu"}, id="a space in the user name"),
            pytest.param("username", {"username": ""}, id="no user name"),
            pytest.param("username", {"username": "s" * 151}, id="a user name too long"),
            pytest.param("name", {"name": "s" * 151}, id="a name too long"),
            pytest.param("roles", {"roles": []}, id="no role"),
            pytest.param("roles", {"roles": ["king"]}, id="an unknown role"),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_field_and_nobody_is_made(self, field, said):
        with refused_beside(field):
            create(**said)
        assert User.objects.count() == Assignment.objects.count() == 0

    def test_a_user_name_is_given_once(self):
        create()
        with refused_beside("username"):
            create()


class TestCommands:
    def test_create_user_reads_the_password_from_its_input(self, monkeypatch):
        monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
        out = io.StringIO()
        call_command(
            "create_user",
            "siti",
            "--role",
            "facilitator",
            "--kecamatan",
            HOME,
            ELSEWHERE,
            "--password-stdin",
            stdout=out,
        )
        made = User.objects.get(username="siti")
        assert made.check_password(PASSWORD)
        assert sorted(made.assignments.on(today()).values_list("kecamatan", flat=True)) == ["31.73.05", "31.74.01"]
        assert PASSWORD not in out.getvalue()

    def test_create_user_says_what_is_wrong(self, monkeypatch):
        monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
        with pytest.raises(CommandError, match=r"31\.99\.99"):
            call_command("create_user", "siti", "--role", "facilitator", "--kecamatan", "31.99.99", "--password-stdin")

    def test_the_first_administrator_gets_a_one_time_password(self):
        out = io.StringIO()
        call_command("ensure_administrator", stdout=out)
        made = User.objects.get()
        assert (made.roles, made.must_change_password) == (["admin"], True)
        assert made.check_password(out.getvalue().split()[-1])

    def test_a_second_start_makes_none(self):
        call_command("ensure_administrator", stdout=io.StringIO())
        out = io.StringIO()
        call_command("ensure_administrator", stdout=out)
        assert (User.objects.count(), out.getvalue()) == (1, "")
