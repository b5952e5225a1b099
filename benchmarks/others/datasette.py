"""Datasette over an SQLite file of the counted answer: no token asked for, which is less than ours does.

The file is written anew where it lies, so it is not served as one that never changes (`-i`).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.api import FEW
from benchmarks.load import Ask
from benchmarks.others import environments
from benchmarks.others.question import Question, Row
from benchmarks.others.way import Way, counted
from benchmarks.serving import running
from okoce.embedded.processes import Service
from tests.site import free_port

TABLE = """
CREATE TABLE IF NOT EXISTS counts (month TEXT, kecamatan TEXT, value INTEGER, PRIMARY KEY (month, kecamatan)) WITHOUT ROWID
"""
SELECT = "SELECT month, kecamatan, value FROM counts ORDER BY month, kecamatan"


@contextmanager
def served(folder: Path, question: Question) -> Iterator[Way]:
    """The request that Datasette answers; anew is counting everything and writing the file."""
    programs, home, port = environments.made(folder, "datasette"), folder / "datasette", free_port()
    file = home / "counts.db"
    file.unlink(missing_ok=True)
    export(file, counted(question))
    command = [
        str(programs / "datasette"), "serve", str(file), "--host", "127.0.0.1", "--port", str(port),
        "--setting", "max_returned_rows", "5000", "--setting", "suggest_facets", "off",
    ]  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    with running(home, Service("datasette", command, log=home / "datasette.log"), f"{address}/-/versions.json"):
        asked = urlencode({"sql": SELECT, "_shape": "array"})
        yield Way(Ask(f"{address}/counts.json?{asked}", {}, FEW), anew=lambda: export(file, counted(question)))


def export(path: Path, rows: list[Row]) -> None:
    """The file with these rows and no others, all at once."""
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(TABLE)
        file.execute("DELETE FROM counts")
        file.executemany("INSERT INTO counts VALUES (?, ?, ?)", rows)
