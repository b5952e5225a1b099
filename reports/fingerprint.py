"""Whether any answer about numbers could have changed since it was last given (docs/api.md)."""

from django.db import connection

# Whole rows, so that one that is changed in place shows too; all of these tables are small.
REFERENCE = [
    "reports_period",
    "reports_definition",
    "reports_thresholds",
    "reports_naming",
    "programs_programme",
    "programs_target",
    "programs_kecamatan",
    "programs_population",
    "programs_curriculum",
    "programs_agency",
]
FINGERPRINT = (
    "SELECT md5(jsonb_build_array((SELECT max(number) FROM reports_revision),"
    " (SELECT max(id) FROM reports_judgement), {tables})::text)"
).format(tables=", ".join(f"(SELECT jsonb_agg({table} ORDER BY {table}) FROM {table})" for table in REFERENCE))


def fingerprint() -> str:
    """A text that changes whenever an answer could: with the revision, a month's status, a target or a definition."""
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT)
        return cursor.fetchone()[0]
