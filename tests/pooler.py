"""A pooler before the PostgreSQL of a home, as deploy/pgbouncer.ini sets it up and less kindly."""

import contextlib
import os
import re
import shutil
from pathlib import Path
from urllib.parse import quote

import psycopg2

from okoce.embedded import places, processes
from okoce.embedded.postgres import server_user
from okoce.embedded.processes import Service
from okoce.environment import BASE_DIR, secret
from tests.site import until

PROGRAM = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
MISSING = "no pgbouncer here: apt-get install pgbouncer"
FILE = BASE_DIR / "deploy" / "pgbouncer.ini"
NAME, PORT = "pgbouncer", 6432
SECRET = "SELECT rolname, rolpassword FROM pg_authid WHERE rolname = %s"
# Several sessions from the beginning, and each transaction of a client in another one than its last.
UNKIND = {"min_pool_size": "4", "server_round_robin": "1"}


class Pooler:
    """Started before whoever asks it, ended by hand, or with this process."""

    def __init__(self, home: Path):
        self.home, self.user = home, server_user(home)
        # Beside PostgreSQL's own folder, which goes when that stops.
        self.folder = places.sockets(home).with_name(f"{places.sockets(home).name}-pooler")
        self.url = (
            f"postgres://{places.APPLICATION}:{secret(home, f'password-{places.APPLICATION}')}"
            f"@{quote(str(self.folder), safe='')}:{PORT}/okoce"
        )

    def start(self) -> "Pooler":
        self.folder.mkdir(mode=0o700)
        (self.folder / "userlist.txt").write_text(self.secret())
        (self.folder / "pgbouncer.ini").write_text(self.settings())
        if self.user is not None:
            for path in (self.folder, *self.folder.iterdir()):
                os.chown(path, self.user, -1)
        command = [PROGRAM, str(self.folder / "pgbouncer.ini")]
        self.running = processes.start(
            self.home, Service(name=NAME, command=command, log=self.home / "log" / "pgbouncer.log", user=self.user),
            bound=True,
        )  # fmt: skip
        until((self.folder / f".s.PGSQL.{PORT}").exists)
        return self

    def stop(self) -> None:
        processes.end(self.home, [NAME], patience=2)
        self.running.process.wait()
        shutil.rmtree(self.folder)

    def secret(self) -> str:
        """The line of the application's role, as docs/deployment.md has it made."""
        superuser = places.database_url(self.home, places.SUPERUSER)
        with contextlib.closing(psycopg2.connect(superuser)) as connection, connection.cursor() as cursor:
            cursor.execute(SECRET, [places.APPLICATION])
            return '"{}" "{}"\n'.format(*cursor.fetchone())

    def settings(self) -> str:
        """The project's own file, at other places."""
        text = FILE.read_text().replace("host=db.internal", f"host={places.sockets(self.home) / 'postgres'}")
        said = {
            "listen_addr": "", "unix_socket_dir": self.folder, "auth_file": self.folder / "userlist.txt", "logfile": "",
            "pidfile": "",
        }  # fmt: skip
        for name, value in said.items():
            text = re.sub(rf"^{name} = .*$", f"{name} = {value}", text, flags=re.MULTILINE)
        return text + "".join(f"{name} = {value}\n" for name, value in UNKIND.items())
