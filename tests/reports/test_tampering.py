"""A closed month that is changed by hand: refused to the application, and found when a superuser did it (docs/counting.md, “The chain”)."""

from contextlib import closing

import pytest
from django.core.management import call_command
from django.db import Error, connection, transaction

from okoce.accounts.roles import Role
from okoce.core.months import Month, now
from reports import chain, checking, reopening, rollup
from reports import closing as months
from reports.models import Closing
from tests import pristine
from tests.factories import people, user


def closes(*written):
    for each in written:
        months.close(by=user(Role.STAFF), month=Month.parse(each), at=now())


@pytest.fixture
def closed_months():
    """December to February are closed, January twice; and what came late stands in March."""
    for day in ("2017-12-05", "2018-01-05", "2018-02-05"):
        people(2, on=day)
    rollup.drain()
    checking.check(at=now())
    closes("2017-12", "2018-01", "2018-02")
    row = Closing.objects.get(month="2018-01-01")
    asked = reopening.ask(by=user(Role.STAFF), closing=row, reason="Satu daftar hadir terlewat", at=now())
    reopening.confirm(by=user(Role.STAFF), reopening=asked, at=now())
    people(1, on="2018-01-06")
    people(1, on="2018-02-06")
    rollup.drain()
    closes("2018-01")
    newest = Closing.objects.get(month="2018-02-01")
    reopening.ask(by=user(Role.STAFF), closing=newest, reason="Satu daftar lagi terlewat", at=now())


# What the role of web and worker may not do, whoever is behind it.
REFUSED = {
    "an entry is another": "UPDATE reports_ledger SET delta = delta + 1",
    "an entry goes": "DELETE FROM reports_ledger",
    "all entries go": "TRUNCATE reports_ledger",
    "an entry comes into a closed month": """
        INSERT INTO reports_ledger (source_kind, source_id, metric, month, posting_month, kecamatan, gender, age_band, vintage,
            delta, reason, revision_id)
        SELECT source_kind, source_id, metric, month, posting_month, kecamatan, gender, age_band, vintage, 1, '', revision_id
        FROM reports_ledger WHERE posting_month = '2018-02-01' LIMIT 1""",
    "a closing is another": "UPDATE reports_closing SET entries = entries + 1",
    "a closing goes": "DELETE FROM reports_closing WHERE number = 4",
    "a figure is another": "UPDATE reports_figure SET value = value + 1",
    "a figure goes": "DELETE FROM reports_figure",
    "a figure comes later": """
        INSERT INTO reports_figure (closing_id, month, metric, kecamatan, value)
        VALUES (1, '2017-12-01', 'funded', '31.74.01', 1)""",
    "a revision is another": "UPDATE reports_revision SET at = at - interval '1 day'",
    "a revision goes": "DELETE FROM reports_revision WHERE number = 1",
    "a closed month is open": "UPDATE reports_period SET status = 'open' WHERE month = '2018-02-01'",
    "a closed month was closed earlier": "UPDATE reports_period SET first_closed_at = '2018-03-01' WHERE month = '2018-02-01'",
    "a closed month goes": "DELETE FROM reports_period WHERE month = '2018-02-01'",
    "an open month is closed by hand": "UPDATE reports_period SET status = 'final', first_closed_at = now() WHERE month = '2018-03-01'",
    "a month is closed by hand before it had anything": """
        INSERT INTO reports_period (month, status, first_closed_at) VALUES ('2018-05-01', 'final', now())""",
    "a reason is another": "UPDATE reports_reopening SET reason = 'Lain'",
    "who confirmed is another": "UPDATE reports_reopening SET answered_by_id = closed_by_id FROM reports_closing WHERE number = 2",
    "a reopening goes": "DELETE FROM reports_reopening",
    "a name of the headline is another": "UPDATE reports_naming SET from_month = '2018-01-01'",
    "a name of the headline goes": "DELETE FROM reports_naming",
    "a definition is another": "UPDATE reports_definition SET metric = 'registered'",
    "a threshold is another": "UPDATE reports_thresholds SET visit_days = 1",
    "a rollup is another": "UPDATE reports_monthlycount SET value = value + 100 WHERE posting_month = '2018-01-01'",
    "a rollup goes": "DELETE FROM reports_monthlycount WHERE posting_month = '2018-01-01'",
    "a rollup comes into a closed month": """
        UPDATE reports_monthlycount SET month = '2017-12-01', posting_month = '2017-12-01', age_band = '55-'
        WHERE posting_month = '2018-03-01'""",
    "a headline read another definition": """
        INSERT INTO reports_naming (from_month, definition_id, reason, revision_id)
        SELECT '2018-02-01', '2020-P1', 'lain', max(number) FROM reports_revision""",
    "a headline was always another": """
        INSERT INTO reports_naming (from_month, definition_id, reason) VALUES ('2018-06-01', '2020-P1', 'lain')""",
    "a definition was always there": """
        INSERT INTO reports_definition (code, metric, less, source, is_default, reason)
        VALUES ('LAIN', 'registered', '', 'x', false, '')""",
    "a reopening was long ago": """
        UPDATE reports_reopening SET confirmed = true, answered_at = now(), revision_id = 2,
            answered_by_id = (SELECT closed_by_id FROM reports_closing WHERE number = 1)
        WHERE confirmed IS NULL""",
    "an entry comes into a revision of before": """
        INSERT INTO reports_ledger (source_kind, source_id, metric, month, posting_month, kecamatan, gender, age_band, vintage,
            delta, reason, revision_id)
        SELECT source_kind, source_id, metric, month, '2018-03-01', kecamatan, gender, age_band, vintage, 1, '', revision_id
        FROM reports_ledger WHERE posting_month = '2018-02-01' LIMIT 1""",
    "an entry says that it was first published": """
        INSERT INTO reports_ledger (source_kind, source_id, metric, month, posting_month, kecamatan, gender, age_band, vintage,
            delta, reason, revision_id)
        SELECT source_kind, source_id, metric, month, '2018-03-01', kecamatan, gender, age_band, 'first', 1, '',
            (SELECT max(number) FROM reports_revision)
        FROM reports_ledger WHERE posting_month = '2018-02-01' LIMIT 1""",
    "a revision is of the future": """
        INSERT INTO reports_revision SELECT max(number) + 1, 'infinity', 0 FROM reports_revision""",
    "a revision is of yesterday": """
        INSERT INTO reports_revision SELECT max(number) + 1, max(at) - interval '1 day', 0 FROM reports_revision""",
    "a revision leaves numbers out": "INSERT INTO reports_revision SELECT max(number) + 2, now(), 0 FROM reports_revision",
    "figures are ahead of their closing": """
        INSERT INTO reports_figure (closing_id, month, metric, kecamatan, value)
        VALUES (6, '2018-03-01', 'funded', '31.74.01', 1)""",
    "all targets go": "DELETE FROM programs_target",
    "a closed month is provisional since another day": """
        UPDATE reports_period SET provisional_at = '2017-01-01' WHERE month = '2018-02-01'""",
}


