"""What counting costs those who write: its triggers against none, with and without the audit trail, on copies of one database."""

from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import psycopg2

from benchmarks import data, databases, pgbench
from benchmarks.data import NEWCOMERS, Size
from benchmarks.databases import at
from benchmarks.report import Report
from benchmarks.timing import Times, in_turns, ratios
from okoce.accounts.models import User
from okoce.core.months import now
from okoce.embedded import places
from reports import checking, rollup

# Many short turns: what else the machine does passes within one.
TURNS, SECONDS, BULK = 15, 1, 2000
KEPT, KEPT_BY_EIGHT = 0.8, 0.9

# By their functions: what queues keys and notes changes for the counts, and what writes the trail.
COUNTING = r"proname LIKE 'queue\_%' OR proname = 'note_change_of_facts'"
TRAIL = "strpos(prosrc, '_pgh_attach_context()') > 0"
TRIGGERS = """
SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname)
FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal AND ({which})
"""
# A count that is kept as a row, as many do it.
COUNTER = """
CREATE TABLE bench_counter (kecamatan text PRIMARY KEY, n bigint);
INSERT INTO bench_counter SELECT code, 0 FROM programs_kecamatan;
GRANT SELECT, UPDATE ON bench_counter TO {application};
CREATE FUNCTION bench_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE bench_counter SET n = n + 1 WHERE kecamatan = NEW.registered_in_id;
    RETURN NULL;
END $$;
CREATE TRIGGER bench_count AFTER INSERT ON participants_participant FOR EACH ROW EXECUTE FUNCTION bench_count()
"""
# Each copy of the database: what it is without, and what it has besides.
COPIES = {
    "counted": [],
    "uncounted": [COUNTING],
    "counted, no trail": [TRAIL],
    "neither": [COUNTING, TRAIL],
    "a counter row": [COUNTING],
}

CHANGE = """
\\set person random(0, {people})
UPDATE participants_participant SET sex = CASE sex WHEN 'female' THEN 'male' ELSE 'female' END
WHERE id = md5('person ' || :person)::uuid
"""


def measure(report: Report, home: Path, size: Size) -> None:
    report.begin(f"counting triggers at {size}")
    for copy, without in COPIES.items():
        make(home, size, copy, without)
    with at(size.database):
        by = User.objects.get(username="facilitator-0").pk
    words = {"by": by, "people": size.people - 1, "number": 1}
    four = [copy for copy in COPIES if copy != "a counter row"]
    person, change = (text.format(**words) for text in (NEWCOMERS, CHANGE))
    attendance = data.attendance(size, by=by)
    told(report, "one attendance", turns(home, four, attendance, seconds=SECONDS), KEPT)
    told(report, "one person", turns(home, four, person, seconds=SECONDS), KEPT)
    told(report, "one person changed", turns(home, four, change, seconds=SECONDS))
    bulk = NEWCOMERS.format(**words | {"number": BULK})
    told(report, f"{BULK:,} people in one statement", turns(home, four, bulk, times=1), KEPT)
    hot = turns(home, COPIES, person, clients=8, seconds=SECONDS)
    told(report, "eight writers on one cell", hot, KEPT_BY_EIGHT)
    with at(named("counted")):
        rollup.drain()
        differences = checking.check(at=now()).differences
    report.at_most(0, "after all that, a recount: differences", differences)


def make(home: Path, size: Size, copy: str, without: list[str]) -> None:
    databases.copy(home, named(copy), of=size.database)
    superuser = psycopg2.connect(databases.url(home, places.SUPERUSER, named(copy)))
    with closing(superuser), superuser, superuser.cursor() as cursor:
        for which in without:
            cursor.execute(TRIGGERS.format(which=which))
            for (statement,) in cursor.fetchall():
                cursor.execute(statement)
        if copy == "a counter row":
            cursor.execute(COUNTER.format(application=places.APPLICATION))


def named(copy: str) -> str:
    return "bench_" + copy.replace(",", "").replace(" ", "_")


def turns(home: Path, copies: Iterable[str], script: str, **much: int) -> dict[str, Times]:
    """Transactions a second in each copy, in turns; the first turn only wakes them."""
    acts = {copy: asking(home, copy, script, much) for copy in copies}
    in_turns(acts, turns=1)
    return in_turns(acts, turns=TURNS)


def asking(home: Path, copy: str, script: str, much: dict[str, int]) -> Callable[[], list[float]]:
    url = databases.url(home, places.APPLICATION, named(copy))
    return lambda: [pgbench.rate(url, script, **much)]


def told(report: Report, what: str, taken: dict[str, Times], least: float = 0) -> None:
    rates = {copy: times.seconds for copy, times in taken.items()}
    for copy, seconds in rates.items():
        report.spread(f"{what}: {copy}", seconds, "a second")
    of_uncounted = ratios(rates["counted"], rates["uncounted"])
    if least:
        report.at_least(least, f"{what}: counted to uncounted", *of_uncounted)
    else:
        report.ratio(f"{what}: counted to uncounted", *of_uncounted)
    report.ratio(f"{what}: the same without a trail", *ratios(rates["counted, no trail"], rates["neither"]))
    if "a counter row" in rates:
        report.ratio(f"{what}: a counter row to uncounted", *ratios(rates["a counter row"], rates["uncounted"]))
