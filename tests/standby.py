"""A second PostgreSQL that streams from the one of a home: what DATABASE_REPLICA_URL leads to."""

import contextlib
import dataclasses
import shutil

import psycopg2

from okoce.embedded import places, postgres, processes
from okoce.environment import secret
from tests.site import until


class Standby:
    """Made from the primary as an operator does, with pg_basebackup; it has the primary's roles and passwords."""

    def __init__(self, primary, home):
        self.primary, self.home, self.process = primary, home, None

    def make(self):
        with ask(self.primary) as cursor:
            allow_replication(self.primary)
            cursor.execute("SELECT pg_reload_conf()")
        shutil.copytree(self.primary / "keys", self.home / "keys")
        places.open_sockets(self.home)
        user, folder = postgres.server_user(self.primary), postgres.data(self.home)
        programs = postgres.runnable(self.home, user)
        folder.mkdir(mode=0o700)
        if user is not None:
            shutil.chown(folder, user)
        password = secret(self.primary, f"password-{places.SUPERUSER}")
        run = places.sockets(self.primary) / "postgres"
        told = f"host={run} user={places.SUPERUSER} password={password} application_name=standby"
        words = ["-d", told, "-R", "-D", postgres._here(folder), "-X", "stream", "--checkpoint=fast", "--no-sync"]
        postgres._call([programs / "pg_basebackup", *words], folder, user)
        return self

    def start(self, **options):
        """With the options of `postgres` besides those of every home of the tests."""
        places.open_sockets(self.home)
        service = listening(postgres.service(self.home, fast=True), **options)
        self.process = processes.start(self.home, service, bound=True).process
        until(lambda: postgres.ready(self.home))
        return self

    def stop(self):
        processes.end(self.home, ["postgres"], patience=5)
        self.process.wait()

    def remove(self):
        self.stop()
        places.close_sockets(self.home)
        shutil.rmtree(self.home, ignore_errors=True)

    def url(self):
        return places.database_url(self.home, places.APPLICATION)

    def pause(self):
        """It takes what the primary sends, and shows nothing of it."""
        self._do("SELECT pg_wal_replay_pause()")
        until(lambda: self._do("SELECT pg_get_wal_replay_pause_state()") == "paused")

    def resume(self):
        self._do("SELECT pg_wal_replay_resume()")

    def is_paused(self):
        return self._do("SELECT CASE WHEN pg_is_in_recovery() THEN pg_is_wal_replay_paused() END")

    def promote(self):
        """It goes its own way from here on."""
        self._do("SELECT pg_promote()")

    def looked_into(self, table):
        """How often the table was read there, as far as its statistics know by now."""
        return self._do(f"SELECT seq_scan + coalesce(idx_scan, 0) FROM pg_stat_user_tables WHERE relname = '{table}'")

    def catch_up(self):
        """Wait until it shows all that the primary has committed."""
        with ask(self.primary) as cursor:
            cursor.execute("SELECT pg_current_wal_insert_lsn()")
            place = cursor.fetchone()[0]
        until(lambda: self._do(f"SELECT pg_last_wal_replay_lsn() >= '{place}'"))

    def _do(self, statement):
        with ask(self.home) as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]


def listening(service, **options):
    """The service of PostgreSQL with these options."""
    more = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    return dataclasses.replace(service, command=[*service.command, *more])


@contextlib.contextmanager
def ask(home):
    with contextlib.closing(psycopg2.connect(places.database_url(home, places.SUPERUSER))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


def allow_replication(home):
    rules = postgres.data(home) / "pg_hba.conf"
    line = "local replication all scram-sha-256\n"
    if line not in rules.read_text():
        with rules.open("a") as file:
            file.write(line)
