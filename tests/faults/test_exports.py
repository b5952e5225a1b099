"""A file whose worker is killed while it writes: whole in the end, and until then not there."""

import hashlib
import zipfile

from tests.faults import counting
from tests.site import until

# Numbers enough for a workbook that takes seconds.
FILE = """
from django.db import connection
from okoce.accounts.roles import Role
from okoce.core.months import Month, now
from reports.contributions import METRICS
from reports.exporting import asking
from reports.summary import LADDER, Question
from tests import factories
bands = ["-24", "25-34", "35-44", "45-54", "55-64", "65-"]
with connection.cursor() as cursor:
    cursor.execute('''
        INSERT INTO reports_monthlycount (metric, month, posting_month, vintage, kecamatan, gender, age_band, value)
        SELECT metric, month, month, 'first', kecamatan.code, gender, band, 1
        FROM unnest(%s) metric, generate_series(date '2018-01-01', '2018-08-01', '1 month') month,
            (SELECT code FROM programs_kecamatan ORDER BY code LIMIT 40) kecamatan,
            unnest(ARRAY['female', 'male']) gender, unnest(%s) band''', [list(LADDER), bands])
by = ("month", "kecamatan", "gender", "age_band")
asked = Question(metrics=tuple(LADDER), first=Month(2018, 1), last=Month(2018, 8), by=by)
asking.ask(by=factories.user(Role.STAFF), asked=asked, format="xlsx", at=now())
"""
STATE = "SELECT state, begun, file FROM reports_export"
WHOLE = "SELECT file, rows, size, sha256 FROM reports_export WHERE state = 'complete'"
# Rungs, months, places, sexes and ages.
ROWS = 9 * 8 * 40 * 2 * 6


def test_a_file_whose_worker_is_killed_while_it_is_written_is_there_whole_or_not_at_all(running):
    folder = running.home / "media" / "exports"
    running.do(FILE)
    # It is under way when a file lies aside, and nothing that anybody could download is there.
    until(lambda: counting.ask(running, STATE) == [("running", 1, "")] and any(folder.rglob("rows")))
    running.kill("worker")
    assert counting.ask(running, STATE) == [("running", 1, "")]
    until(lambda: counting.ask(running, WHOLE), seconds=120)
    [(name, rows, size, digest)] = counting.ask(running, WHOLE)
    content = (folder / name).read_bytes()
    assert (rows, size, digest) == (ROWS, len(content), hashlib.sha256(content).hexdigest())
    with zipfile.ZipFile(folder / name) as book:
        assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == ROWS + 1
    # Begun anew by the second worker; what the first one left is nowhere that anybody could download it.
    assert counting.ask(running, STATE) == [("complete", 2, name)]
    assert [path.name for path in folder.iterdir() if path.is_file()] == [name]
