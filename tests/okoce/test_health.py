"""What operators ask, and what they are told."""

import datetime

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client

from okoce.core.months import now
from reports import checking, rollup, tasks
from reports.models import ChangedKey, Revision
from tests.factories import person
from tests.reports.refusing import refusing_ledger

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker():
    """One that has answered just now."""
    cache.set(tasks.SEEN, 1, tasks.SEEN_FOR)


def readiness():
    response = Client().get("/readyz")
    return response.status_code, response.json()


def gauges():
    lines = Client().get("/metrics").content.decode().splitlines()
    return {name: float(value) for name, value in (line.split() for line in lines if not line.startswith("#"))}


def test_the_process_answers_without_asking_anything(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = Client().get("/healthz")
    assert (response.content, response.headers["content-type"]) == (b"ok\n", "text/plain")


def test_ready_is_when_every_part_is(worker):
    rollup.drain()
    assert readiness() == (
        200,
        {
            "ready": True,
            "database": "ok",
            "migrations": "ok",
            "broker": "ok",
            "worker": "ok",
            "queue": "ok",
            "oldest_queued_seconds": None,
        },
    )


def test_without_a_worker_it_is_not_ready():
    status, told = readiness()
    assert (status, told["ready"], told["worker"]) == (503, False, "not seen for a minute")


def test_a_change_that_nobody_rolls_up_makes_it_late(worker):
    person()
    with time_machine.travel(now() + datetime.timedelta(seconds=59), tick=False):
        assert readiness()[1]["queue"] == "ok"
    with time_machine.travel(now() + datetime.timedelta(seconds=62), tick=False):
        cache.set(tasks.SEEN, 1, tasks.SEEN_FOR)
        status, told = readiness()
    assert (status, told["queue"]) == (503, "late")
    assert told["oldest_queued_seconds"] > 60


def test_a_migration_that_is_missing_is_told(worker):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'reports' AND name = '0001_initial'")
    status, told = readiness()
    assert (status, told["migrations"], told["queue"]) == (503, "1 not applied", "not known")


def test_the_gauges_are_those_of_the_machinery(worker):
    rollup.drain()
    revision = Revision.objects.count()
    with refusing_ledger(person()):
        rollup.drain()
    person()
    checking.check(at=now())
    with time_machine.travel(now() + datetime.timedelta(hours=1), tick=False):
        told = gauges()
    assert told.pop("okoce_queue_oldest_seconds") >= 3600
    assert told == {
        "okoce_queue_keys": ChangedKey.objects.count(),
        "okoce_quarantined_sources": 1,
        "okoce_check_differences": 1,
        "okoce_revision": revision,
        "okoce_worker_seen": 1,
    }
