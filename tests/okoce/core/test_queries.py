"""Query strings: known, given once, not empty, and understood, or refused."""

import pytest
from django.http import QueryDict
from rest_framework import serializers

from okoce.core.months import Month
from okoce.core.queries import MonthField, Query, WordsField


class Asked(Query):
    month = MonthField(required=False)
    colours = WordsField(["red", "green", "blue"], required=False)
    size = serializers.IntegerField(default=5)


class Nothing(Query):
    pass


def ask(text, query=Asked):
    asked = query(data=QueryDict(text))
    if asked.is_valid():
        return asked.validated_data
    return [(name, error.code) for name, errors in asked.errors.items() for error in errors]


def test_left_out_is_left_out_and_defaults_hold():
    assert ask("") == {"size": 5}


def test_values_are_understood():
    assert ask("month=2018-03&colours=blue,red&size=7") == {
        "month": Month(2018, 3),
        "colours": ("blue", "red"),
        "size": 7,
    }


def test_words_keep_their_order_without_repeats_and_spaces():
    assert ask("colours=red, blue ,red,")["colours"] == ("red", "blue")


def test_a_list_may_come_as_one_parameter_or_as_several():
    assert ask("colours=red&colours=blue,red") == {"colours": ("red", "blue"), "size": 5}


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("colour=red", [("colour", "unknown_parameter")]),
        ("month=", [("month", "empty")]),
        ("month=%20", [("month", "empty")]),
        ("size=", [("size", "empty")]),
        ("colours=", [("colours", "empty")]),
        ("colours=,%20,", [("colours", "empty")]),
        ("size=1&size=2", [("size", "repeated")]),
        ("size=1&size=1", [("size", "repeated")]),
        ("colours=red,pink", [("colours", "unknown")]),
        ("colours=RED", [("colours", "unknown")]),
        ("month=2018-00", [("month", "invalid")]),
        ("month=2018-03-01", [("month", "invalid")]),
        ("month=0000-01", [("month", "invalid")]),
        ("month=٢٠١٨-٠٣", [("month", "invalid")]),
        ("size=many", [("size", "invalid")]),
        ("a=1&b=2", [("a", "unknown_parameter"), ("b", "unknown_parameter")]),
    ],
)
def test_everything_else_is_refused(text, refused):
    assert ask(text) == refused


def test_an_address_without_parameters_says_so():
    query = Nothing(data=QueryDict("x=1"))
    assert not query.is_valid()
    assert str(query.errors["x"][0]).endswith(": -.")


def test_a_long_word_is_not_repeated_whole():
    query = Asked(data=QueryDict(f"colours={'x' * 500}"))
    assert not query.is_valid()
    assert "x" * 40 in query.errors["colours"][0]
    assert "x" * 41 not in query.errors["colours"][0]
