"""Whether somebody is a new entrepreneur at all (docs/counting.md, C10)."""

import pytest

from tests.docs.examples import Story

pytestmark = pytest.mark.django_db


def test_somebody_who_starts_from_nothing_counts_on_the_day_of_the_last_thing_that_was_missing():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-05
        A is visited on 2018-03-12
        A is visited on 2018-03-26
        A has a NIB issued 2018-04-02
        the licence of A is approved
        A finishes the books of 2018-04 on 2018-05-02
        the books of A are approved
    """)
    before = ["registered 2018-03 31.74.01", "mentored 2018-03 31.74.01", "licensed 2018-04 31.74.01"]
    assert story.rungs("A") == [*before, "bookkeeping 2018-05 31.74.01"]
    story.tell("A's case is approved")
    assert story.rungs("A") == [*before, "bookkeeping 2018-05 31.74.01", "new_entrepreneurs 2018-05 31.74.01"]


def test_an_existing_trader_levels_up_and_is_never_new():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-05, trading without a licence
        A is visited on 2018-03-12
        A is visited on 2018-03-26
        A has a NIB issued 2018-04-02
        the licence of A is approved
        A finishes the books of 2018-04 on 2018-05-02
        the books of A are approved
    """)
    assert story.answer("cases") == []
    assert story.rungs("A") == [
        "registered 2018-03 31.74.01",
        "mentored 2018-03 31.74.01",
        "licensed 2018-04 31.74.01",
        "level_up 2018-04 31.74.01",
        "bookkeeping 2018-05 31.74.01",
    ]


def test_somebody_with_a_licence_at_the_start_levels_up_with_the_next_one_and_only_more_workers_are_jobs():
    story = Story("""
        A: man born 1970-01-01, lives in 31.74.01, registered 2018-03-05, trading with a licence, paying 3 workers
        A is visited on 2018-03-12
        A is visited on 2018-03-26
        A pays 3 workers full time on 2018-03-31
        the report of A of 2018-03-31 is approved
        A has a NIB issued 2018-04-02
        the licence of A is approved
        A pays 2 workers full time and 2 part time on 2018-05-31
        the report of A of 2018-05-31 is approved
    """)
    assert story.answer("cases") == []
    assert story.rungs("A") == [
        "registered 2018-03 31.74.01",
        "mentored 2018-03 31.74.01",
        "licensed 2018-04 31.74.01",
        "level_up 2018-04 31.74.01",
        "jobs_created 2018-05 31.74.01",
    ]


def test_a_licence_from_before_registering_is_no_rung_and_keeps_its_owner_from_being_new():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-05
        A has an IUMK issued 2018-03-04
        the IUMK of A is approved
        A is visited on 2018-03-12
        A is visited on 2018-03-26 and seen trading
        the visit to A on 2018-03-26 is approved
    """)
    before = ["registered 2018-03 31.74.01", "mentored 2018-03 31.74.01"]
    assert story.rungs("A") == before
    story.goes_on("""
        A has a NIB issued 2018-06-04
        the NIB of A is approved
    """)
    assert story.answer("cases") == []
    assert story.rungs("A") == [*before, "licensed 2018-06 31.74.01", "level_up 2018-06 31.74.01"]


def test_an_old_licence_of_another_type_that_is_found_out_later_takes_the_count_away():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-05
        A is visited on 2018-03-12
        A is visited on 2018-03-26
        A has a NIB issued 2018-04-02
        the NIB of A is approved
        A pays 1 worker full time on 2018-05-31
        the report of A is approved
        A's case is approved
    """)
    before = ["registered 2018-03 31.74.01", "mentored 2018-03 31.74.01", "licensed 2018-04 31.74.01"]
    assert story.rungs("A") == [
        *before,
        "new_entrepreneurs 2018-05 31.74.01",
        "jobs_created 2018-05 31.74.01",
    ]
    story.goes_on("""
        A has a SIUP issued 2015-02-03
        the SIUP of A is approved
    """)
    # Of a type that makes nobody licensed, and a licence all the same: there was a business.
    assert story.rungs("A") == [*before, "level_up 2018-04 31.74.01", "jobs_created 2018-05 31.74.01"]


