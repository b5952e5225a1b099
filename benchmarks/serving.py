"""One web process with the settings of `make run`, on a loopback port of its own, for as long as it is measured."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import Message
from pathlib import Path

from django.conf import settings

from benchmarks import databases
from okoce.embedded import places, processes
from okoce.embedded.supervisor import Supervisor
from tests.site import free_port, until

# Requests a minute: more than a minute has.
UNLIMITED = 1_000_000_000


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


@contextmanager
def served(home: Path, database: str) -> Iterator[str]:
    """The address of the server, which reads this database of the engines in `home`."""
    supervisor = Supervisor(home.with_name("web"))
    supervisor.host, supervisor.port = "127.0.0.1", free_port()
    service = supervisor.web()
    said = {
        "DATABASE_URL": databases.url(home, places.APPLICATION, database),
        "REDIS_URL": places.urls(home)["REDIS_URL"],
        "SECRET_KEY": settings.SECRET_KEY,
        "STATIC_ROOT": str(settings.STATIC_ROOT),
        "OKOCE_RATE_LIMIT": str(UNLIMITED),
        "OKOCE_LOG_LEVEL": "",
    }
    service = replace(
        service,
        command=[*service.command[:-1], "benchmarks.wsgi:application"],
        environment={**service.environment, **said},
        log=supervisor.home / "web.log",
    )
    running = processes.start(supervisor.home, service, bound=True)
    address = f"http://127.0.0.1:{supervisor.port}"
    try:
        until(lambda: running.process.poll() is not None or answers(address), seconds=60)
        assert running.process.poll() is None, service.log.read_text()
        yield address
    finally:
        processes.end(supervisor.home, ["web"], patience=5)
        running.process.wait()


def answers(address: str) -> bool:
    try:
        return get(f"{address}/empty/", {}).status == 200
    except OSError:
        return False


def get(url: str, headers: dict[str, str]) -> Answer:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - our own address
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own address
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as other:
        return Answer(other.status, other.headers, other.read())
