"""The state machine finds each of these faults: what it does not find, it would not find in use."""

from contextlib import closing

import pytest
from django.db import IntegrityError, OperationalError

from programs.models import Training
from reports import chain, ledger, periods
from reports import closing as closing_of_months
from reports.contributions import Source
from tests import pristine
from tests.reports.machine import Counting, play
from tests.reports.test_invariant import EXAMPLES

pytestmark = pytest.mark.usefixtures("committed_db")


class Database:
    """Functions of the test database with a piece of their text replaced, until the test ends."""

    def __init__(self, cursor):
        self._cursor, self._undo = cursor, []

    def replace(self, function, old, new):
        self._cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [function])
        text = self._cursor.fetchone()[0]
        assert old in text
        self._cursor.execute(text.replace(old, new))
        self._undo.append(text)

    def add(self, statement, undo):
        self._cursor.execute(statement)
        self._undo.append(undo)

    def mend(self):
        for statement in reversed(self._undo):
            self._cursor.execute(statement)


@pytest.fixture
def database():
    with closing(pristine.connect()) as superuser, superuser.cursor() as cursor:
        database = Database(cursor)
        yield database
        database.mend()


@pytest.fixture
def rules(monkeypatch):
    """Replace a piece of the counting rules of one kind of source."""

    def replace(kind, old, new):
        right = Source.rules.fget
        assert old in right(Source(kind, ""))
        wrong = property(lambda self: right(self).replace(old, new) if self.kind == kind else right(self))
        monkeypatch.setattr(Source, "rules", wrong)

    return replace


def is_found(machine=Counting, by=AssertionError, **how):
    with pytest.raises(by):
        play(machine, examples=EXAMPLES, shrinks=False, **how)


def test_an_old_cell_that_is_not_touched(monkeypatch):
    monkeypatch.setattr(ledger, "DIFFERENCE", ledger.DIFFERENCE.replace("FULL JOIN held", "LEFT JOIN held"))
    is_found()


def test_a_month_derived_in_utc(database):
    database.replace("month_of", "day::timestamp", "day::timestamp AT TIME ZONE 'Asia/Jakarta' AT TIME ZONE 'UTC'")
    is_found()


def test_two_approvals_that_count_twice(rules):
    rules(
        "training",
        "AND training.state = 'verified'\n",
        "AND training.state = 'verified'\n"
        "JOIN participants_verification a ON a.training_id = training.id AND a.decision = 'approved'\n",
    )
    is_found()


@pytest.mark.parametrize("kind", ["training", "participant"])
def test_a_training_that_counts_before_its_approval(rules, kind):
    rules(kind, "training.state = 'verified'", "training.state IN ('submitted', 'verified')")
    is_found()


EASY = {
    "mentored after one visit": ("visited.nth = threshold.visit_days", "visited.nth = 1"),
    "a licence in somebody else's name": ("kind = 'licence' AND milestone.own_name\n", "kind = 'licence'\n"),
    "a record that counts after it was revoked": ("m.state = 'verified'", "m.state IN ('verified', 'revoked')"),
    "a worker who is a new one every month": ("number - greatest(", "number - least("),
    "an entrepreneur whom nobody approved": (
        "bool_or(opened.state = 'verified')",
        "bool_or(opened.state <> 'revoked')",
    ),
}


@pytest.mark.parametrize("fault", EASY)
def test_a_rung_that_is_too_easy_to_climb(rules, fault):
    rules("participant", *EASY[fault])
    is_found()


def test_two_visits_of_a_day_that_count_twice(rules):
    rules(
        "participant",
        "GROUP BY participant_id, facilitator_id, held_on",
        "GROUP BY participant_id, facilitator_id, held_on, id",
    )
    is_found()


def test_an_old_owner_who_is_not_queued(database):
    old = "SELECT facilitator_key(led_by_id) FROM old_rows UNION SELECT facilitator_key(led_by_id) FROM new_rows"
    database.replace("queue_changed_keys", old, "SELECT facilitator_key(led_by_id) FROM new_rows")
    is_found()


@pytest.mark.parametrize("what", ["attendance", "session"])
def test_an_edit_that_leaves_the_approval(database, what):
    database.replace(f"{what}_moves_the_version", "SET version = version + 1", "SET version = version")
    is_found()


