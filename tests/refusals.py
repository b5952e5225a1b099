"""Two ways to be refused: a sentence beside a field of a form, and a named guard of the database."""

from contextlib import contextmanager

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, transaction


@contextmanager
def refused_beside(*fields):
    """A verb refuses, with a sentence beside exactly these fields."""
    with pytest.raises(ValidationError) as refusal:
        yield refusal
    errors = getattr(refusal.value, "error_dict", {NON_FIELD_ERRORS: refusal.value.messages})
    assert sorted(errors) == sorted(fields)


def refused_as_a_whole():
    """A verb refuses, and no field alone is to blame."""
    return refused_beside(NON_FIELD_ERRORS)


@contextmanager
def refused_by(guard):
    """The database refuses, and names this constraint."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        yield
    assert refusal.value.__cause__.diag.constraint_name == guard


def at_the_end():
    """What the database asks when a transaction ends is asked now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
