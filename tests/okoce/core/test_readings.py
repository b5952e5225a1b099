"""Several questions put to the database as one."""

import datetime

import pytest

from okoce.core.readings import Reading, models_read, read, values_read
from programs.models import City, Kecamatan, Target

pytestmark = pytest.mark.django_db


def asked(sql, **said):
    return Reading(sql, said, list)


def test_they_are_one_question(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert read(asked("SELECT 1"), asked("SELECT 2 UNION ALL SELECT 3")) == [[[1]], [[2], [3]]]


def test_each_is_asked_with_words_of_its_own():
    one, other = (asked("SELECT %(word)s::text", word=word) for word in ("100 %", "'; DROP TABLE x; --"))
    assert read(one, other) == [[["100 %"]], [["'; DROP TABLE x; --"]]]


def test_columns_keep_their_order_and_two_of_one_name_are_two():
    sql = "SELECT count(*), count(*) FILTER (WHERE false), 'a' AS z, 'b' AS a"
    assert read(asked(sql)) == [[[1, 0, "a", "b"]]]


def test_rows_keep_their_order_and_none_is_none():
    assert read(asked("SELECT * FROM unnest(ARRAY[3, 1, 2]) n ORDER BY n DESC"), asked("SELECT 1 WHERE false")) == [
        [[3], [2], [1]],
        [],
    ]


def test_a_moment_is_told_as_iso_writes_it():
    sql = "SELECT %(at)s::timestamptz"
    at = datetime.datetime(2018, 3, 5, 4, 3, 2, 120, tzinfo=datetime.UTC)
    [[[told]]] = read(asked(sql, at=at))
    assert datetime.datetime.fromisoformat(told) == at


def test_what_it_tells_can_be_told_further():
    assert read(asked("SELECT 6").then(lambda rows: rows[0][0]).then(lambda six: six * 7)) == [42]


def test_models_are_those_that_their_manager_gives():
    (targets,) = read(models_read(Target.objects.order_by("code", "-version")))
    expected = list(Target.objects.order_by("code", "-version"))
    assert targets == expected
    assert [vars(one).keys() >= {"floor", "valid_from"} for one in targets] == [True] * len(expected)
    assert [(one.floor, one.valid_from) for one in targets] == [(one.floor, one.valid_from) for one in expected]


def test_of_what_nothing_can_be_nothing_is_told():
    cities, none = read(models_read(City.objects.none()), values_read(Kecamatan.objects.none().values_list("code")))
    assert (cities, none) == ([], [])
