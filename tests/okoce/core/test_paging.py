"""Pages of a list."""

import pytest
from django.test import RequestFactory

from okoce.core.paging import page_of

ROWS = list(range(120))


@pytest.mark.parametrize(
    ("query", "number", "rows"),
    [
        ("", 1, ROWS[:50]),
        ("?page=2", 2, ROWS[50:100]),
        ("?page=3", 3, ROWS[100:]),
        ("?page=4", 3, ROWS[100:]),
        ("?page=0", 3, ROWS[100:]),
        ("?page=x", 1, ROWS[:50]),
        ("?page=9999999999999999999999", 3, ROWS[100:]),
    ],
)
def test_it_is_the_page_that_was_asked_for_or_the_nearest(query, number, rows):
    page = page_of(RequestFactory().get(f"/{query}"), ROWS)
    assert (page.number, list(page)) == (number, rows)


def test_an_empty_list_has_one_empty_page():
    page = page_of(RequestFactory().get("/?page=3"), [])
    assert (page.number, list(page)) == (1, [])
