"""What operators and their tools are told, and that it costs little."""

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from reports import rollup, tasks
from reports.models import ChangedKey
from tests.factories import calon
from tests.pages import queries

OK = {"database": "ok", "migrations": "ok", "broker": "ok", "worker": "ok", "queue": "ok"}


@pytest.fixture
def worker_seen():
    cache.set(tasks.SEEN, 1, 60)


def readyz(client):
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def test_healthz_asks_nothing(client):
    assert (client.get("/healthz").status_code, client.get("/healthz").content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_is_200_when_everything_is_there(client, worker_seen):
    assert readyz(client) == (200, {"ready": True, **OK, "oldest_queued_seconds": None})


@pytest.mark.django_db
def test_readyz_costs_few_queries(client, worker_seen):
    assert queries(client, "/readyz") == 4


@pytest.mark.django_db
def test_a_worker_that_was_not_seen_is_told(client):
    expected = {"ready": False, **OK, "worker": "not seen for a minute", "oldest_queued_seconds": None}
    assert readyz(client) == (503, expected)


@pytest.mark.django_db
def test_a_migration_that_the_database_has_not_is_told(client, worker_seen):
    MigrationRecorder(connection).record_unapplied("reports", "0002_counting")
    status, told = readyz(client)
    assert (status, told["migrations"], told["queue"]) == (503, "1 not applied", "not known")


@pytest.mark.django_db
def test_what_waits_is_told_with_its_age_and_is_late_after_a_minute(client, worker_seen):
    calon()
    age = readyz(client)[1]["oldest_queued_seconds"]
    assert 0 <= age < 60
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_queue SET queued_at = now() - interval '61 seconds'")
    status, told = readyz(client)
    assert (status, told["queue"], int(told["oldest_queued_seconds"]) // 60) == (503, "late", 1)


@pytest.mark.django_db
def test_metrics_count_the_machinery_and_name_nobody(client, worker_seen):
    calon(name="Seorang calon")
    waiting = ChangedKey.objects.count()
    lines = client.get("/metrics").content.decode().splitlines()
    assert f"okoce_queue_keys {waiting}.0" in lines
    assert "okoce_worker_seen 1.0" in lines
    assert "Seorang" not in "".join(lines)
    rollup.drain()
    assert "okoce_queue_keys 0.0" in client.get("/metrics").content.decode().splitlines()


@pytest.fixture
def database_away(monkeypatch):
    """Nobody answers at the database's address; tests/faults/ stops a real one."""

    def refuse(*asked, **said):
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", refuse)


def test_without_a_database_readyz_says_so_and_metrics_have_none(client, database_away):
    status, told = readyz(client)
    assert (status, told["database"], told["migrations"], told["queue"]) == (
        503, "OperationalError", "OperationalError", "not known",
    )  # fmt: skip
    answer = client.get("/metrics")
    assert (answer.status_code, answer.content) == (503, b"database: OperationalError\n")
    client.cookies["sessionid"] = "of-somebody-signed-in"
    assert client.get("/healthz").status_code == 200
