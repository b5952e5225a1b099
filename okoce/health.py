"""What operators and their tools ask: is the process up, can it work, how is it doing."""

import functools
from collections.abc import Callable

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from okoce.core import replica
from okoce.core.months import now
from reports import tasks
from reports.freshness import freshness
from reports.standing import standing

# A key queued longer ago means that nobody rolls up: nudge and tick take seconds.
LATE = 60.0


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything that the counts need is there, else 503; each part says "ok" or what is wrong."""
    parts = {name: _told(ask) for name, ask in PARTS.items()}
    known = parts["migrations"] == "ok"
    age = freshness().oldest_seconds(now()) if known else None
    parts["queue"] = ("late" if age and age > LATE else "ok") if known else "not known"
    ready = all(told == "ok" for told in parts.values())
    # Told and not judged: without it the primary is read, and the site works.
    beside = {"replica": _told(replica.watch.told)} if replica.is_there() else {}
    return JsonResponse({"ready": ready, **parts, **beside, "oldest_queued_seconds": age}, status=200 if ready else 503)


@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Gauges for Prometheus; numbers about the machinery, never about people."""
    registry = CollectorRegistry()
    registry.register(Gauges())
    try:
        return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    except Error as error:
        return HttpResponse(f"database: {type(error).__name__}\n", content_type="text/plain", status=503)


class Gauges:
    def collect(self):
        fresh = freshness()
        values = {
            "queue_keys": ("Changed keys that wait to be rolled up", fresh.waiting),
            "queue_oldest_seconds": ("Age of the oldest of them", fresh.oldest_seconds(now()) or 0),
            "quarantined_sources": ("Sources that could not be posted", fresh.quarantined),
            "check_differences": ("Differences in the last recount", fresh.check.differences if fresh.check else 0),
            "revision": ("The newest revision of the counts", standing().revision),
            "worker_seen": ("A worker answered within the last minute", int(_told(_worker) == "ok")),
        }
        if replica.is_there():
            values["replica_read"] = "Counts are read from the replica", int(_told(replica.watch.told) == "ok")
        for name, (text, value) in values.items():
            yield GaugeMetricFamily(f"okoce_{name}", text, value=value)


def _told(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 - whatever it is, the part does not work; its text may hold an address
        return type(error).__name__


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    missing = missing_migrations()
    return f"{len(missing)} not applied" if missing else "ok"


def missing_migrations() -> set[tuple[str, str]]:
    """The migrations, as (app, name), that this code has and the database has not."""
    return _known_migrations() - set(MigrationRecorder(connection).applied_migrations())


@functools.cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Read from the disk once: they change only with the code, and that with a new process."""
    return frozenset(MigrationLoader(None).graph.nodes)


def _broker() -> str:
    # Not through the cache, which goes on without it.
    with redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as broker:
        broker.ping()
    return "ok"


def _worker() -> str:
    return "ok" if cache.get(tasks.SEEN) else "not seen for a minute"


PARTS = {"database": _database, "migrations": _migrations, "broker": _broker, "worker": _worker}
