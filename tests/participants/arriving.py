"""A session, its door, and people who come by it, for tests of check-in by phone."""

import datetime

from django.test import Client
from django.urls import reverse

from okoce.core.months import JAKARTA, today
from participants import arrivals, doors
from participants import nik as niks
from participants.models import Arrival
from tests.factories import HOME, meeting, training, user

PHONE = "081234567890"
# Yesterday: whatever the clock says, a session of that morning has begun.
DAY = today() - datetime.timedelta(days=1)


def moment(clock, day=None):
    """That time of DAY, or of another day."""
    return datetime.datetime.combine(day or DAY, datetime.time.fromisoformat(clock), JAKARTA)


def going(*, by=None, kecamatan=HOME, starts="09:00", minutes=180, on=None):
    """A session of DAY, from nine to twelve."""
    by = by or user(kecamatan=(kecamatan,))
    return training(meeting(on or DAY, starts=starts, minutes=minutes), by=by, kecamatan=kecamatan).sessions.get()


def all_day(**said):
    """One of today that goes on whenever the test runs."""
    return going(on=today(), starts="00:00", minutes=24 * 60 - 1, **said)


def opened(session, *, at=None):
    return doors.open_door(by=session.training.logged_by, session=session, at=at or moment("08:30"))


def comes(session, name="Siti Aminah", *, phone="", nik="", at=None):
    """Somebody puts themselves down; the arrival."""
    number = niks.read(nik, on=DAY) if nik else None
    said = arrivals.Said(name, phone=phone or ("" if nik else PHONE), number=number)
    arrivals.put_down(session=session, said=said, at=at or moment("09:05"))
    return Arrival.objects.filter(session=session).order_by("arrived_at", "pk").last()


def page_of(session, name):
    return reverse(name, args=[session.training_id, session.pk])


def phone(language="en"):
    """Somebody's own phone, without a login."""
    return Client(headers={"accept-language": language})


def sends(browser, door, name="Siti Aminah", number=PHONE, **headers):
    return browser.post(reverse("checkin-door", args=[door.token]), {"name": name, "number": number}, **headers)
