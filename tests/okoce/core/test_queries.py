"""Query strings of the API: known and understood, or refused."""

import pytest
from django.http import QueryDict
from django.utils.translation import override
from rest_framework import serializers

from okoce.core.months import Month
from okoce.core.queries import MonthField, Query, WordsField


class Asked(Query):
    month = MonthField(required=False)
    metric = WordsField(["registered", "trained"], required=False)


class Request:
    def __init__(self, text):
        self.GET = QueryDict(text)


def read(text):
    return dict(Asked.of(Request(text)))


def refused(text, query=Asked):
    """{field: (code, sentence)}"""
    with override("en"), pytest.raises(serializers.ValidationError) as refusal:
        query.of(Request(text))
    found = {
        name: (errors if isinstance(errors, list) else [errors])[0] for name, errors in refusal.value.detail.items()
    }
    return {name: (one.code, str(one)) for name, one in found.items()}


def test_nothing_asked_is_nothing_known():
    assert read("") == {}


def test_what_is_understood_becomes_values():
    assert read("month=2018-03&metric=trained,registered") == {
        "month": Month(2018, 3),
        "metric": ("trained", "registered"),
    }


def test_a_word_given_twice_in_one_list_counts_once():
    assert read("metric=trained,%20trained,registered,") == {"metric": ("trained", "registered")}


def test_an_unknown_parameter_is_refused_with_those_that_are_known():
    assert refused("kecamatn=31.74.01") == {
        "kecamatn": ("unknown_parameter", "Unknown parameter. This address knows: month, metric.")
    }


def test_a_parameter_given_twice_is_refused():
    assert refused("metric=trained&metric=registered") == {
        "metric": ("repeated", "Give this parameter once, with commas between values.")
    }


def test_every_wrong_name_is_told_at_once():
    assert set(refused("a=1&b=2&month=2018-03")) == {"a", "b"}


def test_an_address_without_parameters_says_so():
    class Nothing(Query):
        pass

    assert refused("a=1", Nothing) == {"a": ("unknown_parameter", "Unknown parameter. This address knows: -.")}


@pytest.mark.parametrize("month", ["2018-3", "2018-13", "march", "2018", "2018-03-01"])
def test_a_month_is_written_in_one_way(month):
    assert refused(f"month={month}") == {"month": ("invalid", "Write a month as YYYY-MM, for example 2018-03.")}


def test_an_unknown_word_is_refused_with_those_that_are_known():
    assert refused("metric=registered,jobs") == {
        "metric": ("unknown", "Unknown value “jobs”. Choose from: registered, trained.")
    }


def test_a_long_word_is_not_repeated_whole():
    sentence = refused(f"metric={'9' * 100}")["metric"][1]
    assert "9" * 40 in sentence
    assert "9" * 41 not in sentence


@pytest.mark.parametrize("empty", ["", ",", "%20"])
def test_an_empty_list_is_refused(empty):
    assert refused(f"metric={empty}") == {"metric": ("empty", "Give at least one value, or leave the parameter out.")}
