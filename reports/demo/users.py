"""Who works in the made-up city, and one login for each role."""

import datetime
import json
import secrets
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import make_password

from okoce.accounts.models import User
from okoce.accounts.roles import Role
from programs.models import Assignment, Kecamatan

FACILITATORS = 80
# One facilitator of Tebet, and of each other role somebody for the whole city.
LOGINS = {
    Role.FACILITATOR: "pendamping01",
    Role.VERIFIER: "verifikator",
    Role.STAFF: "staf",
    Role.ADMIN: "admin-demo",
    Role.OFFICER: "petugas-data",
    Role.AUDITOR: "auditor",
}
FIRST_PLACE = "31.74.01"


def make(first: datetime.date) -> dict[str, str]:
    """The users with their assignments from that day on. Returns the password and, by user name, a second factor."""
    password = secrets.token_urlsafe(9)
    # One digest for all: eighty of their own would take as long as all the people.
    digest = make_password(password)
    names = [f"pendamping{number:02}" for number in range(1, FACILITATORS + 1)]
    facilitators = User.objects.bulk_create(
        User(username=name, name=f"Pendamping {name[-2:]}", roles=[Role.FACILITATOR], password=digest) for name in names
    )
    _assign(facilitators, first)
    told = {"password": password}
    for role, name in LOGINS.items():
        if role != Role.FACILITATOR:
            user = User.objects.create(username=name, name=f"{Role(role).label} demo", roles=[role], password=digest)
            told[name] = _second_factor(user)
    return told


def _assign(facilitators: list[User], first: datetime.date) -> None:
    """Each in one kecamatan, the first in Tebet; the first thirty-six kecamatan have two."""
    places = sorted(Kecamatan.objects.all(), key=lambda place: (place.code != FIRST_PLACE, place.code)) * 2
    Assignment.objects.bulk_create(
        Assignment(user=user, kecamatan=place, starts_on=first)
        for user, place in zip(facilitators, places, strict=False)
    )


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
    lines = [f"  {role:<12} {name:<13} {told.get(name, 'no second factor')}" for role, name in LOGINS.items()]
    head = f"Everybody's password is {told['password']}. Role, user name, authenticator secret (codes that open once):"
    return "\n".join([head, *lines])
