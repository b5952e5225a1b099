"""The API under load, beside the empty view and beside the same rows without any care, in turns on one web process."""

import gzip
import io
import json
import uuid
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

from django.core.management import call_command

from benchmarks import load, users
from benchmarks.data import Size
from benchmarks.databases import at
from benchmarks.load import Ask
from benchmarks.report import Report
from benchmarks.serving import get, served

# One row for each month and kecamatan: what has no person's traits is rolled up as it is asked for here.
METRIC = "spending"
QUESTION = f"/api/v1/counts/?metric={METRIC}&by=month,kecamatan"
CONNECTIONS = 64
# Slow answers on all of them would come in waves; these keep the server as busy.
FEW = 4
SECONDS = 1

RATE, P99 = attrgetter("rate"), attrgetter("p99")


def measure(report: Report, home: Path, size: Size, *, turns: int) -> None:
    report.begin(f"the API under load at {size}")
    with at(size.database), served(home, size.database) as web:
        asks = asked(report, web.address, token())
        load.in_turns(asks, turns=1, seconds=1)  # the first only wakes the threads
        judge(report, load.in_turns(asks, turns=turns, seconds=SECONDS, worked=web.worked))


def token() -> str:
    """The text of one that reads counts."""
    told = io.StringIO()
    call_command("create_token", f"bench {uuid.uuid4()}", user=users.STAFF, scope="summary", days=1, stdout=told)
    return told.getvalue().split()[-1]


def asked(report: Report, address: str, text: str) -> dict[str, Ask]:
    """The requests, after a look at what each is answered."""
    counts, rows = counted(report, address, text)
    plain = Ask(f"{address}/rows/?metric={METRIC}", {"Authorization": f"Bearer {text}"}, FEW)
    listed = json.loads(get(plain.url, plain.headers).body)
    assert [dict(row, month=row["month"][:7]) for row in listed] == rows, "the rows differ"
    unchanged = {**counts.headers, "If-None-Match": get(counts.url, counts.headers).headers["ETag"]}
    assert get(counts.url, unchanged).status == 304, "the ETag does not hold"
    return {
        "empty view": Ask(f"{address}/empty/", {}, CONNECTIONS),
        "counts/": counts,
        "counts/, not modified": replace(counts, headers=unchanged),
        "the rows through a model serializer": plain,
    }


def counted(report: Report, address: str, text: str) -> tuple[Ask, list[dict]]:
    """The request for the counts, and the rows that answer it."""
    headers = {"Authorization": f"Bearer {text}", "Accept-Encoding": "gzip", "Accept-Language": "en"}
    answer = get(address + QUESTION, headers)
    rows = json.loads(gzip.decompress(answer.body))["results"]
    report.number("rows of counts/ by month and kecamatan", len(rows))
    report.number("bytes of them, compressed", len(answer.body))
    return Ask(address + QUESTION, headers, CONNECTIONS), rows


def judge(report: Report, taken: dict[str, list[load.Load]]) -> None:
    empty, counts, unchanged, rows = taken.values()
    for name, loads in taken.items():
        report.spread(name, [one.rate for one in loads], "requests a second")
    for name, loads in taken.items():
        cost = [one.worked / one.requests * 1_000_000 for one in loads]
        report.spread(f"{name}: the server's processor for a request", cost, "microseconds")
    for name, loads in list(taken.items())[:-1]:
        report.spread(f"{name}: 99th percentile at {CONNECTIONS} connections", [one.p99 * 1000 for one in loads], "ms")
    report.at_least(0.6, "counts/ to the empty view", *load.ratios(counts, empty, of=RATE))
    report.at_least(0.75, "counts/, not modified, to the empty view", *load.ratios(unchanged, empty, of=RATE))
    report.at_least(80, "counts/ to a model serializer", *load.ratios(counts, rows, of=RATE))
    report.at_most(3, "counts/ to the empty view: 99th percentile", *load.ratios(counts, empty, of=P99))
