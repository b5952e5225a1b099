"""A question about a few is planned once on a connection, and answers as it would have been answered each time."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from okoce.core.planning import FEW, ask_of

# With a sign that is written twice where values are put in.
QUESTION = "SELECT count(*), %s || ' 7 %%' FROM unnest(%s::int[]) AS told (number) WHERE number %% 2 = 0"


@pytest.fixture
def cursor(db):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
        yield cursor


def asked(cursor, numbers, word="of"):
    ask_of(cursor, QUESTION, [("text", word), ("int[]", numbers)], many=len(numbers))
    return cursor.fetchone()


def planned(cursor):
    cursor.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements")
    return cursor.fetchall()


def test_each_answer_is_of_the_values_it_was_asked_with(cursor):
    answers = [asked(cursor, [1, 2, 4]), asked(cursor, [], "for"), asked(cursor, [8] * (FEW + 1))]
    assert answers == [(2, "of 7 %"), (0, "for 7 %"), (FEW + 1, "of 7 %")]


def test_a_few_are_planned_once(cursor):
    for numbers in ([1], [1, 2], [1, 2, 3]):
        asked(cursor, numbers)
    assert planned(cursor) == [(3, 0)]


def test_many_are_planned_each_time(cursor):
    asked(cursor, [1] * (FEW + 1))
    assert planned(cursor) == []


def test_another_connection_plans_for_itself(cursor):
    asked(cursor, [1])
    # As behind a pooler, where the next transaction may have a connection that knows of nothing.
    cursor.execute("DEALLOCATE ALL")
    assert asked(cursor, [2]) == (1, "of 7 %")


def test_what_was_planned_outlives_a_transaction_that_failed(cursor):
    with transaction.atomic():
        asked(cursor, [1])
        transaction.set_rollback(True)
    with CaptureQueriesContext(connection) as captured:
        asked(cursor, [2])
    assert not any("PREPARE" in query["sql"] for query in captured)


@pytest.mark.parametrize("many", [1, FEW + 1])
def test_an_element_is_told_as_it_was_given(cursor, many):
    given = [None, "", "null", 'a "word"', "a\\b", "{a,b}", " of two ", "Kelapa Gading"]
    ask_of(cursor, "SELECT %s::text[]", [("text[]", given)], many=many)
    assert cursor.fetchone()[0] == given
