"""On which day a rung and a new entrepreneur count (docs/counting.md, C6, C9 and C10)."""

import pytest

from tests import factories
from tests.docs.examples import Story
from tests.refusals import refused_as_a_whole

pytestmark = pytest.mark.django_db


def test_help_that_comes_after_trade_is_waited_for_and_the_next_proof_is_the_day():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-05
        A has a NIB issued 2018-03-10
        the licence of A is approved
        A is visited on 2018-03-20 and seen trading
        the visit to A on 2018-03-20 is approved
        training T in 31.74.01: 2018-04-10 for 180 minutes
        T on 2018-04-10: A present
        T is verified
    """)
    before = ["registered 2018-03 31.74.01", "licensed 2018-03 31.74.01", "trained 2018-04 31.74.01"]
    assert story.answer("cases") == []
    assert story.rungs("A") == before
    story.goes_on("""
        A is paid Rp 5000000 of capital on 2018-06-10
        the capital of A is approved
        A's case is approved
    """)
    assert story.rungs("A") == [*before, "funded 2018-06 31.74.01", "new_entrepreneurs 2018-06 31.74.01"]
    # A fact that comes late moves the day to its own; the case stays approved, the fact was checked by itself.
    story.goes_on("""
        A pays 1 worker full time on 2018-05-15
        the report of A is approved
    """)
    assert story.rungs("A") == [
        *before,
        "new_entrepreneurs 2018-05 31.74.01",
        "jobs_created 2018-05 31.74.01",
        "funded 2018-06 31.74.01",
    ]


def test_a_licence_that_comes_last_is_the_day():
    story = Story("""
        A: man born 1985-05-05, lives in 31.74.01, registered 2018-03-05
        training T in 31.74.01: 2018-03-05 for 180 minutes
        T on 2018-03-05: A present
        T is verified
        A is visited on 2018-03-05 and seen trading
        the visit to A on 2018-03-05 is approved
        A applies for a NIB on 2018-03-06
    """)
    before = ["registered 2018-03 31.74.01", "trained 2018-03 31.74.01"]
    assert story.rungs("A") == before
    story.goes_on("""
        A has an IUMK issued 2018-07-02
        the IUMK of A is approved
        A's case is approved
    """)
    assert story.rungs("A") == [*before, "licensed 2018-07 31.74.01", "new_entrepreneurs 2018-07 31.74.01"]


def test_all_of_it_on_the_day_of_registration_counts_on_that_day():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-31
        training T in 31.74.01: 2018-03-31 for 180 minutes
        T on 2018-03-31: A present
        T is verified
        A has a NIB issued 2018-03-31
        the licence of A is approved
        A pays 1 worker full time on 2018-03-31
        the report of A is approved
        A's case is approved
    """)
    assert story.rungs("A") == [
        "registered 2018-03 31.74.01",
        "trained 2018-03 31.74.01",
        "licensed 2018-03 31.74.01",
        "new_entrepreneurs 2018-03 31.74.01",
        "jobs_created 2018-03 31.74.01",
    ]


def test_a_training_that_is_approved_after_everything_else_counts_on_its_own_day():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-05
        training T in 31.74.04: 2018-03-20 for 120 minutes, 2018-04-03 for 60 minutes
        T on 2018-03-20: A present
        T on 2018-04-03: A late
        A has a NIB issued 2018-04-02
        the licence of A is approved
        A finishes the books of 2018-04 on 2018-05-02
        the books of A are approved
    """)
    assert story.answer("cases") == []
    assert story.rungs("A") == [
        "registered 2018-03 31.74.01",
        "licensed 2018-04 31.74.01",
        "bookkeeping 2018-05 31.74.01",
    ]
    story.goes_on("""
        T is verified
        A's case is approved
    """)
    assert story.rungs("A") == [
        "registered 2018-03 31.74.01",
        "trained 2018-04 31.74.01",
        "licensed 2018-04 31.74.01",
        "bookkeeping 2018-05 31.74.01",
        "new_entrepreneurs 2018-05 31.74.01",
    ]


def test_an_identity_that_is_verified_late_brings_everything_on_the_day_on_which_it_happened():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-05, identity unknown
        A is visited on 2018-03-12
        A is visited on 2018-03-26
        A has a NIB issued 2018-04-02
        the licence of A is approved
        A sells at a market on 2018-04-14
        the market of A is approved
        A pays 2 workers full time on 2018-05-31
        the report of A is approved
    """)
    assert story.answer("cases") == []
    assert story.rungs("A") == []
    assert story.answer("mentoring_visits") == ["2018-03 31.74.01: 2"]
    story.goes_on("""
        A shows the number on 2018-09-10
        A's case is approved
    """)
    assert story.rungs("A") == [
        "registered 2018-03 31.74.01",
        "mentored 2018-03 31.74.01",
        "licensed 2018-04 31.74.01",
        "marketed 2018-04 31.74.01",
        "new_entrepreneurs 2018-05 31.74.01",
        "jobs_created 2018-05 31.74.01: 2",
    ]


