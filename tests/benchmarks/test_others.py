"""What the others are given to answer with."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks import others
from benchmarks.others import datasette

ROWS = [
    {"month": "2018-03", "kecamatan": "31.74.01", "metric": "spending", "value": 12_000_000},
    {"month": "2018-03", "kecamatan": "31.74.02", "metric": "spending", "value": 5},
]


def test_datasette_has_the_same_rows_each_time(tmp_path):
    datasette.export(tmp_path, ROWS)
    with closing(sqlite3.connect(datasette.export(tmp_path, ROWS))) as file:
        told = file.execute(datasette.QUESTION, {"metric": "spending"}).fetchall()
    assert told == [tuple(row.values()) for row in ROWS]


def test_what_the_others_need_is_pinned():
    said = [path.read_text().splitlines()[1:] for path in Path(others.__file__).parent.glob("*.txt")]
    assert [len(lines) > 20 for lines in said] == [True, True, True]
    assert [line for lines in said for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
