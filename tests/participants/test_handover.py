"""A facilitator's people and kecamatan pass to another one, at once or not at all."""

import datetime

import pghistory.models
import pytest
from django.core.exceptions import ValidationError

from okoce.accounts import users
from okoce.accounts.models import User
from okoce.accounts.roles import Role
from okoce.core.months import now, today
from participants import handover
from participants.models import Participant
from programs import assignments
from tests.factories import ELSEWHERE, HOME, day, kecamatan, people, person, user
from tests.pages import queries, refused
from tests.refusals import refused_beside
from tests.together import together

pytestmark = pytest.mark.django_db

THIRD = "31.74.02"
MARCH = "2018-03-01"


@pytest.fixture
def admin():
    return user(Role.ADMIN)


@pytest.fixture
def giver():
    return user(kecamatan=(HOME, ELSEWHERE), name="Ani")


@pytest.fixture
def taker():
    return user(kecamatan=(THIRD,), name="Budi")


def hand_over(admin, giver, taker, *, on=MARCH, reason="Pindah tugas"):
    return handover.hand_over(by=admin, giver=giver, taker=taker, day=day(on), reason=reason, today=today())


def works(somebody):
    rows = somebody.assignments.order_by("kecamatan", "starts_on")
    return [(row.kecamatan_id, f"{row.starts_on}", row.ends_on and f"{row.ends_on}") for row in rows]


def looked_after_by(somebody):
    return set(Participant.objects.filter(facilitator=somebody).values_list("pk", flat=True))


class TestPeople:
    def test_all_of_the_giver_and_nobody_elses(self, admin, giver, taker):
        passing, third = people(3, by=giver), user(kecamatan=(HOME,))
        staying = person(by=third)
        hand_over(admin, giver, taker)
        assert (looked_after_by(giver), looked_after_by(taker)) == (set(), {one.pk for one in passing})
        assert looked_after_by(third) == {staying.pk}

    def test_who_registered_them_stays_on_record(self, admin, giver, taker):
        one = person(by=giver)
        hand_over(admin, giver, taker)
        one.refresh_from_db()
        assert (one.registered_by, one.facilitator) == (giver, taker)

    def test_the_trail_says_who_did_it_and_why(self, admin, giver, taker):
        one = person(by=giver)
        hand_over(admin, giver, taker, reason=" Pindah  tugas ")
        last = pghistory.models.Events.objects.tracks(one).order_by("pgh_created_at", "pgh_id").last()
        assert last.pgh_diff == {"facilitator_id": [giver.pk, taker.pk]}
        assert (last.pgh_context["user"], last.pgh_context["reason"]) == (admin.pk, "Pindah tugas")


class TestAssignments:
    def test_end_on_the_day_and_begin_for_the_other(self, admin, giver, taker):
        hand_over(admin, giver, taker)
        assert works(giver) == [(ELSEWHERE, "2017-12-01", MARCH), (HOME, "2017-12-01", MARCH)]
        assert works(taker) == [(ELSEWHERE, MARCH, None), (HOME, MARCH, None), (THIRD, "2017-12-01", None)]

    def test_what_the_taker_has_stays_as_it_is(self, admin, giver):
        taker = user(kecamatan=(HOME,))
        hand_over(admin, giver, taker)
        assert works(taker) == [(ELSEWHERE, MARCH, None), (HOME, "2017-12-01", None)]

    def test_only_the_days_that_the_taker_lacks_are_filled(self, admin, giver, taker):
        assignments.assign(
            by=admin, user=taker, kecamatan=kecamatan(HOME), starts_on=day("2018-04-01"), ends_on=day("2018-05-01")
        )
        hand_over(admin, giver, taker)
        assert [row for row in works(taker) if row[0] == HOME] == [
            (HOME, MARCH, "2018-04-01"),
            (HOME, "2018-04-01", "2018-05-01"),
            (HOME, "2018-05-01", None),
        ]

    def test_it_goes_on_no_longer_than_the_givers(self, admin, giver, taker):
        row = giver.assignments.get(kecamatan=HOME)
        assignments.end_assignment(by=admin, assignment=row, ends_on=day("2018-06-01"))
        hand_over(admin, giver, taker)
        assert [row for row in works(taker) if row[0] == HOME] == [(HOME, MARCH, "2018-06-01")]

    def test_one_that_has_ended_is_left_alone(self, admin, giver, taker):
        row = giver.assignments.get(kecamatan=HOME)
        assignments.end_assignment(by=admin, assignment=row, ends_on=day(MARCH))
        hand_over(admin, giver, taker)
        assert [row for row in works(taker) if row[0] == HOME] == []

    def test_on_a_day_on_which_it_has_not_begun_it_is_refused_and_nothing_moves(self, admin, giver, taker):
        passing = person(by=giver)
        with refused_beside("day"):
            hand_over(admin, giver, taker, on="2017-12-01")
        assert (looked_after_by(giver), len(works(taker))) == ({passing.pk}, 1)


