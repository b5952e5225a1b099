"""Where a life counts (docs/counting.md, C3)."""

import pytest

from tests.docs.examples import Story

pytestmark = pytest.mark.django_db


def test_somebody_who_moves_mid_way_counts_each_rung_where_they_lived_on_its_day():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-05
        A is visited on 2018-03-31 in 31.74.01
        A has a NIB issued 2018-05-14
        the licence of A is approved
        A pays 2 workers full time on 2018-05-15
        the report of A is approved
        A is visited on 2018-04-01 in 31.74.01
        A's case is approved
    """)
    assert story.rungs("A") == [
        "registered 2018-03 31.74.01",
        "mentored 2018-04 31.74.01",
        "licensed 2018-05 31.74.01",
        "new_entrepreneurs 2018-05 31.74.01",
        "jobs_created 2018-05 31.74.01: 2",
    ]
    # Both moves are told of much later; a day of moving belongs to the new home.
    story.goes_on("""
        A moves to 31.73.05 on 2018-04-01
        A moves to 31.74.04 on 2018-05-15
    """)
    assert story.rungs("A") == [
        "registered 2018-03 31.74.01",
        "mentored 2018-04 31.73.05",
        "licensed 2018-05 31.73.05",
        "new_entrepreneurs 2018-05 31.74.04",
        "jobs_created 2018-05 31.74.04: 2",
    ]
    assert story.answer("mentoring_visits") == ["2018-03 31.74.01: 1", "2018-04 31.74.01: 1"]


def test_somebody_from_outside_jakarta_climbs_on_a_line_of_their_own_and_never_in_the_headline():
    story = Story("""
        A: man born 1985-05-05, lives outside Jakarta, registered 2018-03-05
        A is visited on 2018-03-12
        A is visited on 2018-03-26
        A has a NIB issued 2018-04-02
        the licence of A is approved
        A pays 1 worker full time on 2018-04-30
        the report of A is approved
        A's case is approved
    """)
    outside = [
        "registered 2018-03 LUAR",
        "mentored 2018-03 LUAR",
        "licensed 2018-04 LUAR",
        "new_entrepreneurs 2018-04 LUAR",
        "jobs_created 2018-04 LUAR",
    ]
    assert story.rungs("A") == outside
    assert story.answer("headline of OKOCE-2026.1 in 2018-04") == ["0"]
    story.goes_on("""
        A moves to 31.74.01 on 2018-06-01
        A is paid Rp 5000000 of capital on 2018-06-01
        the capital of A is approved
    """)
    assert story.rungs("A") == [*outside, "funded 2018-06 31.74.01"]
    assert story.answer("headline of COUNCIL-P7 in 2018-06") == ["1"]


def test_somebody_who_leaves_jakarta_takes_no_count_along():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-05
        A is visited on 2018-03-12
        A moves to outside Jakarta on 2018-03-20
        A is visited on 2018-03-26
    """)
    assert story.rungs("A") == ["registered 2018-03 31.74.01", "mentored 2018-03 LUAR"]
