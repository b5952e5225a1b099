"""Who asks and who checks: nobody can sign in as them, so their sessions are made by hand."""

import datetime

from django.test import Client

from benchmarks.data import FACILITATORS
from okoce.accounts.models import User
from okoce.accounts.roles import Role
from programs.models import Assignment, Kecamatan

VERIFIER, STAFF = "verifier", "staff"


def make(first: datetime.date, facilitators: int = FACILITATORS) -> None:
    """As many facilitators for each kecamatan, and a verifier and a member of the city's staff for all of them."""
    for name in (VERIFIER, STAFF):
        User.objects.create(username=name, name=name, roles=[Role(name)])
    names = [f"facilitator-{number}" for number in range(facilitators)]
    users = User.objects.bulk_create(User(username=name, name=name, roles=[Role.FACILITATOR]) for name in names)
    places = list(Kecamatan.objects.order_by("code")) * (facilitators // 44)
    Assignment.objects.bulk_create(
        Assignment(user=user, kecamatan=place, starts_on=first) for user, place in zip(users, places, strict=True)
    )


def verifiers(number: int) -> list[str]:
    """The names of so many more verifiers of the whole city: who works beside others decides under a name of their own."""
    names = [f"{VERIFIER}-{one}" for one in range(number)]
    User.objects.bulk_create(User(username=name, name=name, roles=[Role.VERIFIER]) for name in names)
    return names


def session_of(username: str) -> str:
    """The key of a session of somebody who has passed both factors."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    session = client.session
    session["second_factor"] = True
    session.save()
    return session.session_key