class TestRefused:
    def test_to_oneself(self, admin, giver):
        with refused_beside("taker"):
            hand_over(admin, giver, giver)

    def test_to_somebody_whose_account_is_closed(self, admin, giver, taker):
        users.close_account(by=admin, user=taker, at=now())
        with refused_beside("taker"):
            hand_over(admin, giver, taker)

    def test_to_somebody_who_looks_after_nobody(self, admin, giver):
        with refused_beside("taker"):
            hand_over(admin, giver, user(Role.VERIFIER))

    def test_without_a_reason(self, admin, giver, taker):
        with refused_beside("reason"):
            hand_over(admin, giver, taker, reason=" ")

    def test_more_than_a_month_ahead(self, admin, giver, taker):
        with refused_beside("day"):
            hand_over(admin, giver, taker, on=today() + datetime.timedelta(days=32))

    def test_of_somebody_who_has_nothing_to_hand_over(self, admin, taker):
        with refused_beside("giver"):
            hand_over(admin, user(), taker)


@pytest.mark.usefixtures("committed_db")
def test_of_two_handovers_in_the_same_moment_one_moves_everything(admin, giver, taker):
    other = user(kecamatan=(THIRD,), name="Citra")
    people(2, by=giver)

    def hand_to(somebody):
        try:
            return hand_over(admin, giver, somebody).people
        except ValidationError:
            return 0

    assert sorted(together(lambda: hand_to(taker), lambda: hand_to(other))) == [0, 2]
    assert sorted(len(looked_after_by(one)) for one in (giver, taker, other)) == [0, 0, 2]


class TestPage:
    @pytest.fixture
    def browser(self, admin, signed_in):
        return signed_in(admin)

    def said(self, giver, taker, **also):
        return {"giver": giver.pk, "taker": taker.pk, "day": MARCH, "reason": "Pindah tugas", **also}

    def test_shows_first_how_many_people_and_which_kecamatan(self, browser, giver, taker):
        people(2, by=giver)
        answer = browser.post("/admin/handover/", self.said(giver, taker))
        plan = answer.context["form"].plan
        assert (plan.people, [f"{row.kecamatan}" for row in plan.assignments]) == (2, ["Kebon Jeruk", "Tebet"])
        assert "2 people pass from Ani to Budi" in " ".join(answer.content.decode().split())
        assert len(looked_after_by(giver)) == 2

    def test_does_what_was_shown(self, browser, giver, taker):
        people(2, by=giver)
        seen = browser.post("/admin/handover/", self.said(giver, taker)).context["form"]["seen"].value()
        answer = browser.post("/admin/handover/", self.said(giver, taker, seen=seen))
        assert (answer.status_code, answer.url) == (302, f"/admin/users/{taker.pk}/")
        assert len(looked_after_by(taker)) == 2

    def test_shows_again_what_has_changed_meanwhile(self, browser, giver, taker):
        people(2, by=giver)
        seen = browser.post("/admin/handover/", self.said(giver, taker)).context["form"]["seen"].value()
        person(by=giver)
        answer = browser.post("/admin/handover/", self.said(giver, taker, seen=seen))
        assert (answer.status_code, answer.context["form"].plan.people, len(looked_after_by(giver))) == (200, 3, 3)

    def test_says_beside_the_field_what_the_verb_refuses(self, browser, giver, taker):
        said = self.said(giver, taker, day="2017-12-01")
        seen = browser.post("/admin/handover/", said).context["form"]["seen"].value()
        told = refused(browser.post("/admin/handover/", {**said, "seen": seen}))
        assert told == {"day": ["Ani is assigned to Kebon Jeruk from 01-12-2017 only: choose a later day."]}

    def test_names_nobody_who_passes_over(self, browser, giver, taker):
        person(by=giver, name="Kenari Kuning")
        assert "Kenari" not in browser.post("/admin/handover/", self.said(giver, taker)).content.decode()

    def test_somebody_who_left_long_ago_can_still_hand_over(self, browser, admin, giver, taker):
        users.close_account(by=admin, user=giver, at=now())
        User.objects.filter(pk=giver.pk).update(roles=["staff"])
        assert giver in browser.get("/admin/handover/").context["form"].fields["giver"].queryset
        assert giver not in browser.get("/admin/handover/").context["form"].fields["taker"].queryset

    def test_it_takes_as_many_queries_for_four_facilitators_as_for_one(self, browser):
        user(kecamatan=(HOME,))
        one = queries(browser, "/admin/handover/")
        for _ in range(3):
            user(kecamatan=(HOME,))
        assert queries(browser, "/admin/handover/") == one
