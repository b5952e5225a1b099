"""Readings that take long: read once in five minutes, and told how long they still hold."""

import time
from math import inf

import pytest
from django.core.cache import cache

from reports.lately import LATELY, lately, reading_lately


@pytest.fixture(autouse=True)
def nothing_read():
    cache.clear()


def read_times(number):
    """A reading that fails when it is asked more often."""
    answers = iter(range(number))
    return lambda: next(answers)


def test_it_is_read_once():
    read = read_times(1)
    assert [lately("test", read) for _ in range(3)] == [0, 0, 0]


def test_each_key_is_read_for_itself():
    assert [lately("one", lambda: 1), lately("other", lambda: 2), lately("one", lambda: 3)] == [1, 2, 1]


def test_that_there_is_nothing_is_kept_too():
    read = read_times(1)
    assert lately("test", lambda: read() or None) is None
    assert lately("test", read) is None


def test_what_is_made_of_it_holds_as_long_as_the_oldest_of_what_was_read():
    cache.set("old", (time.time() - LATELY + 60, "old"))
    with reading_lately() as told:
        lately("old", lambda: "new"), lately("new", lambda: "new")
    assert 58 < told.until - time.monotonic() <= 60


def test_what_reads_nothing_of_it_holds_for_ever():
    with reading_lately() as told:
        pass
    assert told.until == inf


def test_who_keeps_nothing_is_told_nothing():
    with reading_lately() as told:
        pass
    lately("test", lambda: 1)
    assert told.until == inf
