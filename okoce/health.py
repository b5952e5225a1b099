"""What operators and their tools ask: is the process up, can it work, how is it doing."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from okoce.core.months import now
from reports import tasks
from reports.freshness import freshness
from reports.summary import standing

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
    ready = all(told == "ok" for told in parts.values())
    age = freshness().oldest_seconds(now()) if parts["database"] == "ok" else None
    return JsonResponse({"ready": ready, **parts, "oldest_queued_seconds": age}, status=200 if ready else 503)


@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Gauges for Prometheus; numbers about the machinery, never about people."""
    registry = CollectorRegistry()
    registry.register(Gauges())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Gauges:
    def collect(self):
        fresh = freshness()
        values = {
            "queue_keys": ("Changed keys that wait to be rolled up", fresh.waiting),
            "queue_oldest_seconds": ("Age of the oldest of them", fresh.oldest_seconds(now()) or 0),
            "quarantined_sources": ("Sources that could not be posted", fresh.quarantined),
            "check_differences": ("Differences in the last recount", fresh.check.differences if fresh.check else 0),
            "revision": ("The newest revision of the counts", standing().revision),
            "worker_seen": ("A worker answered within the last minute", int(_worker() == "ok")),
        }
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
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} not applied" if missing else "ok"


def _broker() -> str:
    cache.get(tasks.SEEN)
    return "ok"


def _worker() -> str:
    return "ok" if cache.get(tasks.SEEN) else "not seen for a minute"


def _queue() -> str:
    age = freshness().oldest_seconds(now())
    return "ok" if age is None or age < LATE else "late"


PARTS = {"database": _database, "migrations": _migrations, "broker": _broker, "worker": _worker, "queue": _queue}
