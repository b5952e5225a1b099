"""DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL replace the project's own servers; nothing else changes."""

import contextlib

import psycopg2
import pytest

from okoce.embedded import places
from tests.faults import counting
from tests.site import Site, until


@pytest.fixture(scope="module")
def elsewhere(servers, tmp_path_factory):
    """A site that runs on them, with ten people trained and counted."""
    site = Site(tmp_path_factory.mktemp("elsewhere") / "home", **servers.urls)
    site.start()
    counting.train(site, people=10)
    until(lambda: counting.waiting(site) == 0)
    yield site
    site.remove()


def test_no_own_server_is_started_when_addresses_of_others_are_given(elsewhere):
    assert elsewhere.ready()
    started = {name for name, pid in elsewhere.pids().items() if pid}
    assert started == {"web", "worker", "beat"}
    assert sorted(path.name for path in elsewhere.home.iterdir()) == ["keys", "run", "static"]
    assert not places.sockets(elsewhere.home).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_ledger SET delta = 2",
        "DELETE FROM reports_ledger",
        "TRUNCATE reports_ledger",
        "UPDATE reports_revision SET entries = 0",
        "ALTER TABLE reports_ledger DISABLE TRIGGER ALL",
        "CREATE TABLE mine (number integer)",
    ],
)
def test_the_applications_role_cannot_change_a_ledger_entry_or_a_table(elsewhere, statement):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        counting.ask(elsewhere, statement)
    assert counting.counts(elsewhere) == counting.TEN_TRAINED


def test_the_owner_too_cannot_change_a_ledger_entry(elsewhere):
    owner = elsewhere.environment["DATABASE_OWNER_URL"]
    with contextlib.closing(psycopg2.connect(owner)) as connection, connection.cursor() as cursor:
        with pytest.raises(psycopg2.errors.CheckViolation):
            cursor.execute("UPDATE reports_ledger SET delta = 2")


def test_commands_use_the_given_servers_too(elsewhere):
    assert elsewhere.command("roll_up", "--check").returncode == 0
    assert not (elsewhere.home / "run" / "guard.lock").exists()


def test_web_and_worker_need_no_owner_once_the_tables_are_there(elsewhere, tmp_path):
    urls = {name: elsewhere.environment[name] for name in ("DATABASE_URL", "REDIS_URL")}
    site = Site(tmp_path / "home", **urls)
    site.start()
    assert site.ready()
    assert site.command("migrate").stderr == (
        "CommandError: DATABASE_OWNER_URL is missing: only the owner of the database can migrate it.\n"
    )
    assert site.stop() == 0


def test_a_database_without_tables_and_without_an_owner_is_said_in_a_sentence(servers, tmp_path):
    urls = servers.urls
    with contextlib.closing(psycopg2.connect(urls["DATABASE_OWNER_URL"])) as connection:
        connection.autocommit = True
        connection.cursor().execute("CREATE DATABASE empty")
    empty = urls["DATABASE_OWNER_URL"].removesuffix("okoce") + "empty"
    site = Site(tmp_path / "home", DATABASE_URL=empty, REDIS_URL=urls["REDIS_URL"])
    site.launch()
    assert site.supervisor.wait(60) == 1
    assert site.said() == (
        "okoce: the database's tables are missing or old:"
        " give DATABASE_OWNER_URL, once, so that they are brought up to date.\n"
    )


def test_a_database_that_does_not_answer_is_said_in_a_sentence(tmp_path):
    site = Site(
        tmp_path / "home", DATABASE_URL="postgres://okoce_app:x@127.0.0.1:1/okoce", REDIS_URL="redis://127.0.0.1:1"
    )
    site.launch()
    assert site.supervisor.wait(60) == 1
    [sentence] = site.said().splitlines()
    assert sentence.startswith("okoce: the database does not answer (")


def test_the_site_works_again_when_the_servers_come_back(servers, elsewhere):
    before = elsewhere.pids()
    servers.stop()
    assert elsewhere.readiness()["database"] == "OperationalError"
    assert elsewhere.get("/metrics")[0] == 503
    assert elsewhere.get("/healthz")[0] == 200
    servers.start()
    until(lambda: elsewhere.ready() and counting.rolls_up(elsewhere))
    assert elsewhere.pids() == before
    assert counting.counts(elsewhere) == counting.TEN_TRAINED
