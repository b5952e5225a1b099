"""How much of the API somebody has in a minute: by token, or by user; never by address, which an office shares."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from okoce.accounts.bearers import looked_up, text_of

MINUTE = 60
# A process asks the cache that all share once in this part of the limit, and counts by itself in between: that much
# each process may exceed the limit by.
PART = 20
# Of more keys than this the process forgets the oldest: memory stays bounded, whoever asks.
MOST = 10_000


@dataclass(frozen=True)
class Allowance:
    """What a key still has in its minute, and whether this request was within it."""

    limit: int
    remaining: int
    # Seconds until the next minute begins.
    reset: int
    ok: bool

    @property
    def headers(self) -> dict[str, str]:
        told = {"RateLimit-Limit": self.limit, "RateLimit-Remaining": self.remaining, "RateLimit-Reset": self.reset}
        return {name: str(value) for name, value in told.items()}


@dataclass
class _Minute:
    """What this process knows of a key's minute."""

    number: int
    # What all processes had told when this one told its own, and what it had since.
    told: int = 0
    own: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Meter:
    """What one process counts."""

    def __init__(self) -> None:
        self._minutes: dict[str, _Minute] = {}
        self._lock = threading.Lock()

    def take(self, key: str) -> Allowance:
        """One request off the key's minute; a key says whose it is, and holds no personal datum."""
        number, passed = divmod(int(time.time()), MINUTE)
        limit, minute, ok = settings.RATE_LIMIT, self._minute(key, number), False
        with minute.lock:
            # What is refused once the minute is over is not counted, however often somebody asks.
            if minute.told + minute.own < limit:
                minute.own += 1
                if minute.own >= max(1, limit // PART):
                    minute.told = cache.add_up(f"limit:{key}:{number}", minute.own, 2 * MINUTE)
                    minute.own = 0
                ok = minute.told + minute.own <= limit
            remaining = max(0, limit - minute.told - minute.own)
        return Allowance(limit, remaining, MINUTE - passed, ok)

    def _minute(self, key: str, number: int) -> _Minute:
        with self._lock:
            minute = self._minutes.get(key)
            if not minute or minute.number != number:
                # Out and in again: what lies longest in a dictionary comes first.
                self._minutes.pop(key, None)
                if len(self._minutes) >= MOST:
                    del self._minutes[next(iter(self._minutes))]
                minute = self._minutes[key] = _Minute(number)
            return minute


take = Meter().take


def spend(request: HttpRequest, key: str) -> Allowance:
    """The same, once for a request however many look at it; LimitMiddleware tells it in the headers."""
    # The REST framework's request stands around Django's own.
    request = getattr(request, "_request", request)
    if not hasattr(request, "allowance"):
        request.allowance = take(key)
    return request.allowance


def is_refused_unasked(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the API refused it before it looked at who asks: an id that is none, a type that is not written."""
    early = 400 <= response.status_code < 500 and request.path.startswith("/api/")
    return early and not hasattr(request, "allowance")


def key_of(request: HttpRequest) -> str | None:
    """Whose minute the request is of; None of somebody unknown."""
    if text_of(request) is not None:
        bearer = looked_up(request)
        return bearer and bearer.limit
    user = getattr(request, "user", None)
    return of_user(user.pk) if user and user.is_authenticated else None


def of_user(key: int) -> str:
    return f"user:{key}"


class LimitMiddleware:
    """Tells in the headers of every answer, errors too, what is left to whom the answer is for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_refused_unasked(request, response) and (key := key_of(request)):
            spend(request, key)
        if allowance := getattr(request, "allowance", None):
            for name, value in allowance.headers.items():
                response[name] = value
        return response
