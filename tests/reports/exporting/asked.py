"""Files asked for and written in tests."""

import csv
import io

from okoce.core.months import Month, now
from reports.explaining.asked import Number
from reports.exporting import asking, files, running
from reports.exporting.questions import Entries
from reports.models import Export
from reports.summary import Question

MARCH = Month(2018, 3)
COUNTS = Question(metrics=("licensed",), first=MARCH, last=MARCH, by=("month", "kecamatan", "gender"))
LEDGER = Entries(metric=("licensed",), month=MARCH)
PEOPLE = Number("licensed", MARCH, MARCH)


def asked(by, question, **said):
    return asking.ask(by=by, asked=question, at=now(), **{"format": "csv"} | said)


def written(by, question, **said):
    """The export as it is when its job is through."""
    export = asked(by, question, **said)
    running.run(export.pk, clock=now)
    return Export.objects.get(pk=export.pk)


def content(export):
    return files.path_of(export).read_bytes()


def rows(export):
    """Each line of the CSV under the names of its columns."""
    return list(csv.DictReader(io.StringIO(content(export).decode())))
