"""A plan is kept under a name, with its numbers, for whoever saved it."""

import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from okoce.accounts.roles import Role
from okoce.core.months import Month, now
from reports.models import Definition, Plan
from reports.planning.chain import Basis
from reports.planning.keeping import AT_MOST, delete_plan, save_plan
from reports.planning.reading import Outlook
from tests.factories import user
from tests.reports.planning.test_chain import basis

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return user(Role.STAFF)


def saved(by, name="Lebih banyak izin", **said):
    usual = {
        "id": uuid.uuid4(),
        "month": Month(2018, 10),
        "definition": Definition.objects.get(code="OKOCE-2026.1"),
        "kecamatan": None,
        "basis": basis(),
        "assumed": {"trainings": Decimal(60)},
        "revision": 12,
        "at": now(),
    }
    return save_plan(by=by, name=name, **usual | said)


def test_it_says_later_what_it_said_when_it_was_saved(staff):
    plan = Plan.objects.get(pk=saved(staff).pk)
    outlook = Outlook.kept(plan)
    assert outlook.basis == basis()
    assert (outlook.headline, outlook.for_month["trainings"], outlook.changed) == (630, 381, ["trainings"])
    # 3,606 until now, and 57 months of 630.
    assert outlook.whole == 39_516


def test_the_same_form_twice_makes_one_plan(staff):
    key = uuid.uuid4()
    assert saved(staff, id=key) == saved(staff, id=key)
    assert Plan.objects.count() == 1


@pytest.mark.usefixtures("in_english")
class TestRefused:
    def refusal(self, *args, **said):
        with pytest.raises(ValidationError) as refused:
            saved(*args, **said)
        return refused.value.messages

    def test_a_name_that_one_has_already(self, staff):
        saved(staff)
        assert self.refusal(staff, name="Lebih  banyak izin ") == [
            "You have a plan of this name: choose another, or delete that one first."
        ]

    def test_no_name(self, staff):
        assert self.refusal(staff, name="  ") == ["This field cannot be blank."]

    def test_one_more_than_are_possible(self, staff):
        for nth in range(AT_MOST):
            saved(staff, name=f"Rencana {nth}")
        assert self.refusal(staff) == ["You have 30 plans, and no more are possible: delete one first."]

    def test_the_form_of_somebody_else(self, staff):
        key = saved(staff).pk
        assert self.refusal(user(Role.STAFF), id=key) == [
            "This form was used before: open it again and fill it in once more."
        ]


def test_somebody_else_may_use_the_name_and_sees_only_the_own(staff):
    other = user(Role.STAFF)
    saved(staff)
    own = saved(other)
    assert list(Plan.objects.visible_to(other)) == [own]


def test_nobody_deletes_the_plan_of_somebody_else(staff):
    plan = saved(staff)
    delete_plan(by=user(Role.STAFF), plan=plan)
    assert Plan.objects.count() == 1
    delete_plan(by=staff, plan=plan)
    assert Plan.objects.count() == 0


def test_the_application_cannot_change_what_a_plan_says(staff):
    saved(staff)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_plan SET revision = 1")


def test_a_plan_of_the_first_month_has_nothing_to_go_by(staff):
    nothing = Basis(0, dict.fromkeys(basis().counted, 0), 4000, 200_000, 0, 60)
    assert Outlook.kept(saved(staff, basis=nothing, assumed={})).headline is None
