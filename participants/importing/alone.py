"""One at a time: a lock that the database lets go of when whoever holds it dies, and one for the requests of a process."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

# A large file takes seconds and hundreds of megabytes: neither four of them at once, nor all threads waiting for one.
PATIENCE = 1
_at_hand = threading.Lock()


@contextmanager
def one_a_process() -> Iterator[None]:
    """While inside, no other request of this process has a whole file at hand; raises a sentence when one has it for long."""
    if not _at_hand.acquire(timeout=PATIENCE):
        raise ValidationError(_("Another spreadsheet is at hand just now: try again in half a minute."))
    try:
        yield
    finally:
        _at_hand.release()


@contextmanager
def alone(what: str) -> Iterator[bool]:
    """Whether nobody else is at it now; while inside, nobody else will be. It lasts over many transactions."""
    key = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        free = cursor.fetchone()[0]
    try:
        yield free
    finally:
        if free:
            # With the connection the lock is gone too.
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
