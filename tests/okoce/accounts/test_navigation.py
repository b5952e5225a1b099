"""The rooms in the menu are those that somebody's powers open."""

import pytest
from django.test import Client, RequestFactory
from django.utils.translation import override

from okoce.accounts.models import User
from okoce.accounts.navigation import navigation
from okoce.accounts.roles import Role

ROOMS = {
    Role.FACILITATOR: ["/", "/trainings/", "/participants/", "/visits/", "/unsent/", "/quality/"],
    Role.VERIFIER: [
        *("/verification/", "/dashboard/", "/trainings/", "/participants/", "/months/", "/reports/", "/sampling/"),
        *("/duplicates/", "/reconcile/", "/quality/"),
    ],
    Role.STAFF: [
        *(
            "/dashboard/",
            "/trainings/",
            "/participants/",
            "/expenses/",
            "/months/",
            "/reports/",
            "/sampling/",
            "/admin/targets/",
        ),
        *("/reconcile/", "/quality/"),
    ],
    Role.ADMIN: ["/dashboard/", "/months/", "/reports/", "/sampling/", "/admin/", "/admin/tables/"],
    Role.OFFICER: [
        "/dashboard/",
        "/trainings/",
        "/participants/",
        "/months/",
        "/reports/",
        "/sampling/",
        "/quality/",
        "/audit/",
    ],
    Role.AUDITOR: [
        *(
            "/dashboard/",
            "/trainings/",
            "/participants/",
            "/months/",
            "/reports/",
            "/sampling/",
            "/quality/",
            "/audit/",
        ),
        "/admin/tables/",
    ],
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
    assert urls == [*first, "/months/", "/reports/", "/sampling/", "/duplicates/", "/reconcile/", "/quality/"]


@pytest.mark.parametrize(
    ("roles", "at_hand", "in_the_menu"),
    [
        ([Role.FACILITATOR], ["/", "/trainings/", "/participants/", "/visits/", "/unsent/"], ["/quality/"]),
        (
            [Role.FACILITATOR, Role.VERIFIER],
            ["/", "/trainings/", "/participants/", "/visits/", "/unsent/"],
            [
                "/verification/",
                "/dashboard/",
                "/months/",
                "/reports/",
                "/sampling/",
                "/duplicates/",
                "/reconcile/",
                "/quality/",
            ],
        ),
        (
            [Role.VERIFIER, Role.STAFF],
            ["/verification/", "/dashboard/", "/trainings/", "/participants/", "/expenses/"],
            ["/months/", "/reports/", "/sampling/", "/admin/targets/", "/duplicates/", "/reconcile/", "/quality/"],
        ),
    ],
)
def test_the_bar_of_a_phone_holds_five_and_its_menu_the_others(roles, at_hand, in_the_menu):
    entries = shown(*roles)
    assert [entry["url"] for entry in entries if entry["at_hand"]] == at_hand
    assert [entry["url"] for entry in entries if not entry["at_hand"]] == in_the_menu


def test_the_line_of_a_laptop_holds_what_fits_and_the_room_where_one_is():
    both = (Role.FACILITATOR, Role.VERIFIER)
    over = {at: [entry["url"] for entry in shown(*both, at=at) if not entry["in_line"]] for at in ("/", "/quality/")}
    assert over == {
        "/": ["/sampling/", "/duplicates/", "/reconcile/", "/quality/"],
        "/quality/": ["/reports/", "/sampling/", "/duplicates/", "/reconcile/"],
    }


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("role", Role)
def test_of_one_role_every_room_fits_into_the_line(role, language):
    with override(language):
        assert all(entry["in_line"] for entry in shown(role))


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
    none = {"navigation": [], "more_rooms": [], "sections": [], "own": []}
    assert navigation(RequestFactory().get("/")) == none | {"here": "/"}


@pytest.mark.django_db
def test_an_address_that_is_none_is_not_repeated():
    assert Client().get("/sign-in/?next=/trainings/").context["here"] == "/sign-in/?next=/trainings/"
    assert Client().get("/no-such-page/?q=somebody").context["here"] == "/"
