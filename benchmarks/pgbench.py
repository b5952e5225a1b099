"""Statements at the rate at which PostgreSQL takes them: its own program asks, and leaves the cores to the server."""

import os
import re
import subprocess
import tempfile

from psycopg2.extensions import parse_dsn

from okoce.embedded import postgres

RATE = re.compile(r"^tps = ([\d.]+) ", re.MULTILINE)
FAILED = re.compile(r"^number of failed transactions: (\d+)", re.MULTILINE)


def rate(url: str, script: str, *, clients: int = 1, seconds: int = 0, times: int = 0) -> float:
    """Transactions in a second, by so many at once: for so long, or each so often. Fails when one of them failed."""
    said = parse_dsn(url)
    environment = os.environ | {
        "PGHOST": said["host"], "PGUSER": said["user"], "PGPASSWORD": said["password"], "PGDATABASE": said["dbname"],
    }  # fmt: skip
    # Prepared, as the project's own statements are not: parsing is the same on either side, and hides what differs.
    command = [postgres.program("pgbench"), "-n", "-M", "prepared", f"-c{clients}", f"-j{min(clients, 2)}"]
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        much = ["-T", str(seconds)] if seconds else ["-t", str(times)]
        done = subprocess.run(
            [*command, *much, "-f", file.name], env=environment, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    return read(done.stdout)


def read(told: str) -> float:
    """From what pgbench prints."""
    assert FAILED.search(told)[1] == "0", told
    return float(RATE.search(told)[1])
