"""Reading several things as of one moment."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import connection, transaction

from okoce.core import replica


@contextmanager
def snapshot(*, writes: bool = False) -> Iterator[None]:
    """Every query inside sees the database as of the first one, so a number and its revision belong together.

    Inside an open transaction it reads as that one does. It writes nothing, unless it `writes` down what it read; and so
    it may be the replica that is read.
    """
    if connection.in_atomic_block:
        yield
        return
    with nullcontext() if writes else replica.in_place(), transaction.atomic():
        with connection.cursor() as cursor:
            mode = "READ WRITE" if writes else "READ ONLY"
            cursor.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ {mode}")
        yield
