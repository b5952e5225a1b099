import datetime
import uuid

import pytest

from okoce.core.months import today
from participants import businesses
from participants.models import Business
from tests.factories import ELSEWHERE, day, facilitator, kecamatan, person, user
from tests.factories import business as made_business
from tests.refusals import refused_beside

pytestmark = pytest.mark.django_db

SOON = today() + datetime.timedelta(days=2)


def facts(**said):
    known = {"name": "Warung Ani", "sector": "I", "kecamatan": kecamatan(), "kelurahan": "Tebet Barat"}
    return businesses.BusinessFacts(**known | said)


def record(owner, *, id=None, by=None, **said):
    key = id or uuid.uuid4()
    return businesses.record_business(by=by or facilitator(), id=key, owner=owner, said=facts(**said), today=today())


def change(business, **said):
    return businesses.change_business(by=facilitator(), business=business, said=facts(**said), today=today())


def test_a_business_is_of_its_owner():
    ani = person()
    made = record(ani, name=" Warung   Ani ")
    assert (made.name, list(made.owners.all()), made.recorded_by) == ("Warung Ani", [ani], facilitator())


def test_the_same_form_twice_makes_one():
    ani, key = person(), uuid.uuid4()
    assert record(ani, id=key) == record(ani, id=key)
    assert Business.objects.count() == 1


@pytest.mark.parametrize("other", ["name", "owner", "recorder"])
def test_another_form_with_a_used_key_is_refused(other):
    ani, key = person(), uuid.uuid4()
    record(ani, id=key)
    said = {"name": {"name": "Warung Budi"}, "owner": {}, "recorder": {"by": user()}}[other]
    with refused_beside("id"):
        record(person() if other == "owner" else ani, id=key, **said)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": " "}, "name"),
        ({"sector": "V"}, "sector"),
        ({"kelurahan": ""}, "kelurahan"),
        ({"started_on": SOON}, "started_on"),
        ({"closed_on": SOON}, "closed_on"),
        ({"started_on": day("2018-03-02"), "closed_on": day("2018-03-01")}, "closed_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(said, field):
    with refused_beside(field):
        record(person(), **said)


def test_a_business_may_be_older_than_the_programme():
    assert record(person(), started_on=day("1998-05-21")).started_on == day("1998-05-21")


def test_a_change_says_what_is_so_now():
    made = change(record(person()), kecamatan=kecamatan(ELSEWHERE), closed_on=day("2018-06-01"))
    assert (made.kecamatan_id, made.closed_on) == (ELSEWHERE, day("2018-06-01"))


def test_another_owner_is_added_once():
    made, budi = made_business(person()), person()
    for _ in range(2):
        businesses.add_owner(by=facilitator(), business=made, owner=budi)
    assert made.owners.count() == 2
