"""Two hundred thousand rows as a file, beside a plain COPY of the same rows, and what it holds in memory meanwhile.

Each file is written by a process of its own, as the worker does it, so that its memory is its own.
"""

import json
import subprocess
import sys
from pathlib import Path

from django.db import connections

from benchmarks import databases, users
from benchmarks.data import first_month
from benchmarks.report import Report
from okoce.accounts.models import User
from okoce.core.months import Month, now
from reports.explaining.asked import Number
from reports.exporting import asking
from reports.exporting.questions import Asked, Entries

DATABASE = "bench_export"
FEW = 2_000
# A file of CSV takes at most so many times what the database's own COPY of its rows takes, and a hundred times as many
# rows hold hardly more memory.
RATIO, MEMORY = 3, 1.3
# With names it takes besides the log of whose they are, and the counting rules for the day of each (docs/exports.md): some
# eight times, ten on a busy machine. Row by row it took forty.
RATIO_WITH_NAMES = 15

# In the first month so many are registered, in the second one few.
PEOPLE = """
SET session_replication_role = replica;
INSERT INTO reports_revision (number, at, entries, rebuilt) VALUES (1, now(), {rows} + {few}, false);
CREATE TEMP TABLE place AS SELECT row_number() OVER (ORDER BY code) - 1 AS place, code FROM programs_kecamatan;
INSERT INTO participants_participant
    (id, name, phone, sex, birth_date, birth_year, nik_tail, ktp_seen, registered_on, consent_version, baseline,
     baseline_workers, registered_in_id, registered_by_id, facilitator_id, created_at)
SELECT md5('person ' || p)::uuid, 'Orang ' || p, '', 'female', '1990-01-01', 1990, '', true,
       date '{first}' + CASE WHEN p < {rows} THEN 5 ELSE 36 END, '2026-11', 'no_business', 0, code, {by}, {by}, now()
FROM generate_series(0, {rows} + {few} - 1) p JOIN place ON place = mod(p, 44);
INSERT INTO participants_residence (participant_id, kecamatan_id, since, recorded_by_id)
SELECT id, registered_in_id, registered_on, {by} FROM participants_participant;
INSERT INTO reports_ledger
    (source_kind, source_id, metric, month, posting_month, kecamatan, gender, age_band, vintage, delta, reason, revision_id)
SELECT 'participant', id, 'registered', date_trunc('month', registered_on), date_trunc('month', registered_on),
       registered_in_id, 'female', '25-34', 'first', 1, 'person registered', 1
FROM participants_participant;
VACUUM ANALYZE reports_ledger;
VACUUM ANALYZE participants_participant
"""


def measure(report: Report, home: Path, rows: int, *, turns: int) -> None:
    report.begin(f"{rows:,} rows as a file")
    with databases.server(home, fast=False):
        made(home, rows)
        with databases.at(DATABASE):
            few, many = (first_month() + later for later in (1, 0))
            for what, kind, names in (
                ("ledger", "csv", False),
                ("people", "csv", False),
                ("people", "xlsx", False),
                ("people", "csv", True),
            ):
                called = f"{what}{' with names' if names else ''} as {kind}"
                taken = [written(home, question(what, many), kind, names=names) for _turn in range(turns)]
                assert all(one["rows"] == rows for one in taken), taken
                light = written(home, question(what, few), kind, names=names)
                told(report, called, taken, light)


def made(home: Path, rows: int) -> None:
    databases.as_superuser(home, "postgres", f"DROP DATABASE IF EXISTS {DATABASE}")
    connections.close_all()
    databases.copy(home, DATABASE)
    with databases.at(DATABASE):
        by = User.objects.get(username=users.STAFF).pk
    connections.close_all()
    said = {"rows": rows, "few": FEW, "first": first_month().first, "by": by}
    databases.as_superuser(home, DATABASE, PEOPLE.format(**said))


def question(what: str, month: Month) -> Asked:
    if what == "ledger":
        return Entries(metric=("registered",), month=month)
    return Number("registered", month, month)


def written(home: Path, asked: Asked, kind: str, *, names: bool) -> dict[str, float]:
    """Asked for here, as by the web process; written by a process of its own."""
    by = User.objects.get(username=users.STAFF)
    export = asking.ask(
        by=by, asked=asked, format=kind, with_names=names, reason="Pengukuran" if names else "", at=now()
    )
    command = [sys.executable, "-m", "benchmarks.exporting_job", str(home.parent), DATABASE, str(export.pk)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def told(report: Report, called: str, taken: list[dict[str, float]], light: dict[str, float]) -> None:
    report.spread(f"{called}: written", [one["seconds"] for one in taken], "s")
    report.spread(f"{called}: plain COPY of the same rows", [one["copy"] for one in taken], "s")
    ratios = [one["seconds"] / one["copy"] for one in taken]
    # A workbook is a library's work: its time is told.
    if called.endswith("csv"):
        limit = RATIO_WITH_NAMES if "note" in taken[0] else RATIO
        report.at_most(limit, f"{called}: to the plain COPY", *ratios)
    else:
        report.ratio(f"{called}: to the plain COPY", *ratios)
    for half, name in (("note", "the log of reads alone"), ("lines", "the lines with names and days alone")):
        if half in taken[0]:
            report.ratio(f"{called}: {name} to the plain COPY", *[one[half] / one["copy"] for one in taken])
    report.spread(f"{called}: peak memory of the job", [one["megabytes"] for one in taken], "MB")
    held = [one["megabytes"] / light["megabytes"] for one in taken]
    report.at_most(MEMORY, f"{called}: peak memory to that of {FEW:,} rows", *held)
