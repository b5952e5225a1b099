"""How the database goes about one question: one about nearly everybody, and one that takes longer to plan than to answer."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

# The rules of counting take longer to plan than to ask of so many (docs/decisions/0045-planned-once.md).
FEW = 100
# Of each value at hand no plan is made, until the transaction ends.
KNOWN = """
SELECT set_config('plan_cache_mode', 'force_generic_plan', true),
       EXISTS (SELECT FROM pg_prepared_statements WHERE name = %s)
"""


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


def ask_of(cursor: Any, sql: str, given: Sequence[tuple[str, Any]], *, many: int) -> None:
    """Execute the question about so many; `given` has type and value for each `%s` in it.

    About a few it is planned the first time only, and the plan is the connection's. Inside a transaction: a pooler may
    give the next one another connection, which is asked whether it has one.
    """
    types, values = zip(*given, strict=True)
    if many > FEW:
        cursor.execute(sql, [as_text(value) if isinstance(value, list) else value for value in values])
        return
    name = f"planned_{hashlib.sha256(sql.encode()).hexdigest()[:32]}"
    cursor.execute(KNOWN, [name])
    if not cursor.fetchone()[1]:
        marks = tuple(f"${number}" for number in range(1, len(given) + 1))
        cursor.execute(f"PREPARE {name} ({', '.join(types)}) AS {sql % marks}")
    said = ", ".join(f"%s::{one}" for one in types)
    cursor.execute(f"EXECUTE {name} ({said})", values)


def as_text(values: list[Any]) -> str:
    """An array as one value: written out as an ARRAY each of its elements is one, and a million of them are two gigabytes."""
    return f"{{{','.join(map(_element, values))}}}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    quoted = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
