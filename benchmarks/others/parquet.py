"""What runs where DuckDB is installed and this project is not: the facts as Parquet, and a site of one answer over them.

`python -m benchmarks.others.parquet` makes the files anew from the exported ones; `application` is the site.
"""

import json
import os
from pathlib import Path

import duckdb

from benchmarks.others.question import COLUMNS, QUESTIONS

FACTS = Path(os.environ["BENCH_FACTS"])
QUESTION = QUESTIONS[os.environ["BENCH_METRIC"]]


def write() -> None:
    """Each file takes the place of the one before at once: whoever reads meanwhile has a whole one."""
    for table, columns in QUESTION.facts.items():
        new = FACTS / f"{table}.new"
        duckdb.execute(f"COPY (FROM read_csv('{FACTS / table}.csv', columns = {columns})) TO '{new}' (FORMAT parquet)")
        new.replace(FACTS / f"{table}.parquet")


def opened() -> duckdb.DuckDBPyConnection:
    database = duckdb.connect()
    for table in QUESTION.facts:
        database.execute(f"CREATE VIEW {table} AS FROM '{FACTS / table}.parquet'")
    return database


def application(environ, start_response):
    with site.cursor() as cursor:
        rows = cursor.execute(QUESTION.sql).fetchall()
    body = json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows]).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


if __name__ == "__main__":
    write()
else:
    site = opened()
