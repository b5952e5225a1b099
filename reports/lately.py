"""Readings of today that take long: read once in five minutes while no revision comes, and told how long they still hold."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from math import inf
from typing import TypeVar

from django.core.cache import cache

R = TypeVar("R")

# For so many seconds pages show what was read.
LATELY = 5 * 60


@dataclass
class Lately:
    """Until when on the monotonic clock all that was read inside holds."""

    until: float = inf


_now: ContextVar[Lately | None] = ContextVar("lately", default=None)


@contextmanager
def reading_lately() -> Iterator[Lately]:
    """Whoever keeps what is made inside keeps it no longer than the readings in it."""
    lately = Lately()
    before = _now.set(lately)
    try:
        yield lately
    finally:
        _now.reset(before)


def lately(key: str, read: Callable[[], R]) -> R:
    """What was read under the key at most five minutes ago, by any process."""
    kept = cache.get(key)
    if kept is None:
        kept = time.time(), read()
        cache.set(key, kept, LATELY)
    at, said = kept
    if inside := _now.get():
        inside.until = min(inside.until, time.monotonic() + at + LATELY - time.time())
    return said
