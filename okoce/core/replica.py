"""Reads of counts from a replica, if there is one and it knows all that its reader does (docs/decisions/0043-counts-from-a-replica.md).

Only `snapshot()` asks it, in requests that only read. Inside, nothing can be written; outside, every question goes to the
primary as ever: who signs in, who reads whom, what is entered.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from math import inf
from typing import Any

import structlog
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from okoce.core.spared import spared

log = structlog.get_logger(__name__)

REPLICA = "replica"
SAFE = ("GET", "HEAD", "OPTIONS")
# The cookie with the place in the primary's log before which lies all that its reader wrote.
WROTE = "wrote"
# Places in the log, as numbers that only grow. A server that is no replica, or one of another database, has none.
INSERTED = "SELECT pg_current_wal_insert_lsn() - '0/0'"
WRITTEN = "SELECT system_identifier, pg_current_wal_lsn() - '0/0' FROM pg_control_system()"
REPLAYED = """
SELECT system_identifier, pg_last_wal_replay_lsn() - '0/0' FROM pg_control_system() WHERE pg_is_in_recovery()
"""
# One that does not answer is left alone for so many seconds: who asks it may wait for nothing.
AWAY = 5.0
# It is asked how far it is not more often than that, and remembered as often where the primary was.
PAUSE, PLACES = 0.05, 1_000


class Watch:
    """How far the replica is, as this process knows it; times are those of the monotonic clock."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        # Where the primary was, and when: the newest of these places that the replica has says as of when it is.
        self.places: deque[tuple[float, int]] = deque(maxlen=PLACES)
        self.replayed, self.as_of, self.looked, self.away_until = 0, -inf, -inf, -inf
        self.state = "not asked yet"

    def has(self, place: int) -> bool:
        """Whether the replica has that place, and all that was committed OKOCE_COUNTS_FRESH_SECONDS ago."""
        may_be_old = settings.COUNTS_FRESH_SECONDS
        if may_be_old and (place > self.replayed or time.monotonic() - self.as_of > may_be_old / 2):
            self.look()
        return place <= self.replayed and time.monotonic() - self.as_of < may_be_old

    def told(self) -> str:
        """How it is, for whoever watches it: where nobody read lately, it is asked for the place of a moment before."""
        if not self.has(0):
            time.sleep(PAUSE)
            self.has(0)
        return self.state

    def look(self) -> None:
        """Ask both where they are, unless somebody does or just did: nobody waits for that."""
        if not self.lock.acquire(blocking=False):
            return
        try:
            at = time.monotonic()
            if at >= self.away_until and at - self.looked >= PAUSE:
                self.looked = at
                self._look(at)
        finally:
            self.lock.release()

    def _look(self, at: float) -> None:
        database, written = _asked(DEFAULT_DB_ALIAS, WRITTEN)
        self.places.append((at, int(written)))
        try:
            found, replayed = _asked(REPLICA, REPLAYED) or (None, 0)
        except Error as error:
            self.lose(error)
            return
        if found != database:
            self._is("no replica of this database")
            self.as_of = -inf
            return
        self.replayed = int(replayed)
        while self.places and self.places[0][1] <= self.replayed:
            self.as_of, _place = self.places.popleft()
        self._is("ok" if at - self.as_of < settings.COUNTS_FRESH_SECONDS else "late")

    def lose(self, error: Error) -> None:
        """It did not answer."""
        self.as_of, self.away_until = -inf, time.monotonic() + AWAY
        self._is("away", error=type(error).__name__)
        with spared("replica_not_closed"):
            connections[REPLICA].close()

    def _is(self, state: str, **why: str) -> None:
        if state != self.state:
            log.warning("replica", state=state, before=self.state, **why)
        self.state = state


watch = Watch()


@dataclass
class Reading:
    """A request that only reads, by somebody who wrote nothing after the place `wrote`."""

    wrote: int
    # Nothing will do that is older than the database: whoever asks was told of something new.
    anew: bool
    # The replica was asked, and could not say.
    lost: bool = False
    # What it said is of this moment or a later one.
    as_of: float = inf

    def may_ask_replica(self) -> bool:
        return not (self.anew or self.lost) and watch.has(self.wrote)


_now: ContextVar[Reading | None] = ContextVar("replica", default=None)


def is_there() -> bool:
    return REPLICA in connections.settings


@contextmanager
def in_place() -> Iterator[None]:
    """Inside, the database is the replica, where this request may read from it."""
    reading = _now.get()
    if reading is None or not reading.may_ask_replica():
        yield
        return
    reading.as_of = min(reading.as_of, watch.as_of)
    primary = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[REPLICA]
    try:
        yield
    except Error as error:
        reading.lost = True
        if isinstance(error, OperationalError | InterfaceError):
            watch.lose(error)
        raise
    finally:
        connections[DEFAULT_DB_ALIAS] = primary


def as_of(asked: float) -> float:
    """As of when what was read since `asked` is, at the least: that moment, or where the replica was."""
    reading = _now.get()
    return min(asked, reading.as_of) if reading else asked


def told_to_ask_anew(request: HttpRequest) -> bool:
    """Whether the client wants nothing that was kept: it was told of a revision, say, and wants that one."""
    return "no-cache" in request.META.get("HTTP_CACHE_CONTROL", "")


def has_just_written(request: HttpRequest) -> bool:
    return WROTE in request.COOKIES


class ReplicaMiddleware:
    """Whoever reads may read from the replica; whoever writes is given the place in the log from which on they may."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_there():
            return self.get_response(request)
        if request.method not in SAFE:
            return _noted(self.get_response(request))
        before = _now.set(Reading(wrote=_wrote(request), anew=told_to_ask_anew(request)))
        try:
            return self.get_response(request)
        finally:
            _now.reset(before)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """What the replica could not say the primary is asked, and the reader sees nothing of it."""
        reading, found = _now.get(), request.resolver_match
        if reading is None or not reading.lost or found is None:
            return None
        log.warning("replica_failed", error=type(error).__name__)
        again: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        return again


def _noted(response: HttpResponse) -> HttpResponse:
    """The response with the place after all that is written by now; soon the replica is far enough for everybody."""
    with spared("replica_place_not_noted"):
        [place] = _asked(DEFAULT_DB_ALIAS, INSERTED)
        response.set_signed_cookie(
            WROTE,
            str(int(place)),
            max_age=settings.COUNTS_FRESH_SECONDS + 1,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _wrote(request: HttpRequest) -> int:
    return int(request.get_signed_cookie(WROTE, default=None) or 0)


def _asked(alias: str, question: str) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()