def test_two_visits_on_one_day_are_one_day_of_mentoring():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-05
        V visits A on 2018-03-12
        W visits A on 2018-03-12 by phone
        A has a NIB issued 2018-04-02
        the licence of A is approved
        A pays 1 worker full time on 2018-05-31
        the report of A is approved
    """)
    before = ["registered 2018-03 31.74.01", "licensed 2018-04 31.74.01", "jobs_created 2018-05 31.74.01"]
    assert story.answer("cases") == []
    assert story.rungs("A") == before
    story.tell("V visits A on 2018-06-04 online")
    # Helped now, but no licence and no proof is of that day or later.
    assert story.answer("cases") == []
    assert story.rungs("A") == [*before, "mentored 2018-06 31.74.01"]
    story.goes_on("""
        A finishes the books of 2018-06 on 2018-07-02
        the books of A are approved
        A's case is approved
    """)
    assert story.rungs("A") == [
        *before,
        "mentored 2018-06 31.74.01",
        "bookkeeping 2018-07 31.74.01",
        "new_entrepreneurs 2018-07 31.74.01",
    ]


def test_capital_that_was_applied_for_is_nothing_until_it_is_paid_out():
    story = Story("""
        A: man born 1985-05-05, lives in 31.74.01, registered 2018-03-05
        A is visited on 2018-03-12
        A is visited on 2018-03-26
        A has a NIB issued 2018-04-02
        the licence of A is approved
        A applies for Rp 25000000 of capital on 2018-04-10
        A pays 0 workers full time on 2018-04-30
        the report of A is approved
    """)
    before = ["registered 2018-03 31.74.01", "mentored 2018-03 31.74.01", "licensed 2018-04 31.74.01"]
    with refused_as_a_whole():
        story.tell("the capital of A is approved")
    # Nor does a report of nobody prove any trade.
    assert story.answer("cases") == []
    assert story.rungs("A") == before
    story.goes_on("""
        the capital of A is paid out on 2018-08-01
        the capital of A is approved
        A's case is approved
    """)
    assert story.rungs("A") == [*before, "funded 2018-08 31.74.01", "new_entrepreneurs 2018-08 31.74.01"]


def test_a_nib_and_an_iumk_are_one_rung_on_the_earlier_day_and_the_other_stands_in_when_that_one_is_void():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-05
        A is visited on 2018-03-12
        A is visited on 2018-03-26
        A has an IUMK issued 2018-05-02
        A has a NIB issued 2018-04-02
        the IUMK of A is approved
        the NIB of A is approved
        A pays 1 worker full time on 2018-04-15
        the report of A is approved
        A's case is approved
    """)
    before = ["registered 2018-03 31.74.01", "mentored 2018-03 31.74.01"]
    assert story.rungs("A") == [
        *before,
        "licensed 2018-04 31.74.01",
        "new_entrepreneurs 2018-04 31.74.01",
        "jobs_created 2018-04 31.74.01",
    ]
    story.tell("the NIB of A is revoked")
    assert story.rungs("A") == [
        *before,
        "jobs_created 2018-04 31.74.01",
        "licensed 2018-05 31.74.01",
        "new_entrepreneurs 2018-05 31.74.01",
    ]


def test_workers_up_and_down_and_up_add_only_what_was_never_there():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-05, trading without a licence, paying 1 worker
        A pays 3 workers full time on 2018-04-30
        A pays 0 workers full time on 2018-05-31
        A pays 2 workers full time and 3 part time on 2018-06-30
        A pays 5 workers part time on 2018-07-31
        the report of A of 2018-04-30 is approved
        the report of A of 2018-05-31 is approved
        the report of A of 2018-06-30 is approved
        the report of A of 2018-07-31 is approved
    """)
    # 1, then 3 (+2), 0, 5 (+2), 5.
    assert story.rungs("A") == [
        "registered 2018-03 31.74.01",
        "jobs_created 2018-04 31.74.01: 2",
        "jobs_created 2018-06 31.74.01: 2",
    ]
    story.tell("the report of A of 2018-06-30 is revoked")
    # 1, 3 (+2), 0, 5 (+2): July's five are the first.
    assert story.rungs("A")[1:] == ["jobs_created 2018-04 31.74.01: 2", "jobs_created 2018-07 31.74.01: 2"]


def test_of_two_reports_of_one_day_the_higher_counts():
    story = Story("A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-05")
    for number in (6, 3):
        factories.approved(factories.workers(story.people["A"], on="2018-05-15", full_time=number))
    assert story.rungs("A") == ["registered 2018-03 31.74.01", "jobs_created 2018-05 31.74.01: 6"]
