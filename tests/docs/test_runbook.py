"""What docs/runbook.md tells an owner to do in an emergency does what it says."""

import contextlib

import pytest

from participants.models import Evidence, Milestone, Participant
from reports import checking, rollup
from reports.contributions import METRICS
from tests import factories, pristine
from tests.docs.pages import DOCS, blocks
from tests.reports.reading import rolled as of

ERASURE = next(block for block in blocks(DOCS / "runbook.md", "sql") if "nik_sealed = NULL" in block)


def rolled():
    return [line for metric in METRICS for line in of(metric)]


@pytest.mark.usefixtures("committed_db")
def test_an_erasure_takes_what_names_somebody_and_moves_no_number():
    person = factories.person(name="Ani", born="1990-06-01")
    factories.visit(person, on="2018-03-06")
    factories.visit(person, on="2018-03-07")
    factories.business(person)
    factories.approved(factories.licence(person, issued="2018-03-20"))
    factories.approved(factories.market(person, on="2018-03-21"))
    factories.approved(factories.books(person))
    rollup.drain()
    before = rolled()
    with contextlib.closing(pristine.connect()) as owner, owner.cursor() as cursor:
        cursor.execute(ERASURE.replace("...", str(person.pk)))
    rollup.drain()
    assert (rolled(), checking.recount()[0]) == (before, 0)
    erased = Participant.objects.get(pk=person.pk)
    assert (erased.name, erased.birth_date, erased.nik_masked, Evidence.objects.count()) == ("-", None, "", 0)
    assert sorted(Milestone.objects.values_list("kind", "number", "name", "state")) == [
        ("books", "", "", "verified"),
        ("licence", "-", "", "verified"),
        ("market", "", "-", "verified"),
    ]