@pytest.mark.django_db
def test_the_application_may_change_nothing_that_was_closed(closed_months, subtests):
    for change, statement in REFUSED.items():
        with subtests.test(change), pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            # What is looked at when a transaction ends.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# As a superuser whom no trigger and no right keeps from it.
BY_HAND = {
    "an entry is another": "UPDATE reports_ledger SET delta = 5 WHERE id = (SELECT min(id) FROM reports_ledger)",
    "an entry is of another place": "UPDATE reports_ledger SET kecamatan = '31.73.05' WHERE id = (SELECT min(id) FROM reports_ledger)",
    "an entry has another reason": "UPDATE reports_ledger SET reason = 'lain' WHERE id = (SELECT min(id) FROM reports_ledger)",
    "two entries are one another's": """
        UPDATE reports_ledger entry SET source_id = other.source_id FROM reports_ledger other
        WHERE entry.revision_id = other.revision_id AND entry.id <> other.id AND entry.revision_id = 1""",
    "an entry goes": "DELETE FROM reports_ledger WHERE id = (SELECT min(id) FROM reports_ledger)",
    "an entry comes into a closed month": """
        INSERT INTO reports_ledger (source_kind, source_id, metric, month, posting_month, kecamatan, gender, age_band, vintage,
            delta, reason, revision_id)
        SELECT source_kind, source_id, metric, month, posting_month, kecamatan, gender, age_band, vintage, 1, '',
            (SELECT max(number) FROM reports_revision)
        FROM reports_ledger WHERE posting_month = '2018-02-01' LIMIT 1""",
    "an entry of an open month is of a closed one": "UPDATE reports_ledger SET posting_month = month WHERE posting_month > month",
    "an entry was first published": "UPDATE reports_ledger SET vintage = 'first' WHERE vintage = 'adjustment'",
    "a figure is another": "UPDATE reports_figure SET value = value + 1 WHERE id = (SELECT min(id) FROM reports_figure)",
    "a figure of a closing that was made anew is another": "UPDATE reports_figure SET value = value + 1 WHERE closing_id = 2",
    "a figure goes": "DELETE FROM reports_figure WHERE id = (SELECT min(id) FROM reports_figure)",
    "a figure comes": """
        INSERT INTO reports_figure (closing_id, month, metric, kecamatan, value)
        VALUES (1, '2017-12-01', 'funded', '31.74.01', 1)""",
    "the digest before is another": "UPDATE reports_closing SET previous = repeat('a', 64) WHERE number = 3",
    "a digest is another": "UPDATE reports_closing SET digest = repeat('a', 64) WHERE number = 4",
    "a closing was another day": "UPDATE reports_closing SET closed_at = closed_at - interval '1 day' WHERE number = 3",
    "nothing waited": "UPDATE reports_closing SET waiting = waiting + 1 WHERE number = 1",
    "a closing has more entries": "UPDATE reports_closing SET entries = entries + 1 WHERE number = 1",
    "the newest closing goes": "DELETE FROM reports_figure WHERE closing_id = 4; DELETE FROM reports_closing WHERE number = 4",
    "a closing in between goes": "DELETE FROM reports_figure WHERE closing_id = 2; DELETE FROM reports_closing WHERE number = 2",
    "a closed month is open": "UPDATE reports_period SET status = 'open' WHERE month = '2018-02-01'",
    "a closed month is nowhere": "DELETE FROM reports_period WHERE month = '2018-02-01'",
    "an open month is closed": "UPDATE reports_period SET status = 'final', first_closed_at = now() WHERE month = '2018-03-01'",
    "a reason is another": "UPDATE reports_reopening SET reason = 'Lain'",
    "a reopening was confirmed another day": "UPDATE reports_reopening SET answered_at = answered_at - interval '1 day'",
    "a reopening never was": "DELETE FROM reports_reopening",
    "a revision was another day": "UPDATE reports_revision SET at = at - interval '1 day' WHERE number = 1",
    "a revision goes": "DELETE FROM reports_revision WHERE number = (SELECT max(revision_id) FROM reports_reopening)",
    "a headline read another definition": """
        INSERT INTO reports_naming (from_month, definition_id, reason, revision_id)
        VALUES ('2018-02-01', '2020-P1', 'lain', 1)""",
    "a reopening was confirmed by another": """
        UPDATE reports_reopening SET answered_by_id = (SELECT min(id) FROM accounts_user) WHERE confirmed""",
    "somebody else closed it": "UPDATE reports_closing SET closed_by_id = NULL WHERE number = 1",
    "thresholds are others": "UPDATE reports_thresholds SET visit_days = visit_days + 1",
    "a rollup is another": "UPDATE reports_monthlycount SET value = value + 100 WHERE posting_month = '2018-01-01'",
    "a rollup goes": "DELETE FROM reports_monthlycount WHERE posting_month = '2018-01-01'",
    "the newest closing goes with all that says that it was": """
        DELETE FROM reports_figure WHERE closing_id = 4; DELETE FROM reports_closing WHERE number = 4;
        UPDATE reports_period SET status = 'provisional' WHERE month = '2018-01-01'""",
    "a headline read another metric": "UPDATE reports_definition SET metric = 'registered' WHERE is_default",
}


@pytest.mark.usefixtures("committed_db")
def test_every_change_by_hand_is_found(closed_months, subtests, capsys):
    assert chain.verify() == []
    with closing(pristine.connect()) as superuser, superuser.cursor() as cursor:
        statements = pristine.keep(
            [
                "reports_ledger",
                "reports_figure",
                "reports_closing",
                "reports_period",
                "reports_reopening",
                "reports_revision",
                "reports_naming",
                "reports_definition",
                "reports_thresholds",
                "reports_monthlycount",
            ],
            "tampering",
        )
        cursor.execute("SET session_replication_role = replica")
        for change, statement in BY_HAND.items():
            with subtests.test(change):
                cursor.execute(statement)
                assert cursor.rowcount > 0
                assert chain.verify() != []
                with pytest.raises(SystemExit, match="1"):
                    call_command("verify_chain")
            cursor.execute("; ".join(statements))
    assert chain.verify() == []
