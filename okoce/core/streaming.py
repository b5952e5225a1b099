"""Rows of a question that has more of them than belong in memory."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet


def streamed(rows: QuerySet[Any], part: int) -> Iterator[tuple[Any, ...]]:
    """The rows of `values_list`, so many at a time, by a cursor of the transaction that is open.

    `iterator()` takes them all at once here (DISABLE_SERVER_SIDE_CURSORS): elsewhere than in a transaction its cursor is
    one of the session, and a pooler has given that to somebody else by the next part.
    """
    compiler = rows.query.get_compiler(connection=connection)
    found: Iterator[tuple[Any, ...]] = compiler.results_iter(tuple_expected=True, chunked_fetch=True, chunk_size=part)
    return found
