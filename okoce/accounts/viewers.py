"""Who reads, remembered for a second by their session: a page that is unchanged asks no database who asks.

The session itself is looked up each time, so that signing out ends it at once. What else ends it or changes it, another
password, other roles, an account that is switched off, is seen after OKOCE_COUNTS_FRESH_SECONDS in a process that knew them.
"""

import threading
import time
from collections import OrderedDict
from hashlib import sha256
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from okoce.accounts.gate import PASSED
from okoce.accounts.models import User
from okoce.accounts.roles import Power

MOST = 2_000


class Viewer(NamedTuple):
    """What a page of counts may know of whoever reads it: what they may see, and what stands above it."""

    key: int
    name: str
    powers: frozenset[Power]

    @classmethod
    def of(cls, user: User) -> "Viewer":
        return cls(user.pk, user.get_full_name() or user.get_username(), frozenset(user.powers))


_known: OrderedDict[bytes, tuple[Viewer, float]] = OrderedDict()
_lock = threading.Lock()


def remember(request: HttpRequest) -> Viewer:
    """Whoever the gate let in with this session."""
    user: Any = request.user
    viewer = Viewer.of(user)
    if key := _key(request.session):
        with _lock:
            _known[key] = viewer, time.monotonic() + settings.COUNTS_FRESH_SECONDS
            _known.move_to_end(key)
            if len(_known) > MOST:
                _known.popitem(last=False)
    return viewer


def known(session: SessionBase) -> Viewer | None:
    """Whom the gate let in with this session a moment ago; None leaves it to the gate."""
    found = _known.get(key) if (key := _key(session)) else None
    return found[0] if found and time.monotonic() < found[1] else None


def forget() -> None:
    with _lock:
        _known.clear()


def _key(session: SessionBase) -> bytes | None:
    """A digest of the session and of what the gate looks at in it; None where nobody is signed in."""
    said = session.session_key, session.get(SESSION_KEY), session.get(HASH_SESSION_KEY)
    return sha256(repr((*said, bool(session.get(PASSED)))).encode()).digest() if all(said) else None
