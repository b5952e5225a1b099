"""DuckDB over Parquet files of the facts, in a web server like ours: no token asked for, which is less than ours does."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg2

from benchmarks import databases
from benchmarks.api import FEW
from benchmarks.load import Ask
from benchmarks.others import environments
from benchmarks.others.question import Question
from benchmarks.others.way import Way
from benchmarks.serving import running
from okoce.embedded import places
from okoce.embedded.processes import Service
from okoce.environment import BASE_DIR
from tests.site import free_port


@contextmanager
def served(folder: Path, database: str, question: Question) -> Iterator[Way]:
    """The request that DuckDB answers; anew is the whole export."""
    programs, home, port = environments.made(folder, "duckdb"), folder / "duckdb", free_port()
    said = {"BENCH_FACTS": str(home), "BENCH_METRIC": question.metric}
    export = partial(exported, folder / "engines", database, question, programs / "python", said)
    export()
    command = [
        str(programs / "granian"), "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--log-level", "warning", "benchmarks.others.parquet:application",
    ]  # fmt: skip
    address = f"http://127.0.0.1:{port}/"
    service = Service("duckdb", command, cwd=BASE_DIR, environment=said, log=home / "duckdb.log")
    with running(home, service, address):
        yield Way(Ask(address, {}, FEW), anew=export)


def exported(engines: Path, database: str, question: Question, python: Path, said: dict[str, str]) -> None:
    """The facts out of PostgreSQL by COPY, and into Parquet by DuckDB: what the question reads, as more would take longer."""
    connection = psycopg2.connect(databases.url(engines, places.APPLICATION, database))
    with connection.cursor() as cursor:
        for table, columns in question.facts.items():
            with (Path(said["BENCH_FACTS"]) / f"{table}.csv").open("w") as file:
                cursor.copy_expert(
                    f"COPY (SELECT {', '.join(columns)} FROM {table}) TO STDOUT (FORMAT csv, HEADER)", file
                )
    connection.close()
    command = [python, "-m", "benchmarks.others.parquet"]
    subprocess.run(command, cwd=BASE_DIR, env={**os.environ, **said}, check=True)
