"""How the database goes about one question that is about nearly everybody."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def in_bulk(*, memory: str = "") -> Iterator[None]:
    """Inside, rows are joined as whole sets and not one by one; with so much memory for each set, where it is said.

    A set that is put together within the question has no statistics: it is taken for a handful, and a loop over a
    hundred thousand within another takes an hour where this takes a second.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        if memory:
            cursor.execute("SET LOCAL work_mem = %s", [memory])
        yield
        # Whatever else the transaction asks is planned as ever.
        cursor.execute("SET LOCAL enable_nestloop = on")
        if memory:
            cursor.execute("SET LOCAL work_mem TO DEFAULT")
