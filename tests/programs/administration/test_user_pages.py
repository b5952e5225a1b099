"""The administrator's pages: users, where they work, closing, and links to hand over."""

import datetime
import re

import pghistory.models
import pytest
from django.test import Client

from okoce.accounts.models import OneTimeLink, User
from okoce.accounts.roles import Role
from okoce.core.months import today
from programs.models import Assignment
from tests.factories import ELSEWHERE, HOME, PASSWORD, day, user
from tests.pages import queries, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return user(Role.ADMIN)


@pytest.fixture
def browser(admin, signed_in):
    return signed_in(admin)


def new(**said):
    return {
        "username": "siti", "name": "Siti Rahayu", "roles": ["facilitator"], "kecamatan": [HOME, ELSEWHERE],
        "starts_on": "2018-01-15", "last_day": "", **said,
    }  # fmt: skip


def link_on(answer):
    return re.search(r"http://testserver(/account/link/[\w-]+/)", answer.content.decode())[1]


def assignments(somebody):
    return list(
        somebody.assignments.order_by("kecamatan", "starts_on").values_list("kecamatan", "starts_on", "ends_on")
    )


class TestNewUser:
    def test_gets_roles_assignments_and_a_link_instead_of_a_password(self, browser):
        answer = browser.post("/admin/users/new/", new(last_day="2018-03-31"))
        made = User.objects.get(username="siti")
        assert (made.name, made.roles, made.has_usable_password()) == ("Siti Rahayu", ["facilitator"], False)
        first, after = day("2018-01-15"), day("2018-04-01")
        assert assignments(made) == [(ELSEWHERE, first, after), (HOME, first, after)]
        assert Client().post(link_on(answer), {"password": PASSWORD, "again": PASSWORD}).status_code == 302
        assert User.objects.get(username="siti").check_password(PASSWORD)

    def test_the_link_is_shown_on_that_page_alone(self, browser):
        answer = browser.post("/admin/users/new/", new())
        address, made = link_on(answer), User.objects.get(username="siti")
        assert answer.headers["Cache-Control"] == "no-store"
        assert address not in browser.get(f"/admin/users/{made.pk}/").content.decode()
        assert address not in str(dict(browser.session))

    @pytest.mark.parametrize(
        ("field", "said"),
        [
            ("username", {"username": "siti rahayu"}),
            ("name", {"name": ""}),
            ("roles", {"roles": []}),
            ("roles", {"roles": ["king"]}),
            ("kecamatan", {"kecamatan": ["31.99.99"]}),
            ("last_day", {"last_day": "2018-01-14"}),
            ("last_day", {"last_day": "9999-12-31"}),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_field_and_nobody_is_made(self, browser, field, said):
        assert list(refused(browser.post("/admin/users/new/", new(**said)))) == [field]
        assert not User.objects.filter(username__startswith="siti").exists()

    def test_a_user_name_is_given_once_in_any_case(self, browser):
        browser.post("/admin/users/new/", new())
        assert len(refused(browser.post("/admin/users/new/", new(username="SITI")))) == 1
        assert User.objects.filter(username__iexact="siti").count() == 1


class TestList:
    def test_finds_by_name_in_the_body_of_the_request(self, browser):
        user(name="Siti Rahayu")
        user(name="Budi Santoso")
        page = browser.post("/admin/", {"q": "rahayu"}).context["page"]
        assert [one.name for one in page] == ["Siti Rahayu"]

    def test_a_null_character_in_what_is_typed_finds_as_much_as_without_it(self, browser):
        user(name="Siti Rahayu")
        page = browser.post("/admin/", {"q": "raha\0yu"}).context["page"]
        assert [one.name for one in page] == ["Siti Rahayu"]

    def test_an_unknown_state_shows_everybody(self, browser):
        assert len(browser.get("/admin/?state=king").context["page"]) == 1

    def test_it_takes_as_many_queries_for_four_users_as_for_one(self, browser):
        one = queries(browser, "/admin/")
        for _ in range(3):
            user(kecamatan=(HOME,))
        assert queries(browser, "/admin/") == one


class TestOneUser:
    def test_its_page_takes_as_many_queries_for_three_assignments_as_for_one(self, browser):
        one = user(kecamatan=("31.74.01",))
        three = user(kecamatan=("31.74.01", "31.74.02", "31.74.03"))
        assert queries(browser, f"/admin/users/{one.pk}/") == queries(browser, f"/admin/users/{three.pk}/")

    def test_roles_and_name_change(self, browser):
        one = user()
        assert browser.post(f"/admin/users/{one.pk}/", {"name": "Siti", "roles": ["verifier"]}).status_code == 302
        one.refresh_from_db()
        assert (one.name, one.roles) == ("Siti", ["verifier"])

    def test_the_last_administrator_is_told_why_not(self, browser, admin):
        told = refused(browser.post(f"/admin/users/{admin.pk}/", {"name": "A", "roles": ["staff"]}))
        assert told == {
            "__all__": [
                "Nobody else manages users: give the role of administrator to somebody first, who has signed in."
            ]
        }

    def test_the_trail_says_who_did_it(self, browser, admin):
        one = user()
        browser.post(f"/admin/users/{one.pk}/", {"name": "Siti", "roles": ["verifier"]})
        last = pghistory.models.Events.objects.tracks(one).get(pgh_label="update")
        assert (last.pgh_diff["roles"], last.pgh_context["user"]) == ([["facilitator"], ["verifier"]], admin.pk)


class TestAssignments:
    def test_from_a_day_until_the_end_of_another(self, browser):
        one = user()
        said = {"kecamatan": HOME, "starts_on": "2018-03-01", "last_day": "2018-03-31"}
        assert browser.post(f"/admin/users/{one.pk}/assignments/", said).status_code == 302
        assert assignments(one) == [(HOME, day("2018-03-01"), day("2018-04-01"))]

    def test_the_same_tap_twice_is_one(self, browser):
        one, said = user(), {"kecamatan": HOME, "starts_on": "2018-03-01", "last_day": ""}
        answers = [browser.post(f"/admin/users/{one.pk}/assignments/", said).status_code for _ in range(2)]
        assert (answers, len(assignments(one))) == ([302, 302], 1)

    def test_one_at_a_time_in_a_kecamatan_and_a_sentence_says_so(self, browser):
        one = user(kecamatan=(HOME,), name="Siti")
        said = {"kecamatan": HOME, "starts_on": "2018-03-01", "last_day": ""}
        told = refused(browser.post(f"/admin/users/{one.pk}/assignments/", said), "assign")
        assert told == {"kecamatan": ["Siti is assigned there from 01-12-2017 already: end that assignment first."]}

    def test_another_begins_the_day_after_the_last(self, browser):
        one, first = user(kecamatan=(HOME,)), Assignment.objects.get
        browser.post(f"/admin/users/{one.pk}/assignments/{first().pk}/end/", {"last_day": "2018-02-28"})
        said = {"kecamatan": HOME, "starts_on": "2018-03-01", "last_day": ""}
        browser.post(f"/admin/users/{one.pk}/assignments/", said)
        march = day("2018-03-01")
        assert assignments(one) == [(HOME, day("2017-12-01"), march), (HOME, march, None)]

    @pytest.mark.parametrize("last_day", ["2017-11-30", "", "soon"])
    def test_no_last_day_before_the_first(self, browser, last_day):
        one = user(kecamatan=(HOME,))
        row = one.assignments.get()
        answer = browser.post(f"/admin/users/{one.pk}/assignments/{row.pk}/end/", {"last_day": last_day})
        assert list(refused(answer, f"end_{row.pk}")) == ["last_day"]
        assert one.assignments.get().ends_on is None

    def test_it_is_not_made_longer_into_the_next_one(self, browser):
        one = user(kecamatan=(HOME,))
        early = one.assignments.get()
        Assignment.objects.filter(pk=early.pk).update(ends_on=day("2018-02-01"))
        Assignment.objects.create(user=one, kecamatan_id=HOME, starts_on=day("2018-03-01"))
        answer = browser.post(f"/admin/users/{one.pk}/assignments/{early.pk}/end/", {"last_day": "2018-03-01"})
        assert list(refused(answer, f"end_{early.pk}")) == ["last_day"]

    def test_it_ends_within_its_user_alone(self, browser):
        one, other = user(kecamatan=(HOME,)), user()
        row = one.assignments.get()
        answer = browser.post(f"/admin/users/{other.pk}/assignments/{row.pk}/end/", {"last_day": f"{today()}"})
        assert (answer.status_code, one.assignments.get().ends_on) == (404, None)

    def test_it_holds_on_its_last_day_and_not_on_the_next(self, browser):
        one = user(kecamatan=(HOME,))
        row, yesterday = one.assignments.get(), today() - datetime.timedelta(days=1)
        browser.post(f"/admin/users/{one.pk}/assignments/{row.pk}/end/", {"last_day": f"{yesterday}"})
        assert [one.assignments.on(each).count() for each in (yesterday, today())] == [1, 0]


class TestClosingAndOpening:
    def test_closes_and_opens(self, browser):
        one = user()
        browser.post(f"/admin/users/{one.pk}/close/")
        closed = User.objects.get(pk=one.pk).is_active
        browser.post(f"/admin/users/{one.pk}/open/")
        assert (closed, User.objects.get(pk=one.pk).is_active) == (False, True)

    def test_the_last_administrator_stays_open(self, browser, admin):
        answer = browser.post(f"/admin/users/{admin.pk}/close/", follow=True)
        assert "Nobody else manages users" in answer.content.decode()
        assert User.objects.get(pk=admin.pk).is_active


class TestLinks:
    def test_for_a_new_password(self, browser):
        one = user()
        answer = browser.post(f"/admin/users/{one.pk}/link/", {"reason": ""})
        assert Client().get(link_on(answer)).context["account"] == one

    def test_to_take_a_second_factor_away_a_reason_is_asked_for(self, browser):
        one = user(Role.VERIFIER)
        answer = browser.post(f"/admin/users/{one.pk}/link/", {"resets_second_factor": "on", "reason": ""})
        assert (list(refused(answer, "link")), OneTimeLink.objects.count()) == (["reason"], 0)

    def test_the_host_in_it_is_one_of_the_site(self, browser):
        one = user()
        assert browser.post(f"/admin/users/{one.pk}/link/", headers={"host": "evil.example"}).status_code == 400
