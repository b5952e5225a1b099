"""Who works in the made-up city, and at least one login for each role."""

import datetime
import json
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import make_password

from okoce.accounts.models import User
from okoce.accounts.roles import Role
from programs.models import Assignment, Kecamatan


class Login(NamedTuple):
    """Somebody who may be tried out: for the whole city, or for the kecamatan named."""

    username: str
    role: Role
    name: str
    places: tuple[str, ...] = ()


FACILITATORS = 80
FIRST_PLACE = "31.74.01"
# These three and this one share a kecamatan, where the last one keeps the registrations of all four.
AT_ONE_DESK, WHO_REGISTERS = (13, 53, 73), 33
LOGINS = [
    Login("pendamping01", Role.FACILITATOR, "Pendamping 01", (FIRST_PLACE,)),
    Login("verifikator", Role.VERIFIER, "Verifikator kota"),
    Login("verifikator-selatan", Role.VERIFIER, "Verifikator Jakarta Selatan", (FIRST_PLACE, "31.74.02", "31.74.03")),
    Login("verifikator-timur", Role.VERIFIER, "Verifikator Jakarta Timur", ("31.75.01", "31.75.02", "31.75.03")),
    Login("staf", Role.STAFF, "Staf kota"),
    Login("staf2", Role.STAFF, "Staf kota kedua"),
    Login("admin-demo", Role.ADMIN, "Admin demo"),
    Login("petugas-data", Role.OFFICER, "Petugas data"),
    Login("auditor", Role.AUDITOR, "Auditor"),
]


def make(first: datetime.date) -> dict[str, str]:
    """The users with their assignments from that day on. Returns the password and, by user name, a second factor."""
    password = secrets.token_urlsafe(9)
    # One digest for all: eighty of their own would take as long as all the people.
    digest = make_password(password)
    names = [f"pendamping{number:02}" for number in range(1, FACILITATORS + 1)]
    facilitators = User.objects.bulk_create(
        User(username=name, name=f"Pendamping {name[-2:]}", roles=[Role.FACILITATOR], password=digest) for name in names
    )
    _assign(zip(facilitators, _places(), strict=True), first)
    told = {"password": password}
    for login in LOGINS:
        if login.role != Role.FACILITATOR:
            user = User.objects.create(username=login.username, name=login.name, roles=[login.role], password=digest)
            _assign(((user, place) for place in Kecamatan.objects.filter(code__in=login.places)), first)
            told[login.username] = _second_factor(user)
    return told


def _places() -> list[Kecamatan]:
    """Where each facilitator works: the first in Tebet; nearly all of the first thirty-six kecamatan have two."""
    places = sorted(Kecamatan.objects.all(), key=lambda place: (place.code != FIRST_PLACE, place.code)) * 2
    for one in AT_ONE_DESK:
        places[one] = places[WHO_REGISTERS]
    return places[:FACILITATORS]


def _assign(pairs: Iterable[tuple[User, Kecamatan]], first: datetime.date) -> None:
    Assignment.objects.bulk_create(Assignment(user=user, kecamatan=place, starts_on=first) for user, place in pairs)


def _second_factor(user: User) -> str:
    """An authenticator's secret, and ten codes of which each opens once."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    codes = RecoveryCodes(Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES))
    return f"{secret} ({' '.join(codes.get_unused_codes()[:3])})"


def keep(told: dict[str, str], path: Path) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(told))


def told(path: Path) -> str:
    """What `make demo` prints: a line for each login."""
    told = json.loads(path.read_text())
    lines = [f"  {one.role:<12} {one.username:<20} {told.get(one.username, 'no second factor')}" for one in LOGINS]
    head = f"Everybody's password is {told['password']}. Role, user name, authenticator secret (codes that open once):"
    return "\n".join([head, *lines])
