"""Another counting rule: what it changes is posted, and says why (docs/counting.md)."""

import hashlib

import pytest
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from reports import checking, rollup
from reports.contributions import FOLDER, Source, requeue
from reports.contributions.requeue import requeue_everything
from reports.models import ChangedKey, LedgerEntry
from tests.factories import attend, meeting, people, training, verified
from tests.reports.reading import counted, entries
from tests.together import somebody_else

pytestmark = pytest.mark.usefixtures("committed_db")

RULES = {
    "centre.sql": "20dd2065",
    "days.sql": "423ea1a0",
    "doubled.sql": "40eea83c",
    "expense.sql": "fbdd53dc",
    "facilitator.sql": "60707ca6",
    "finished.sql": "d9cbeb1a",
    "home.sql": "fb9cf19e",
    "participant.sql": "f68712c5",
    "person.sql": "06ad8e3f",
    "training.sql": "7b9aa60a",
    "visits.sql": "d01e0a1a",
    "whole.sql": "9bae9fbc",
}


def migrate(step):
    with connection.schema_editor() as schema_editor:
        step.code(None, schema_editor)


@pytest.fixture
def half_is_enough(monkeypatch):
    """Trained is who was there for half of the minutes."""
    right = Source.rules.fget
    share, half = "minutes * threshold.attendance_percent", "minutes * 50"
    assert share in right(Source("participant", ""))
    monkeypatch.setattr(Source, "rules", property(lambda source: right(source).replace(share, half)))


@pytest.fixture
def half_trained():
    """Two people at one of two sessions, one at both."""
    pair = training(meeting("2018-03-05"), meeting("2018-03-06"))
    first, *others = people(3)
    attend(pair.sessions.first(), first, *others)
    attend(pair.sessions.last(), first)
    verified(pair)
    rollup.drain()


def test_who_knows_the_rules_of_before_leaves_what_a_migration_queues_to_others(half_trained):
    with somebody_else() as begins:
        with transaction.atomic():
            migrate(requeue_everything("another rule"))
            MigrationRecorder(connection).record_applied("reports", "9999_another_rule")
            late = begins(rollup.drain)
        with pytest.raises(rollup.Outdated):
            late.result()
    assert ChangedKey.objects.filter(reason="another rule").exists()


def test_every_source_is_counted_by_the_new_rule(half_trained, half_is_enough):
    migrate(requeue_everything("half of the minutes is enough"))
    assert counted("trained") == ["2018-03 31.74.01 female 25-34: 3"]
    assert checking.recount()[0] == 0


def test_what_differs_says_why(half_trained, half_is_enough):
    migrate(requeue_everything("half of the minutes is enough"))
    rollup.drain()
    assert entries("trained") == ["2018-03 in 2018-03: +1"] * 3
    reasons = LedgerEntry.objects.filter(metric="trained").order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == ["record approved"] + ["half of the minutes is enough"] * 2


def test_a_rule_that_changes_nothing_posts_nothing(half_trained):
    before = LedgerEntry.objects.count()
    migrate(requeue_everything("in other words"))
    # Three people, the training, and who led it.
    assert rollup.drain() == 5
    assert LedgerEntry.objects.count() == before


def test_deleted_sources_are_asked_too(half_trained):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM participants_attendance")
        cursor.execute(
            "BEGIN; DELETE FROM participants_residence; DELETE FROM participants_participant_makers;"
            " DELETE FROM participants_participant; COMMIT"
        )
        cursor.execute("DELETE FROM reports_queue")
    migrate(requeue_everything("gone"))
    assert counted("registered") == counted("trained") == []


def test_it_is_drained_slice_by_slice(half_trained, monkeypatch):
    monkeypatch.setattr(requeue, "SLICE", 2)
    monkeypatch.setattr(rollup, "BATCH", 1)
    people(1)
    migrate(requeue_everything("in other words"))
    taken = []
    while more := rollup.post_batch():
        taken.append(more)
    # The new person with a residence first; then what the slices of all kinds of source hold.
    assert taken == [2, 3, 2, 1]


def test_an_older_migration_names_the_kinds_of_its_time(half_trained):
    migrate(requeue_everything("in older words", "training"))
    assert list(ChangedKey.objects.values_list("kind", flat=True)) == ["training"]


def test_rules_change_with_a_migration_that_requeues():
    """Whoever changes a rule adds a migration with `requeue_everything("why")`, and only then brings this up to date.

    One that is asked in another way, and answers the same, needs none.
    """
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:8] for path in FOLDER.glob("*.sql")}
    assert digests == RULES
