"""A hundred thousand people from a spreadsheet, beside a plain COPY of the same rows into the same tables.

Both have to make the same fingerprints and to seal the same numbers, and both fire the same triggers. Reading and judging
is done by a process of its own, as the worker does it, so that its memory is its own.
"""

import csv
import datetime
import io
import json
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from django.db import connection, connections, transaction

from benchmarks import databases
from benchmarks.report import Report
from benchmarks.timing import processor, ratios
from okoce.accounts.models import User
from okoce.core.months import now, today
from participants import nik as niks
from participants.importing import moving
from participants.models import Spreadsheet
from programs.models import Assignment, Kecamatan

DATABASE, PLACE = "bench_import", "31.74.01"
HEADINGS = [
    "Nama", "NIK", "No. HP", "Jenis Kelamin", "Tanggal Lahir", "Kecamatan", "Tanggal Daftar", "Usaha Awal", "Karyawan",
    "Setuju",
]  # fmt: skip
NAMES = ["Siti", "Budi", "Ani", "Dewi", "Agus", "Rina", "Joko", "Sri", "Hasan", "Nur", "Putri", "Rahmat", "Wati", "Eko"]
COLUMNS = {
    "participants_participant": "id, name, phone, sex, birth_date, birth_year, nik_sealed, nik_fingerprint, nik_tail,"
    " ktp_seen, registered_on, consent_version, baseline, baseline_workers, registered_in_id, registered_by_id,"
    " facilitator_id, created_at",
    "participants_residence": "participant_id, kecamatan_id, since, recorded_by_id",
    "participants_participant_makers": "participant_id, user_id",
}
# Reading, judging and writing of one file take at most so many times what the COPY takes.
RATIOS = {"csv": 2, "xlsx": 2.5}
MEGABYTES = 512