def test_a_unique_key_on_the_queue(database):
    database.add("CREATE UNIQUE INDEX one_key ON reports_queue (kind, key)", "DROP INDEX one_key")
    database.replace(
        "queue_changed_keys", "FROM unnest(changed) key", "FROM unnest(changed) key ON CONFLICT DO NOTHING"
    )
    database.replace("queue_merged_people", "told.key IS NOT NULL", "told.key IS NOT NULL ON CONFLICT DO NOTHING")
    # With luck the change is lost, and without it waits for the drain.
    is_found(by=(AssertionError, OperationalError), patience=2)


@pytest.mark.long  # a unique key, above, is the same fault and found sooner
def test_a_key_that_is_queued_once_however_often_it_changes(database):
    database.replace(
        "queue_changed_keys",
        "FROM unnest(changed) key",
        "FROM unnest(changed) key"
        " WHERE NOT EXISTS (SELECT FROM reports_queue q WHERE q.kind = TG_ARGV[0] AND q.key = key.key)",
    )
    is_found()


def test_a_link_without_what_was_counted_last(monkeypatch):
    monkeypatch.setattr(chain, "ENTRIES", chain.ENTRIES.replace("<= {last}", "< {last} - 1"))
    is_found()


def test_adjustments_that_are_not_frozen(monkeypatch):
    frozen = "posting_month = %s AND month = posting_month"
    monkeypatch.setattr(closing_of_months, "FREEZE", closing_of_months.FREEZE.replace("posting_month = %s", frozen))
    # The database itself does not take such a closing.
    with pytest.raises(IntegrityError, match="the figures of a closing are what the entries of its month say"):
        play(Counting, examples=EXAMPLES, shrinks=False)


def test_a_month_that_was_opened_again_and_is_told_as_if_it_never_was(monkeypatch):
    told = periods.STOOD.replace("coalesce(max(reopening.revision_id), 0)", "0")
    monkeypatch.setattr(periods, "STOOD", told)
    is_found()


def test_a_month_that_was_opened_again_and_takes_what_others_correct(database):
    database.replace("posting_month_of", "first_closed_at IS NOT NULL", "status = 'final'")
    is_found()


def test_a_correction_that_is_posted_into_the_closed_month(database):
    database.replace("posting_month_of", "AND status = 'final'", "AND false")
    database.replace("ledger_respects_periods", "AND status = 'final'", "AND false")
    is_found()


class HastyCounting(Counting):
    """Where a late attendee does not wait for an open approval, and may come before or after it."""

    def late_attendee_came(self, training, mark):
        mark.means()
        self.states[training] = Training.objects.get(pk=training).state


class TestARosterReadInTheTrigger:
    """Rosters and approvals take turns at the training's row, which alone would hide this fault."""

    @pytest.fixture(autouse=True)
    def nobody_waits(self, database):
        sessions = "SELECT training_id FROM programs_trainingsession WHERE id IN (SELECT session_id FROM new_rows)"
        database.replace(
            "attendance_moves_the_version",
            f"{sessions});",
            f"SELECT id FROM programs_training WHERE id IN ({sessions}) FOR NO KEY UPDATE SKIP LOCKED);",
        )

    def test_is_found(self, database):
        database.replace(
            "queue_changed_keys",
            "RETURN NULL;",
            """IF TG_ARGV[0] = 'roster' THEN
                UPDATE reports_queue SET kind = 'training'
                WHERE kind = 'roster' AND transaction = pg_current_xact_id()::text::bigint;
                INSERT INTO reports_queue (kind, key, reason, change, transaction, queued_at)
                SELECT DISTINCT 'participant', a.participant_id, '', NULL::uuid, pg_current_xact_id()::text::bigint, now()
                FROM reports_queue q
                JOIN programs_trainingsession s ON s.training_id = q.key
                JOIN participants_attendance a ON a.session_id = s.id
                WHERE q.kind = 'training' AND q.transaction = pg_current_xact_id()::text::bigint;
            END IF;
            RETURN NULL;""",
        )
        is_found(HastyCounting)

    def test_and_without_it_all_is_well(self):
        assert play(HastyCounting, examples=12)["a run"] >= 12
