"""One at a time: a lock that the database lets go of when whoever holds it dies."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection

# An administrator's limit for transactions that do nothing is not meant for this one.
TRY = "SELECT set_config('idle_in_transaction_session_timeout', '0', true), pg_try_advisory_xact_lock(%s)"


@contextmanager
def alone(what: str) -> Iterator[bool]:
    """Whether nobody else is at it now; while inside, nobody else will be. It lasts over many transactions.

    The lock is that of a transaction on a connection of its own: a pooler gives each transaction of the connection that
    works another session of the database (docs/decisions/0044).
    """
    key = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], signed=True)
    holder = connection.copy()
    try:
        holder.set_autocommit(False)
        with holder.cursor() as cursor:
            cursor.execute(TRY, [key])
            ((_patience, free),) = cursor.fetchall()
        if not free:
            holder.close()
        yield free
    finally:
        # With the connection the lock is gone too.
        with suppress(Error):
            holder.rollback()
        holder.close()
