"""One record of each kind that is about a person and that somebody checks, and ways around the verbs."""

import pytest

from participants.models import Entrepreneur, JobReport, Milestone, Verification, Visit
from tests import factories
from tests.factories import person, verifier

# One record of each kind that waits for a verifier.
WAITING = {
    "visit": lambda somebody: factories.visit(somebody, confirms_trading=True),
    "milestone": lambda somebody: factories.handed_in(factories.licence(somebody)),
    "jobreport": factories.workers,
    "entrepreneur": factories.case,
}
every_kind = pytest.mark.parametrize("kind", WAITING)
COLUMN = {
    Visit: "visit",
    Milestone: "milestone",
    JobReport: "job_report",
    Entrepreneur: "entrepreneur",
}


def waiting(kind):
    return WAITING[kind](person())


def update(record, **values):
    type(record).objects.filter(pk=record.pk).update(**values)


def decide(record, decision="approved", **other):
    said = {"version": record.version, "made_by": record.submitted_by, "checked_by": verifier(), "reason": ""}
    return Verification.objects.create(decision=decision, **{f"{COLUMN[type(record)]}_id": record.pk} | said | other)


def as_it_is(record):
    there = type(record).objects.get(pk=record.pk)
    return there.state, there.version
