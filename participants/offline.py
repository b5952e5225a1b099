"""What a phone keeps of the site, so that a session goes on in a hall without a signal."""

import datetime
import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from okoce.accounts.models import User
from participants import agenda, repeating
from participants.homes import with_homes
from participants.models import Participant
from programs.models import Curriculum, Kecamatan, Training, TrainingSession
from programs.places import workplaces

# What stands on the blank pages for what is not known yet: the phone writes the real ones there.
TRAINING, SESSION, PARTICIPANT = (uuid.UUID(f"00000000-0000-4000-8000-00000000000{last}") for last in "123")
SOMEBODY, SOMETHING = "{somebody}", "{something}"
BLANK = ["offline-roster", "offline-person", "offline-visit"]

A_DAY = datetime.timedelta(days=1)
# More names than live in the largest kecamatan's programme.
MOST_NAMES = 20_000

STYLES = ["css/tokens.css", "css/base.css", "css/controls.css", "css/report.css", "img/mark.svg"]
LIBRARY = "django_htmx/htmx-4.min.js"
# Of rooms that need a line.
NOT_KEPT = {"api-docs.js", "paste.js", "print.js", "share.js"}


def sessions(user: User, *, on: datetime.date) -> list[TrainingSession]:
    """Those of that day and of the next: a phone that goes without a line overnight has them in the morning."""
    return list(agenda.sessions_in(user, on, on + 2 * A_DAY))


def roster_of(session: TrainingSession) -> str:
    return f"{reverse('training', args=[session.training_id])}?session={session.pk}"


def pages(user: User, held: Iterable[TrainingSession]) -> list[str]:
    """The addresses that a phone of the user's keeps, with those of these sessions."""
    rosters = [roster_of(session) for session in held]
    again = repeating.last_of(user)
    likes = [f"{reverse('training-new')}?like={again.training.pk}"] if again else []
    rooms = [reverse(name) for name in ("training-new", "unsent", "offline", *BLANK)]
    # What is needed first: the line may go before the last of them.
    return [reverse("home"), *rosters, *rooms, *likes]


def names(user: User) -> list[list[str]]:
    """Who lives where the user works today: the key, the name, the kecamatan. No number, no phone."""
    places = dict(workplaces(user).values_list("code", "name"))
    people = with_homes(Participant.objects.worked_by(user).whole()).filter(home__in=places)
    rows = people.order_by("name", "pk").values_list("pk", "name", "home")[:MOST_NAMES]
    return [[str(key), name, places[home]] for key, name, home in rows]


def statics() -> list[str]:
    """The addresses of the files that kept pages need, each with a name that says what is in it."""
    scripts = sorted({one.name for one in (settings.BASE_DIR / "static/js").glob("*.js")} - NOT_KEPT)
    return [static(name) for name in chain(STYLES, [LIBRARY], (f"js/{one}" for one in scripts))]


def version(files: list[str]) -> str:
    """What these files are called in all: another one when one of them is another."""
    return hashlib.sha256(json.dumps(files).encode()).hexdigest()[:16]


def kept_roll(roll: Mapping[str, Any]) -> dict[str, Any]:
    """What is otherwise in the roll of a session that a phone keeps: no digit of a NIK, and open, as it will be there."""
    for row in roll.get("people", []):
        row["person"].nik_tail = ""
    going = roll.get("going", False)
    return {"begun": going, "open": going, "arriving": None, "somebody": blank_person()}


def blank_session(user: User, at: datetime.datetime) -> TrainingSession:
    """A session that is nobody's yet, where the user works: for pages of a training that waits on a phone."""
    place = workplaces(user).first() or Kecamatan(name="")
    training = Training(pk=TRAINING, kecamatan=place, place="", curriculum=Curriculum(name=SOMETHING), led_by=user)
    hours = {"starts_at": datetime.time(0), "ends_at": datetime.time(23, 59)}
    return TrainingSession(pk=SESSION, training=training, held_on=at.date(), **hours)


def blank_person() -> Participant:
    return Participant(pk=PARTICIPANT, name=SOMEBODY)
