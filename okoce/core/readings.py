"""Several questions put to the database as one: each asks, and says what its rows tell."""

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")
M = TypeVar("M", bound=Model)

Rows = list[list[Any]]


@dataclass(frozen=True)
class Reading(Generic[R]):
    """A SELECT, what it is asked with, and what its rows `tell`: whole numbers and texts, a day or a moment as ISO writes it."""

    sql: str
    said: Mapping[str, Any] | Sequence[Any]
    tell: Callable[[Rows], R]

    def then(self, further: Callable[[R], S]) -> "Reading[S]":
        """The same question, told further."""
        return Reading(self.sql, self.said, lambda rows: further(self.tell(rows)))


def values_read(values: QuerySet[Any]) -> Reading[Rows]:
    """The rows of a `values_list`."""
    try:
        sql, said = values.query.sql_with_params()
    except EmptyResultSet:
        # One of which nothing can be: Django would not ask at all.
        sql, said = "SELECT WHERE false", ()
    return Reading(sql, said, list)


def models_read(rows: QuerySet[M]) -> Reading[list[M]]:
    """The rows of the model themselves."""
    fields = rows.model._meta.concrete_fields  # noqa: SLF001 - Django names it so
    names = [field.attname for field in fields]

    def models(found: Rows) -> list[M]:
        values = ([field.to_python(value) for field, value in zip(fields, row, strict=True)] for row in found)
        return [rows.model.from_db(rows.db, names, row) for row in values]

    return values_read(rows.values_list(*names)).then(models)


def read(*readings: Reading[Any]) -> list[Any]:
    """What each of them tells, of one moment: one question, however many they are."""
    with connection.cursor() as cursor:
        texts = (cursor.mogrify(one.sql, one.said).decode() for one in readings)
        cursor.execute(f"SELECT {', '.join(map(_in_one, texts))}")
        found = cursor.fetchone()
    return [one.tell(json.loads(rows, object_pairs_hook=_values)) for one, rows in zip(readings, found, strict=True)]


def by_itself(reading: Callable[P, Reading[R]]) -> Callable[P, R]:
    """The same question for whoever has no other: asked with what the reading is asked with, it tells what that tells."""

    @functools.wraps(reading)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        found: R = read(reading(*args, **kwargs))[0]
        return found

    return told


def _in_one(sql: str) -> str:
    # As JSON that keeps the order of columns, and two of one name.
    return f"(SELECT coalesce(json_agg(each), '[]')::text FROM ({sql}) each)"  # noqa: S608 - each text has its values already


def _values(pairs: list[tuple[str, Any]]) -> list[Any]:
    return [value for _name, value in pairs]
