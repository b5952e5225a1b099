"""Everything counted: a rebuild beside the plainest SQL that counts the same, and the recount beside counting rows."""

from pathlib import Path

from django.db import connection

from benchmarks.data import Size
from benchmarks.databases import at
from benchmarks.report import Report
from benchmarks.room import FACTS
from benchmarks.timing import in_turns, ratios, seconds_of
from okoce.core.months import now
from reports import checking, rollup

# The plain SQL leaves out who became an entrepreneur: its rule is a page of steps and days.
# In turns; where each takes a quarter of an hour, once.
TURNS, LARGE = 3, 1_000_000
PLAIN = (Path(__file__).parent / "plain.sql").read_text()
ROLLED = """
SELECT metric, month, kecamatan, sum(value)::bigint FROM reports_monthlycount
WHERE metric <> 'new_entrepreneurs'
GROUP BY metric, month, kecamatan HAVING sum(value) <> 0
"""
DIFFER = f"SELECT count(*) FROM ((({PLAIN}) EXCEPT ({ROLLED})) UNION ALL (({ROLLED}) EXCEPT ({PLAIN}))) difference"


def measure(report: Report, sizes: tuple[Size, ...]) -> None:
    report.begin("recount")
    for size in sizes:
        with at(size.database):
            whole(report, size)


def whole(report: Report, size: Size) -> None:
    report.at_most(0, f"plain SQL to the rollups at {size} attendances: cells that differ", asked(DIFFER))
    acts = {
        "one GROUP BY of the same metrics": lambda: asked(f"SELECT count(*) FROM ({PLAIN}) plain"),
        "count(*) of the attendances": lambda: asked("SELECT count(*) FROM participants_attendance"),
        "count(*) of every table of facts": lambda: [asked(f"SELECT count(*) FROM {table}") for table in FACTS],
        "a rebuild": rollup.rebuild,
        "a recount": lambda: found.append(checking.check(at=now()).differences),
    }
    found: list[int] = []
    turns = 1 if size.people > LARGE else TURNS
    taken = in_turns({name: lambda act=act: [seconds_of(act)] for name, act in acts.items()}, turns=turns)
    for name, times in taken.items():
        report.spread(f"{name} at {size} attendances", times.seconds, "s")
    report.at_most(0, f"a recount at {size} attendances: differences", max(found))
    pairs = [
        ("a rebuild", "one GROUP BY of the same metrics"),
        ("a rebuild", "count(*) of the attendances"),
        ("a recount", "one GROUP BY of the same metrics"),
        ("a recount", "count(*) of every table of facts"),
    ]
    for ours, plain in pairs:
        both = ratios(taken[ours].seconds, taken[plain].seconds)
        report.ratio(f"{ours} to {plain} at {size} attendances", *both)


def asked(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
