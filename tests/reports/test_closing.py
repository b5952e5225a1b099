"""Closing a month: what it freezes, what stands in its way, and that two at once make one."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from okoce.accounts.roles import Role
from okoce.core.months import JAKARTA, Month, now
from reports import blockers as limits
from reports import chain, closing, rollup
from reports.blockers import blockers
from reports.models import Check, Closing, Figure, LedgerEntry, Period
from tests.factories import ELSEWHERE, HOME, attend, people, person, submitted, training, user
from tests.reports.closed import closed, reopened
from tests.reports.reading import entries
from tests.reports.refusing import refusing_ledger
from tests.together import somebody_else, together

pytestmark = pytest.mark.django_db

MARCH = Month(2018, 3)


def at(written):
    return datetime.datetime.fromisoformat(written).replace(tzinfo=JAKARTA)


TENTH = at("2018-04-10 09:00")


def earlier_months_are_closed():
    for month in ("2017-12", "2018-01", "2018-02"):
        closed(month)


def recounted(*, differences=0, when=TENTH):
    Check.objects.create(at=when, differences=differences, revision=0, seconds=1)


def closes(*, month=MARCH, when=TENTH, waiting=None):
    return closing.close(by=user(Role.STAFF), month=month, at=when, waiting=waiting)


def codes(month=MARCH, when=TENTH):
    return [one.code for one in blockers(month, at=when).hard]


@pytest.fixture
def ready():
    """March may be closed."""
    earlier_months_are_closed()
    recounted()


@pytest.mark.usefixtures("ready")
class TestClosing:
    def test_what_is_queued_is_counted_first_and_frozen_with_the_corrections_of_earlier_months(self):
        person(on="2018-03-05")
        person(on="2018-03-06", lives_in=ELSEWHERE)
        person(on="2018-02-05")
        link = closes()
        assert [
            (f"{row.month:%Y-%m}", row.metric, row.kecamatan, row.value)
            for row in link.figures.order_by("month", "kecamatan")
        ] == [
            ("2018-02", "registered", HOME, 1),
            ("2018-03", "registered", ELSEWHERE, 1),
            ("2018-03", "registered", HOME, 1),
        ]
        assert (link.number, link.entries, link.waiting) == (4, 3, 0)
        assert Period.objects.get(month="2018-03-01").first_closed_at == link.closed_at

    def test_it_is_of_the_moment_of_its_last_entry_however_long_ago_somebody_asked_for_it(self):
        link = closes()
        assert link.closed_at == link.last_revision.at > TENTH

    def test_while_very_much_is_still_to_be_counted_nobody_waits_for_it(self, monkeypatch):
        monkeypatch.setattr(limits, "COUNTED_AT_ONCE", 2)
        people(3, on="2018-03-05")
        assert codes() == ["queue"]
        with pytest.raises(ValidationError) as refused:
            closes()
        assert [error.code for error in refused.value.error_list] == ["queue"]
        assert not LedgerEntry.objects.exists()
        rollup.drain()
        assert closes().entries == 3

    def test_a_link_begins_after_the_last_revision_of_the_one_before_and_ends_with_its_own(self):
        person(on="2018-03-05")
        link = closes()
        before = Closing.objects.get(number=3)
        assert (link.first_revision, link.last_revision_id) == (
            before.last_revision_id + 1,
            before.last_revision_id + 2,
        )
        assert link.last_revision.entries == 0

    def test_what_is_counted_afterwards_is_published_in_the_next_month(self):
        closes()
        person(on="2018-03-05")
        rollup.drain()
        assert entries("registered") == ["2018-03 in 2018-04: +1"]
        assert chain.verify() == []

    def test_closed_anew_it_holds_what_came_meanwhile_and_the_first_closing_stays(self):
        person(on="2018-03-05")
        first = closes()
        person(on="2018-03-06")
        rollup.drain()
        reopened("2018-03")
        person(on="2018-03-07")
        recounted(when=at("2018-05-02 02:30"))
        again = closes(when=at("2018-05-02 09:00"))
        assert [link.figures.get().value for link in (first, again)] == [1, 2]
        assert Period.objects.get(month="2018-03-01").first_closed_at == first.closed_at < again.closed_at
        assert entries("registered") == ["2018-03 in 2018-03: +1", "2018-03 in 2018-04: +1", "2018-03 in 2018-03: +1"]
        assert chain.verify() == []

    def test_a_statement_may_take_its_time_again_after_the_queue_is_empty(self):
        person(on="2018-03-05")
        closes()
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("0",)


class TestWhatStandsInTheWay:
    @pytest.mark.parametrize(
        ("when", "expected"),
        [
            ("2018-03-31 23:59", ["not_over", "no_recount"]),
            ("2018-04-01 00:00", ["entry_open"]),
            ("2018-04-05 23:59", ["entry_open"]),
            ("2018-04-06 00:00", []),
        ],
    )
    def test_until_its_entries_have_ended_a_month_is_not_closed(self, when, expected):
        earlier_months_are_closed()
        recounted(when=at("2018-04-04 09:00"))
        Check.objects.filter(at__gt=at(when)).update(at=at(when) - datetime.timedelta(days=3 * ("31" in when)))
        assert codes(when=at(when)) == expected

    def test_the_months_come_one_after_the_other(self):
        recounted()
        assert codes() == ["earlier_open"]
        closed("2017-12")
        closed("2018-02")
        with translation.override("en"):
            assert [one.sentence for one in blockers(MARCH, at=TENTH).hard] == [
                "January 2018 was never closed: close it first."
            ]

    def test_one_that_was_opened_again_waits_for_no_other(self):
        earlier_months_are_closed()
        recounted()
        reopened("2018-01")
        assert codes(Month(2018, 1)) == codes() == []

    def test_before_the_programme_there_is_nothing_to_close(self):
        recounted()
        assert codes(Month(2017, 11)) == ["before"]

    @pytest.mark.usefixtures("ready")
    def test_a_month_that_is_closed_is_closed(self, in_english):
        closes()
        with pytest.raises(ValidationError, match="March 2018 is closed already"):
            closes()

    @pytest.mark.parametrize(
        ("differences", "when", "expected"),
        [
            (2, "2018-04-10 02:30", ["differences"]),
            (0, "2018-04-08 08:59", ["no_recount"]),
            (2, "2018-04-08 08:59", ["no_recount"]),
            (0, "2018-04-08 09:00", []),
        ],
    )
    def test_it_takes_a_recount_of_two_days_that_found_nothing(self, differences, when, expected):
        earlier_months_are_closed()
        recounted(differences=differences, when=at(when))
        assert codes() == expected

    @pytest.mark.usefixtures("committed_db", "ready")
    def test_a_source_that_only_the_closing_finds_to_be_sick_leaves_the_month_as_it_was(self, in_english):
        with (
            refusing_ledger(person(on="2018-03-05")),
            pytest.raises(ValidationError, match="1 source cannot be counted"),
        ):
            closes()
        assert not LedgerEntry.objects.exists()
        assert not Closing.objects.filter(month=MARCH.first).exists()
        assert not Figure.objects.exists()


@pytest.mark.usefixtures("ready")
class TestWhatWaits:
    def test_whoever_closes_has_seen_how_many_records_wait(self, in_english):
        for _each in range(2):
            submitted(attend(training(), person()))
        with pytest.raises(ValidationError, match="2 records wait for a verifier: have them decided"):
            closes()
        with pytest.raises(ValidationError, match="Meanwhile 2 records wait for a verifier, not 1"):
            closes(waiting=1)
        assert closes(waiting=2).waiting == 2

    def test_that_fewer_wait_by_now_is_no_hindrance(self):
        assert closes(waiting=7).waiting == 0

    def test_they_are_told_by_place_and_kind(self):
        submitted(attend(training(), person()))
        assert [(one.kecamatan, one.kind, one.many) for one in blockers(MARCH, at=TENTH).waiting] == [
            (HOME, "training", 1)
        ]
        assert blockers(Month(2018, 2), at=TENTH).waiting == []


class TestTogether:
    pytestmark = pytest.mark.usefixtures("committed_db", "ready")

    def test_of_two_who_close_at_once_one_does_and_the_other_reads_why_not(self):
        by = user(Role.STAFF)

        def one():
            try:
                with translation.override("en"):
                    return closing.close(by=by, month=MARCH, at=TENTH).number
            except ValidationError as refusal:
                return refusal.messages

        told = together(one, one)
        assert sorted(told, key=str) == [4, ["March 2018 is closed already."]]

    def test_while_somebody_counts_for_long_whoever_closes_is_told_to_try_again(self, in_english):
        with connection.cursor() as cursor, somebody_else() as begins:
            cursor.execute("SELECT pg_advisory_lock(%s)", [rollup.LOCK])
            waits = begins(lambda: impatient(closes))
            with pytest.raises(ValidationError) as refusal:
                waits.result()
            cursor.execute("SELECT pg_advisory_unlock(%s)", [rollup.LOCK])
        assert [one.code for one in refusal.value.error_list] == ["busy"]


def impatient(act):
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '500ms'")
    return act()


class TestTheCommand:
    pytestmark = pytest.mark.usefixtures("committed_db")

    def test_it_recounts_closes_and_prints_the_digest(self, capsys):
        person(on="2017-12-05")
        call_command("close_month", "2017-12")
        printed = capsys.readouterr().out.splitlines()
        link = Closing.objects.get()
        assert printed == [
            "0 differences at revision 1",
            "2017-12 is closed: link 1, 1 entries, 0 records waiting",
            link.digest,
        ]
        assert Check.objects.latest().at <= now()

    def test_it_counts_first_however_much_there_is(self, monkeypatch):
        monkeypatch.setattr(limits, "COUNTED_AT_ONCE", 2)
        people(3, on="2017-12-05")
        call_command("close_month", "2017-12")
        assert Closing.objects.get().entries == 3

    def test_it_says_what_stands_in_the_way(self):
        with translation.override("en"), pytest.raises(CommandError, match="December 2017 was never closed"):
            call_command("close_month", "2018-01")
        with pytest.raises(CommandError, match="Write the month as 2018-03"):
            call_command("close_month", "March")

    def test_told_so_it_closes_although_records_wait(self):
        submitted(attend(training(), person()))
        for month in ("2017-12", "2018-01", "2018-02"):
            closed(month)
        with pytest.raises(CommandError):
            call_command("close_month", "2018-03")
        call_command("close_month", "2018-03", "--with-waiting")
        assert Closing.objects.get(number=4).waiting == 1
