"""How long a request waits for what another transaction holds: each that waits holds one of a few threads."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg2.errors import LockNotAvailable

SECONDS = 3
SHORTER = "SELECT current_setting('lock_timeout'), set_config('lock_timeout', %s, true)"


class HeldError(Exception):
    """Somebody else holds it for longer."""


@contextmanager
def briefly() -> Iterator[None]:
    """A savepoint in which no lock is waited for longer than three seconds; raises HeldError, and nothing of it is written."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SHORTER, [f"{int(SECONDS * 1000)}ms"])
            ((before, _now),) = cursor.fetchall()
            yield
            # Not `TO DEFAULT`: behind a pooler the default is the server's, which has no limit.
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [before])
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise HeldError from None
        raise
