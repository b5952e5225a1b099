"""Closing a month: what it freezes, what stands in its way, and that two at once make one."""

import pytest

from reports import chain
from tests.reports.closed import closed, reopened

pytestmark = pytest.mark.django_db


def test_a_month_that_was_opened_again_is_closed_by_another_link():
    link = closed("2018-03")
    reopened("2018-03")
    again = closed("2018-03")
    assert (again.number, again.previous) == (2, link.digest)
    assert chain.verify() == []
