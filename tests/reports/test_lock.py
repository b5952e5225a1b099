"""One posts at a time, and nobody waits for ever (docs/counting.md)."""

from contextlib import closing

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from reports import rollup, tasks
from reports.models import ChangedKey
from tests import pristine
from tests.factories import people, person
from tests.reports.reading import counted, revisions, rolled
from tests.together import together

pytestmark = pytest.mark.usefixtures("committed_db")


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def held():
    """Somebody rebuilds or closes a month, and takes long."""
    with closing(pristine.connect()) as superuser, superuser.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [rollup.LOCK])
        execute("SET lock_timeout = '50ms'")
        yield
        execute("RESET lock_timeout")


def test_a_drain_does_not_wait_for_ever(held):
    person()
    with pytest.raises(rollup.Busy):
        rollup.drain()
    assert ChangedKey.objects.count() == 2


def test_the_job_leaves_it_to_the_next_tick(held):
    person()
    tasks.roll_up()
    assert ChangedKey.objects.count() == 2


@pytest.mark.parametrize("mode", ["check", "rebuild", ""])
def test_the_command_says_so_in_a_sentence(held, mode):
    if mode == "check":
        # It posts nothing and waits for nobody.
        with pytest.raises(SystemExit, match="0"):
            call_command("roll_up", check=True)
    else:
        with pytest.raises(CommandError, match="Somebody else rolls up or closes a month just now"):
            call_command("roll_up", rebuild=bool(mode))


def test_ten_drains_at_once_count_once():
    people(5)
    assert sum(together(*[rollup.drain] * 10)) == 10
    assert (rolled("registered"), revisions()) == (["2018-03 31.74.01 female 25-34: 5"], [1])


def test_the_next_holder_sees_what_the_last_one_posted_whatever_the_server_prefers():
    people(5)
    execute("SET default_transaction_isolation = 'repeatable read'")
    try:
        assert counted("registered") == ["2018-03 31.74.01 female 25-34: 5"]
        with transaction.atomic():
            rollup.hold_the_lock()
            with connection.cursor() as cursor:
                cursor.execute("SHOW transaction_isolation")
                assert cursor.fetchone() == ("read committed",)
    finally:
        execute("RESET default_transaction_isolation")


@pytest.fixture
def migrated_further():
    """Of a newer version than this code, which was not started again yet."""
    MigrationRecorder(connection).record_applied("reports", "9999_another_rule")


def test_in_a_database_of_a_newer_version_nothing_is_posted_by_the_rules_of_before(migrated_further):
    person()
    with pytest.raises(rollup.Outdated):
        rollup.drain()
    tasks.roll_up()
    assert ChangedKey.objects.count() == 2


def test_the_command_of_before_says_that_the_database_is_newer(migrated_further):
    with pytest.raises(CommandError, match="The database is of a newer version than this code"):
        call_command("roll_up", rebuild=True)


def test_a_migration_of_another_app_changes_no_rule():
    MigrationRecorder(connection).record_applied("participants", "9999_another_field")
    assert counted("registered") == []


def test_a_drain_ends_when_it_is_told_to_and_goes_on_later(monkeypatch):
    monkeypatch.setattr(rollup, "BATCH", 1)
    people(2)
    assert rollup.drain(until=0) == 0
    assert rollup.drain() == 4
