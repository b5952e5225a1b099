"""A list of a licensing office with a hundred thousand lines, read and matched with as many people.

Every second line is of somebody by their identity number, every tenth by name and date of birth alone, and the others are
of strangers. Beside it stands what a plain COPY of as many people takes, which makes the same fingerprints.
"""

import csv
import io
import json
import subprocess
import sys
import time
from pathlib import Path

from django.db import connections

from benchmarks import databases, importing
from benchmarks.importing import DATABASE, anew, copied, people
from benchmarks.report import Report
from okoce.accounts.models import User
from okoce.accounts.roles import Role
from okoce.core.months import now, today
from participants.models import ListLine, OfficialList
from participants.reconciling import loading, withdrawing

HEADINGS = ["NIK", "Nama Pemilik", "Tanggal Lahir", "Nomor Izin", "Jenis Izin", "Tanggal Terbit"]
# About two minutes on two cores; and so many times the plain COPY.
SECONDS, RATIO = 120, 4
# What the table of a list takes while it is read; matching it is the database's work.
MEGABYTES = 400


def measure(report: Report, home: Path, rows: int) -> None:
    report.begin(f"{rows:,} lines of an official list among as many people")
    with databases.server(home, fast=False):
        taken = anew(home, lambda: measured(home, rows))
        connections.close_all()
    piles, megabytes = taken.pop("piles"), taken.pop("megabytes")
    for step, seconds in taken.items():
        report.number(step, seconds, "s")
    work = taken["read and matched"]
    report.at_most(SECONDS, "read and matched, in seconds", work, ratio=False)
    report.at_most(RATIO, "read and matched, to a plain COPY of as many people", work / taken["people copied"])
    report.at_most(MEGABYTES, "peak memory of the job in MB", megabytes["megabytes"], ratio=False)
    report.number("before it began", megabytes["before"], "MB")
    report.number("lines matched", piles["matched"])
    report.number("lines doubtful", piles["doubtful"])
    report.number("lines unmatched", piles["unmatched"])


def measured(home: Path, rows: int) -> dict:
    taken = {"people copied": seconds(lambda: copied(rows))}
    by = User.objects.create(username="city", name="City", roles=[Role.STAFF])
    content = as_csv(rows)
    said = {"kind": "licences", "issuer": "DPMPTSP", "as_of": today(), "content": content, "at": now()}
    taken["sent"] = seconds(lambda: loading.send(by=by, **said))
    job = read(home)
    taken["read and matched"] = job["seconds"]
    taken["the same in seconds of processor"] = job["processor"]
    taken["the same file again"] = seconds(lambda: loading.send(by=by, **said))
    one = OfficialList.objects.get()
    assert (one.state, one.wrong) == ("read", 0), (one.state, one.refusal, one.mistakes[:3])
    piles = {pile: ListLine.objects.filter(pile=pile).count() for pile in ListLine.Pile.values}
    taken |= replaced(home, one, said)
    return taken | {"megabytes": job, "piles": piles}


def replaced(home: Path, one: OfficialList, said: dict) -> dict[str, float]:
    """A later list that says nearly all of it too; then the first one is withdrawn, and at last that one as well."""
    # All but its last line, and a new one: no list has more than so many rows.
    content = said["content"].rstrip().rpartition(b"\n")[0] + b"\n;Orang Baru;01-01-1980;9999;NIB;05-03-2018\n"
    by = one.loaded_by
    later = loading.send(**said | {"by": by, "content": content})
    taken = {"a later list that says the same": read(home)["seconds"]}
    for name, gone in {"withdrawn, its lines left to the later one": one, "withdrawn, its lines gone": later}.items():
        withdrawing.withdraw(by=by, official=gone, because="Salah", at=now())
        taken[name] = read(home)["seconds"]
        gone.refresh_from_db()
        assert gone.state == "withdrawn", gone.state
    return taken


def read(home: Path) -> dict[str, float]:
    """By a process of its own."""
    command = [sys.executable, "-m", "benchmarks.listing", str(home.parent), DATABASE]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def seconds(act) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def as_csv(rows: int) -> bytes:
    text = io.StringIO()
    lines = [HEADINGS]
    for one in people(rows):
        # Somebody who is registered, or a stranger with a number of their own.
        number = (
            one.nik if one.number % 2 else ("" if one.number % 10 == 0 else importing.Somebody(one.number + rows).nik)
        )
        name = one.name if one.number % 10 == 0 else f"Orang Lain {one.number}"
        lines.append([number, name, f"{one.born:%d-%m-%Y}", f"{8_120_000_000_000 + one.number}", "NIB", "05-03-2018"])
    csv.writer(text, delimiter=";").writerows(lines)
    return text.getvalue().encode()
