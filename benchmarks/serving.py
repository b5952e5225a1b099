"""One web process with the settings of `make run`, on a loopback port of its own, for as long as it is measured."""

import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import Message
from pathlib import Path

import psutil
from django.conf import settings

from benchmarks import databases
from okoce.embedded import places, processes
from okoce.embedded.processes import Service
from okoce.embedded.supervisor import Supervisor
from tests.site import Site, free_port, until

# Requests a minute: more than a minute has.
UNLIMITED = 1_000_000_000


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Web:
    """A running web server."""

    address: str
    processes: list[psutil.Process]

    def worked(self) -> float:
        """Seconds of processor so far."""
        return sum(sum(process.cpu_times()[:2]) for process in self.processes)


@contextmanager
def served(home: Path, database: str) -> Iterator[Web]:
    """The server, which reads this database of the engines in `home`."""
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
    address = f"http://127.0.0.1:{supervisor.port}"
    with running(supervisor.home, service, f"{address}/empty/") as head:
        yield Web(address, [head, *head.children(recursive=True)])


@contextmanager
def sited(home: Path, database: str) -> Iterator[Site]:
    """Web, worker and beat as `make run` starts them, on this database of the engines in `home`."""
    urls = {
        "DATABASE_URL": databases.url(home, places.APPLICATION, database),
        "REDIS_URL": places.urls(home)["REDIS_URL"],
        "SECRET_KEY": settings.SECRET_KEY,
    }
    site = Site(home.with_name("site"), **urls).start()
    try:
        until(site.ready, seconds=60)
        yield site
    finally:
        site.remove()


@contextmanager
def running(home: Path, service: Service, page: str) -> Iterator[psutil.Process]:
    """The service's process, from when it answers this page until it has ended."""
    process = processes.start(home, service, bound=True).process
    try:
        until(lambda: process.poll() is not None or answers(page), seconds=120)
        assert process.poll() is None, service.log.read_text()
        yield psutil.Process(process.pid)
    finally:
        processes.end(home, [service.name], patience=5)
        process.wait()


def answers(page: str) -> bool:
    try:
        return get(page, {}).status == 200
    except OSError:
        return False


def get(url: str, headers: Mapping[str, str], *, body: str = "") -> Answer:
    """What is answered; asked with POST when there is a body."""
    request = urllib.request.Request(url, body.encode() or None, dict(headers))  # noqa: S310 - our own address
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own address
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as other:
        return Answer(other.status, other.headers, other.read())
