"""How much room everything takes, in rows and megabytes: what docs/capacity.md reckons with."""

from django.db import connection

from benchmarks.data import Size
from benchmarks.databases import at
from benchmarks.report import Report

# What people record; the tables around them (who made it, what is looked for) are in their megabytes.
FACTS = [
    "participants_participant", "participants_residence", "participants_attendance", "participants_visit",
    "participants_milestone", "participants_jobreport", "programs_training", "programs_trainingsession", "programs_expense",
]  # fmt: skip
ROWS = {
    "people": ["participants_participant"],
    "facts": FACTS,
    # What a photo or a document goes with.
    "shown": ["participants_milestone", "participants_jobreport", "programs_training"],
    "ledger": ["reports_ledger"],
    "rollups": ["reports_monthlycount"],
}
ROOM = """
SELECT CASE WHEN relname = 'reports_ledger' THEN 'ledger'
            WHEN relname = 'reports_monthlycount' THEN 'rollups'
            WHEN relname ~ '^(participants|programs)_.*event$' THEN 'trail'
            WHEN relname ~ '^(participants|programs)_' THEN 'facts' END AS kind,
       sum(pg_total_relation_size(oid)), array_agg(relname)
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace GROUP BY 1
"""
PLACES = "SELECT count(DISTINCT (month, kecamatan)) FROM reports_ledger"


def measure(report: Report, *sizes: Size) -> None:
    """After the facts of `counting`, whose changes alone have left a trail."""
    report.begin("room")
    for size in sizes:
        with at(size.database):
            taken(report, size)


def taken(report: Report, size: Size) -> None:
    room = {kind: (int(octets), tables) for kind, octets, tables in asked(ROOM) if kind}
    for kind, tables in (ROWS | {"trail": room["trail"][1]}).items():
        report.number(f"{kind}: rows at {size}", sum(asked(f"SELECT count(*) FROM {table}")[0][0] for table in tables))
    for kind, (octets, _tables) in sorted(room.items()):
        report.number(f"{kind}: room at {size}", octets / 1_000_000, "MB")
    report.number(f"months of a kecamatan with entries at {size}", asked(PLACES)[0][0])


def asked(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
