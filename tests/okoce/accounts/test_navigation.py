"""The rooms in the menu are those that somebody's powers open."""

import pytest
from django.test import Client, RequestFactory

from okoce.accounts.models import User
from okoce.accounts.navigation import navigation
from okoce.accounts.roles import Role

ROOMS = {
    Role.FACILITATOR: ["/", "/trainings/", "/participants/", "/visits/", "/unsent/"],
    Role.VERIFIER: ["/verification/", "/dashboard/", "/trainings/", "/participants/", "/months/"],
    Role.STAFF: ["/dashboard/", "/trainings/", "/participants/", "/expenses/", "/months/", "/admin/targets/"],
    Role.ADMIN: ["/dashboard/", "/months/", "/admin/", "/admin/tables/"],
    Role.OFFICER: ["/dashboard/", "/trainings/", "/participants/", "/months/", "/audit/"],
    Role.AUDITOR: ["/dashboard/", "/trainings/", "/participants/", "/months/", "/audit/", "/admin/tables/"],
}


def shown(*roles, at="/"):
    request = RequestFactory().get(at)
    request.user = User(roles=list(roles))
    return navigation(request)["navigation"]


@pytest.mark.parametrize("role", Role)
def test_each_role_has_its_rooms(role):
    assert [entry["url"] for entry in shown(role)] == ROOMS[role]


def test_somebody_with_two_roles_has_the_rooms_of_both():
    urls = [entry["url"] for entry in shown(Role.FACILITATOR, Role.VERIFIER)]
    first = ["/", "/verification/", "/dashboard/", "/trainings/", "/participants/", "/visits/", "/unsent/"]
    assert urls == [*first, "/months/"]


@pytest.mark.parametrize(
    ("roles", "at_hand", "in_the_menu"),
    [
        ([Role.FACILITATOR], ["/", "/trainings/", "/participants/", "/visits/", "/unsent/"], []),
        (
            [Role.FACILITATOR, Role.VERIFIER],
            ["/", "/trainings/", "/participants/", "/visits/", "/unsent/"],
            ["/verification/", "/dashboard/", "/months/"],
        ),
        (
            [Role.VERIFIER, Role.STAFF],
            ["/verification/", "/dashboard/", "/trainings/", "/participants/", "/expenses/"],
            ["/months/", "/admin/targets/"],
        ),
    ],
)
def test_the_bar_of_a_phone_holds_five_and_its_menu_the_others(roles, at_hand, in_the_menu):
    entries = shown(*roles)
    assert [entry["url"] for entry in entries if entry["at_hand"]] == at_hand
    assert [entry["url"] for entry in entries if not entry["at_hand"]] == in_the_menu


@pytest.mark.parametrize(("at", "current"), [("/trainings/new/", ["/trainings/"]), ("/", ["/"]), ("/account/", [])])
def test_the_room_where_one_is_is_marked(at, current):
    assert [entry["url"] for entry in shown(Role.FACILITATOR, at=at) if entry["current"]] == current


@pytest.mark.parametrize(
    ("at", "room"),
    [
        ("/admin/", "/admin/"),
        ("/admin/users/new/", "/admin/"),
        ("/admin/tables/", "/admin/tables/"),
        ("/admin/tables/trail/", "/admin/tables/"),
    ],
)
def test_of_a_room_within_another_the_inner_one_is_marked(at, room):
    assert [entry["url"] for entry in shown(Role.ADMIN, at=at) if entry["current"]] == [room]


def test_targets_are_a_room_of_their_own_within_the_administration():
    entries = shown(Role.ADMIN, Role.STAFF, at="/admin/targets/")
    assert [entry["url"] for entry in entries if entry["current"]] == ["/admin/targets/"]


def test_an_error_page_without_a_user_has_none():
    assert navigation(RequestFactory().get("/")) == {"navigation": [], "sections": [], "own": [], "here": "/"}


@pytest.mark.django_db
def test_an_address_that_is_none_is_not_repeated():
    assert Client().get("/sign-in/?next=/trainings/").context["here"] == "/sign-in/?next=/trainings/"
    assert Client().get("/no-such-page/?q=somebody").context["here"] == "/"
