"""Datasette over an SQLite file of the same rows: read-only, no token asked for, which is less than ours does."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.load import Ask
from benchmarks.others import environments
from benchmarks.serving import get, running
from okoce.embedded.processes import Service
from tests.site import free_port

TABLE = """
CREATE TABLE counts (
    month TEXT, kecamatan TEXT, metric TEXT, value INTEGER, PRIMARY KEY (metric, month, kecamatan)
) WITHOUT ROWID
"""
QUESTION = "SELECT month, kecamatan, metric, value FROM counts WHERE metric = :metric ORDER BY month, kecamatan"


@contextmanager
def served(folder: Path, rows: list[dict], *, metric: str, connections: int) -> Iterator[Ask]:
    """The request that is answered with these rows."""
    home, port = folder / "datasette", free_port()
    command = [
        str(environments.made(folder, "datasette") / "datasette"), "serve", "--immutable", str(export(home, rows)),
        "--host", "127.0.0.1", "--port", str(port), "--setting", "max_returned_rows", "5000",
        "--setting", "suggest_facets", "off",
    ]  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    with running(home, Service("datasette", command, log=home / "datasette.log"), f"{address}/-/versions.json"):
        said = urlencode({"sql": QUESTION, "metric": metric, "_shape": "array"})
        ask = Ask(f"{address}/counts.json?{said}", {}, connections)
        assert json.loads(get(ask.url, {}).body) == rows, "the rows differ"
        yield ask


def export(home: Path, rows: list[dict]) -> Path:
    path = home / "counts.db"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(TABLE)
        file.executemany("INSERT INTO counts VALUES (:month, :kecamatan, :metric, :value)", rows)
    return path
