"""A server of the bench's own, with a small and a large database side by side, so that both can be asked in turns."""

import datetime
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from django.core.management import call_command
from django.db import connection, connections

from benchmarks import data, users
from benchmarks.data import Size
from benchmarks.timing import seconds_of
from okoce.embedded import engines, places
from reports import rollup

# The embedded server makes one database; this gives another the same owner, rights and content.
COPY = """
CREATE DATABASE {name} TEMPLATE {of} OWNER {owner};
REVOKE ALL ON DATABASE {name} FROM PUBLIC;
GRANT CONNECT ON DATABASE {name} TO {application}
"""


@contextmanager
def server(home: Path, *, fast: bool) -> Iterator[None]:
    """The engines of the home; `fast` is without fsync, which is for loading only."""
    running = engines.start(home, fast=fast, bound=True)
    try:
        yield
    finally:
        connection.close()
        engines.end(home, patience=30)
        for one in running:
            one.process.wait()


def make(home: Path, sizes: tuple[Size, ...], *, first: datetime.date, days: int) -> dict[Size, dict[str, float]]:
    """The databases, filled; returns the seconds of each step."""
    for engine in engines.NAMES:
        shutil.rmtree(home / engine, ignore_errors=True)
    with server(home, fast=True):
        call_command("migrate", verbosity=0)
        users.make(first, max([data.FACILITATORS, *(size.facilitators for size in sizes)]))
        # A database is copied when nobody is in it.
        connections.close_all()
        return {size: filled(home, size, first, days) for size in sizes}


def filled(home: Path, size: Size, first: datetime.date, days: int) -> dict[str, float]:
    """Load the facts, count them all and let the planner know."""
    copy(home, size.database)
    taken = data.load(url(home, places.SUPERUSER, size.database), size, first=first, days=days)
    taken["vacuum"] = seconds_of(lambda: as_superuser(home, size.database, "VACUUM ANALYZE"))
    with at(size.database):
        taken["counting"] = seconds_of(rollup.rebuild)
        # Each case that it opened is a change of its own, and looked at as the next roll-up of a site would.
        taken["looking at what it opened"] = seconds_of(rollup.drain)
    taken["vacuum"] += seconds_of(lambda: as_superuser(home, size.database, "VACUUM ANALYZE"))
    return taken


def copy(home: Path, name: str, *, of: str = "okoce") -> None:
    """A database of that name with what the other has, in which nobody is: users and reference data, unless another is named."""
    words = {"name": name, "of": of, "owner": places.OWNER, "application": places.APPLICATION}
    as_superuser(home, "postgres", COPY.format(**words))


def as_superuser(home: Path, name: str, statements: str) -> None:
    """Run the statements one by one, each in no transaction."""
    superuser = psycopg2.connect(url(home, places.SUPERUSER, name))
    superuser.autocommit = True
    with superuser.cursor() as cursor:
        for statement in statements.split(";"):
            cursor.execute(statement)
    superuser.close()


def url(home: Path, role: str, name: str) -> str:
    return f"{places.database_url(home, role).rpartition('/')[0]}/{name}"


@contextmanager
def at(name: str) -> Iterator[None]:
    """Inside, the project's connection is one to this database."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