def test_a_licence_in_somebody_elses_name_is_neither_a_rung_nor_a_past():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-05
        A has an IUMK issued 2018-01-15 in another name
        A has a NIB issued 2018-04-02 in another name
        the IUMK of A is approved
        the NIB of A is approved
        A is visited on 2018-03-12
        A is visited on 2018-03-26
        A finishes the books of 2018-04 on 2018-05-02
        the books of A are approved
    """)
    before = ["registered 2018-03 31.74.01", "mentored 2018-03 31.74.01"]
    assert story.answer("cases") == []
    assert story.rungs("A") == [*before, "bookkeeping 2018-05 31.74.01"]
    story.goes_on("""
        A has a NIB issued 2018-06-04
        the NIB of A of 2018-06-04 is approved
        A's case is approved
    """)
    assert story.rungs("A") == [
        *before,
        "bookkeeping 2018-05 31.74.01",
        "licensed 2018-06 31.74.01",
        "new_entrepreneurs 2018-06 31.74.01",
    ]


def test_what_was_seen_of_trade_before_registration_proves_nothing_after_it():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, on a list since 2018-02-05
        A is visited on 2018-02-10 and seen trading
        the visit to A on 2018-02-10 is approved
        A pays 2 workers full time on 2018-02-28
        the report of A of 2018-02-28 is approved
        A is paid Rp 5000000 of capital on 2018-02-28
        the capital of A is approved
        A consents on 2018-03-05
        A is visited on 2018-03-12
        A sells at a market on 2018-03-17
        the market of A is approved
        A has a NIB issued 2018-04-02
        the licence of A is approved
    """)
    before = [
        "funded 2018-02 31.74.01",
        "registered 2018-03 31.74.01",
        "mentored 2018-03 31.74.01",
        "marketed 2018-03 31.74.01",
    ]
    # A market is a rung and no proof. The two workers of February are no jobs, and the mark that three have to pass.
    assert story.answer("cases") == []
    assert story.rungs("A") == [*before, "licensed 2018-04 31.74.01"]
    story.goes_on("""
        A pays 3 workers full time on 2018-04-30
        the report of A of 2018-04-30 is approved
        A's case is approved
    """)
    assert story.rungs("A") == [
        *before,
        "licensed 2018-04 31.74.01",
        "new_entrepreneurs 2018-04 31.74.01",
        "jobs_created 2018-04 31.74.01",
    ]


def test_whoever_skips_to_capital_is_funded_and_nothing_else():
    story = Story("""
        A: man born 1985-05-05, lives in 31.74.01, registered 2018-03-05
        A is paid Rp 5000000 of capital on 2018-05-10
        the capital of A is approved
    """)
    assert story.answer("cases") == []
    assert story.rungs("A") == ["registered 2018-03 31.74.01", "funded 2018-05 31.74.01"]


def test_of_two_owners_the_one_in_whose_name_the_licence_stands_is_new():
    story = Story("""
        A, B: women born 1990-01-01, living in 31.74.01, registered 2018-03-05
        A and B own a business
        A, B are visited on 2018-03-12
        A, B are visited on 2018-03-26
        A has a NIB issued 2018-04-02 for the business
        B has a NIB issued 2018-04-02 in another name for the business
        the licences of A, B are approved
        A finishes the books of 2018-04 on 2018-05-02
        B finishes the books of 2018-04 on 2018-05-02
        the books of A, B are approved
        A pays 2 workers part time on 2018-05-31
        the report of A is approved
        A's case is approved
    """)
    assert story.answer("cases") == ["A"]
    assert story.rungs("A") == [
        "registered 2018-03 31.74.01",
        "mentored 2018-03 31.74.01",
        "licensed 2018-04 31.74.01",
        "bookkeeping 2018-05 31.74.01",
        "new_entrepreneurs 2018-05 31.74.01",
        "jobs_created 2018-05 31.74.01: 2",
    ]
    assert story.rungs("B") == [
        "registered 2018-03 31.74.01",
        "mentored 2018-03 31.74.01",
        "bookkeeping 2018-05 31.74.01",
    ]


def test_two_people_of_one_name_and_one_birthday_are_two_people():
    story = Story("""
        A, B: women named Sri born 1990-01-01, living in 31.74.01, registered 2018-03-05
        A, B are visited on 2018-03-12
        A is visited on 2018-03-26
        B has a NIB issued 2018-04-02
        the licence of B is approved
    """)
    assert story.answer("registered") == ["2018-03 31.74.01 female 25-34: 2"]
    assert story.rungs("A") == ["registered 2018-03 31.74.01", "mentored 2018-03 31.74.01"]
    assert story.rungs("B") == ["registered 2018-03 31.74.01", "licensed 2018-04 31.74.01"]


def test_what_nobody_approved_counts_nothing_but_visits():
    story = Story("""
        A: woman born 1990-01-01, lives in 31.74.01, registered 2018-03-05
        training T in 31.74.01: 2018-03-12 for 180 minutes
        T on 2018-03-12: A present
        A is visited on 2018-03-13
        A is visited on 2018-03-27 and seen trading
        A has an IUMK issued 2018-01-15
        A has a NIB issued 2018-04-02
        A sells at a market on 2018-04-14
        A finishes the books of 2018-04 on 2018-05-02
        A is paid Rp 5000000 of capital on 2018-05-10
        A pays 4 workers full time on 2018-05-31
    """)
    assert story.answer("cases") == []
    assert story.rungs("A") == ["registered 2018-03 31.74.01", "mentored 2018-03 31.74.01"]
    story.tell("the NIB of A is approved")
    # The older licence waits, and what waits makes nobody old: no naik kelas. Nor does a proof that waits prove trade.
    assert story.rungs("A")[2:] == ["licensed 2018-04 31.74.01"]
    assert story.answer("cases") == []