@dataclass(frozen=True)
class Somebody:
    """One row, the same for both."""

    number: int

    @property
    def name(self) -> str:
        first, second, third = (NAMES[self.number // part % len(NAMES)] for part in (1, 14, 196))
        return f"{first} {second} {third} {self.number}"

    @property
    def born(self) -> datetime.date:
        return datetime.date(1960, 1, 1) + datetime.timedelta(days=self.number * 7 % 16_000)

    @property
    def is_woman(self) -> bool:
        return self.number % 5 != 1

    @property
    def nik(self) -> str:
        day = self.born.day + 40 * self.is_woman
        return f"99{self.number // 10_000:04}{day:02}{self.born:%m%y}{self.number % 10_000:04}"

    @property
    def phone(self) -> str:
        return f"0812{self.number:08}"

    def cells(self, day: str) -> list[str]:
        sex = "P" if self.is_woman else "L"
        return [
            self.name, self.nik, self.phone, sex, f"{self.born:%d-%m-%Y}", "Tebet", day, "belum", "0", "ya",
        ]  # fmt: skip


def people(number: int) -> Iterator[Somebody]:
    return map(Somebody, range(number))


def as_xlsx(number: int, day: str) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    for row, somebody in enumerate(people(number), 1):
        for column, cell in enumerate(somebody.cells(day)):
            sheet.write_string(row, column, cell)
    book.close()
    return content.getvalue()


def as_csv(number: int, day: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([HEADINGS, *(somebody.cells(day) for somebody in people(number))])
    return text.getvalue().encode()


def measure(report: Report, home: Path, rows: int, *, turns: int) -> None:
    report.begin(f"{rows:,} people from a spreadsheet")
    day = f"{today() - datetime.timedelta(days=1):%d-%m-%Y}"
    files = {"xlsx": as_xlsx(rows, day), "csv": as_csv(rows, day)}
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in ("COPY", *files)}
    with databases.server(home, fast=False):
        for _ in range(turns):
            taken["COPY"].append(anew(home, lambda: copied(rows)))
            for name, content in files.items():
                taken[name].append(anew(home, lambda content=content: imported(home, content)))
    told(report, taken)


def told(report: Report, taken: dict[str, list[dict[str, float]]]) -> None:
    worked = [one.pop("processor") for one in taken["COPY"]]
    copies = [sum(one.values()) for one in taken["COPY"]]
    sealed = [sum(one.values()) - one["sealing"] for one in taken["COPY"]]
    report.spread("plain COPY with the same sealing", copies, "s")
    for step in taken["COPY"][0]:
        report.spread(f"plain COPY: {step}", [one[step] for one in taken["COPY"]], "s")
    for name in ("xlsx", "csv"):
        for step in ("send", "judge", "write", "the same file again"):
            report.spread(f"{name}: {step}", [one[step] for one in taken[name]], "s")
        times = [one["judge"] + one["write"] for one in taken[name]]
        report.at_most(RATIOS[name], f"{name}: read, judged and written, to the plain COPY", *ratios(times, copies))
        # Nobody can load numbers that are not sealed: what it would be against somebody who has that for nothing.
        whole = [one["send"] + time for one, time in zip(taken[name], times, strict=True)]
        report.ratio(f"{name}: the same and its sending, to a COPY of what is sealed already", *ratios(whole, sealed))
        processors = ratios([one["processor"] for one in taken[name]], worked)
        report.ratio(f"{name}: read, judged and written, in seconds of processor", *processors)
        held = [one["megabytes"] for one in taken[name]]
        report.at_most(MEGABYTES, f"{name}: peak memory of the job in MB", *held, ratio=False)
        report.spread(f"{name}: statements", [one["statements"] for one in taken[name]])


def anew(home: Path, act: Callable[[], dict[str, float]]) -> dict[str, float]:
    """In a database that holds nobody."""
    databases.as_superuser(home, "postgres", f"DROP DATABASE IF EXISTS {DATABASE}")
    connections.close_all()
    databases.copy(home, DATABASE)
    with databases.at(DATABASE):
        return act()


def imported(home: Path, content: bytes) -> dict[str, float]:
    """Sent here, as by the web process; judged and written by a process of its own, twice."""
    begin = time.perf_counter()
    first = sent(content)
    taken = {"send": time.perf_counter() - begin} | done(home, first)
    again = done(home, sent(content))
    assert (taken["new"], again["new"]) == (first.rows, 0), (taken, again)
    return taken | {"the same file again": again["judge"] + again["write"]}


def sent(content: bytes) -> Spreadsheet:
    by = User.objects.get(username=facilitator_of(PLACE))
    place = Kecamatan.objects.get(pk=PLACE)
    return moving.send(by=by, kind="people", kecamatan=place, content=content, name="people", at=now())


def facilitator_of(place: str) -> str:
    return Assignment.objects.filter(kecamatan=place).order_by("user").values_list("user__username", flat=True)[0]


def done(home: Path, spreadsheet: Spreadsheet) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.job", str(home.parent), DATABASE, str(spreadsheet.pk)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def copied(rows: int) -> dict[str, float]:
    """The same people as whoever knows everything beforehand would load them: fingerprints, seals, three COPYs."""
    by, day = User.objects.get(username=facilitator_of(PLACE)).pk, today() - datetime.timedelta(days=1)
    # What a row says is known before the clock starts: only its seal and fingerprint are made while it runs.
    known = [(uuid.uuid4(), one, niks.read(one.nik, on=day)) for one in people(rows)]
    worked, begin = processor(), time.perf_counter()
    lines = {
        "participants_participant": "".join(person_line(key, one, number, by, day) for key, one, number in known),
        "participants_residence": "".join(f"{key}\t{PLACE}\t{day}\t{by}\n" for key, _one, _number in known),
        "participants_participant_makers": "".join(f"{key}\t{by}\n" for key, _one, _number in known),
    }
    taken = {"sealing": time.perf_counter() - begin}
    with transaction.atomic(), connection.cursor() as cursor:
        for table, text in lines.items():
            begin = time.perf_counter()
            cursor.copy_expert(f"COPY {table} ({COLUMNS[table]}) FROM STDIN", io.StringIO(text))
            taken[table.rpartition("_")[2]] = time.perf_counter() - begin
        begin = time.perf_counter()
    taken["commit"] = time.perf_counter() - begin
    taken["processor"] = processor() - worked
    return taken


def person_line(key: uuid.UUID, one: Somebody, number: niks.Nik, by: int, day: datetime.date) -> str:
    sex = "female" if one.is_woman else "male"
    return (
        f"{key}\t{one.name}\t{one.phone}\t{sex}\t{one.born}\t{one.born.year}\t\\\\x{number.sealed().hex()}"
        f"\t\\\\x{number.fingerprint.hex()}\t{number.tail}\tf\t{day}\t2026-11\tno_business\t0\t{PLACE}\t{by}\t{by}"
        f"\t{day}\n"
    )
