"""What is revoked was never so; what lapses, closes or comes back was (docs/counting.md, “What an approval holds for”)."""

import pytest

from tests.docs.examples import Story

pytestmark = pytest.mark.django_db

# Everything from nothing to a new entrepreneur of 2 May, for a business of two.
LIFE = """
    A, B: women born 1990-01-01, living in 31.74.01, registered 2018-03-05
    A and B own a business
    training T in 31.74.01: 2018-03-12 for 180 minutes
    T on 2018-03-12: A present
    T is verified
    A has a NIB issued 2018-04-02 until 2018-12-31 for the business
    the licence of A is approved
    A finishes the books of 2018-04 on 2018-05-02
    the books of A are approved
    A's case is approved
"""
COUNTED = [
    "registered 2018-03 31.74.01",
    "trained 2018-03 31.74.01",
    "licensed 2018-04 31.74.01",
    "bookkeeping 2018-05 31.74.01",
    "new_entrepreneurs 2018-05 31.74.01",
]
UNCOUNTED = COUNTED[:-1]


def test_a_licence_that_was_revoked_never_was():
    story = Story(LIFE)
    assert story.rungs("A") == COUNTED
    story.tell("the licence of A is revoked")
    assert story.rungs("A") == [
        "registered 2018-03 31.74.01",
        "trained 2018-03 31.74.01",
        "bookkeeping 2018-05 31.74.01",
    ]
    assert story.answer("ledger of new_entrepreneurs") == ["2018-05 in 2018-05: +1", "2018-05 in 2018-05: -1"]


def test_a_revocation_after_the_month_was_closed_is_an_adjustment_of_a_later_one():
    story = Story(LIFE)
    story.goes_on("""
        2018-05 is closed
        the licence of A is revoked
    """)
    assert story.answer("new_entrepreneurs, first") == ["2018-05: 1"]
    assert story.answer("new_entrepreneurs, adjustments") == ["2018-06: -1"]


def test_a_licence_that_lapsed_and_a_business_that_closed_take_no_count_away():
    story = Story(LIFE)
    story.tell("A closes the business on 2018-06-30")
    assert story.rungs("A") == COUNTED


def test_a_revoked_training_helped_nobody_and_another_help_stands_in():
    story = Story(LIFE)
    story.tell("T is revoked")
    assert story.rungs("A") == [
        "registered 2018-03 31.74.01",
        "licensed 2018-04 31.74.01",
        "bookkeeping 2018-05 31.74.01",
    ]
    story.goes_on("""
        A is visited on 2018-04-20
        A is visited on 2018-05-02
    """)
    assert story.rungs("A") == [
        "registered 2018-03 31.74.01",
        "licensed 2018-04 31.74.01",
        "mentored 2018-05 31.74.01",
        "bookkeeping 2018-05 31.74.01",
        "new_entrepreneurs 2018-05 31.74.01",
    ]


def test_a_revoked_visit_proves_nothing_and_is_no_visit():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-05
        A has a NIB issued 2018-03-07
        the licence of A is approved
        A is visited on 2018-03-12
        A is visited on 2018-04-20 and seen trading
        the visit to A on 2018-04-20 is approved
        A's case is approved
    """)
    before = ["registered 2018-03 31.74.01", "licensed 2018-03 31.74.01"]
    assert story.rungs("A") == [*before, "mentored 2018-04 31.74.01", "new_entrepreneurs 2018-04 31.74.01"]
    story.tell("the visit to A on 2018-04-20 is revoked")
    assert story.rungs("A") == before
    assert story.answer("mentoring_visits") == ["2018-03 31.74.01: 1"]


def test_a_case_that_came_back_counts_when_it_is_approved_again():
    story = Story(LIFE)
    story.tell("A's case is sent back")
    assert story.rungs("A") == UNCOUNTED
    story.tell("A's case is handed in again")
    assert story.rungs("A") == UNCOUNTED
    story.tell("A's case is approved")
    assert story.rungs("A") == COUNTED


def test_a_case_that_was_revoked_by_mistake_is_approved_again():
    story = Story(LIFE)
    story.tell("A's case is revoked")
    assert story.rungs("A") == UNCOUNTED
    story.tell("A's case is approved")
    assert story.rungs("A") == COUNTED
    assert story.answer("ledger of new_entrepreneurs") == [
        "2018-05 in 2018-05: +1",
        "2018-05 in 2018-05: -1",
        "2018-05 in 2018-05: +1",
    ]


def test_a_licence_that_was_sent_back_counts_again_when_it_is_approved():
    story = Story(LIFE)
    story.tell("the licence of A is sent back")
    assert story.rungs("A") == [
        "registered 2018-03 31.74.01",
        "trained 2018-03 31.74.01",
        "bookkeeping 2018-05 31.74.01",
    ]
    story.tell("the licence of A is approved")
    assert story.rungs("A") == COUNTED
