"""What docs/runbook.md tells an owner to do in an emergency does what it says."""

import contextlib
import uuid

import pytest

from okoce.accounts import sent
from okoce.accounts.models import Sent
from participants.models import Evidence, Findable, Milestone, Participant
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
    person = factories.person(name="Ani", born="1990-06-01", phone="081200000001")
    factories.attend(factories.training(kecamatan=factories.ELSEWHERE), person)
    assert Findable.objects.filter(participant=person.pk).count() == 6
    factories.visit(person, on="2018-03-06")
    factories.visit(person, on="2018-03-07")
    business, step = factories.business(person), factories.licence(person)
    factories.approved(factories.licence(person, issued="2018-03-20"))
    factories.approved(factories.market(person, on="2018-03-21"))
    factories.approved(factories.books(person))
    other = factories.person()
    for kind, record in (("participants", person), ("businesses", business), ("milestones", step), ("visits", other)):
        sent.remember(by=factories.facilitator(), id=uuid.uuid4(), kind=kind, content={}, record=record.pk)
    rollup.drain()
    before = rolled()
    with contextlib.closing(pristine.connect()) as owner, owner.cursor() as cursor:
        cursor.execute(ERASURE.replace("...", str(person.pk)))
    rollup.drain()
    assert (rolled(), checking.recount()[0]) == (before, 0)
    erased = Participant.objects.get(pk=person.pk)
    assert (erased.name, erased.birth_date, erased.nik_masked, Evidence.objects.count()) == ("-", None, "", 0)
    assert not Findable.objects.filter(participant=person.pk).exists()
    assert list(Sent.objects.values_list("record", flat=True)) == [other.pk]
    assert sorted(Milestone.objects.values_list("kind", "number", "name", "state")) == [
        ("books", "", "", "verified"),
        ("licence", "-", "", "draft"),
        ("licence", "-", "", "verified"),
        ("market", "", "-", "verified"),
    ]
