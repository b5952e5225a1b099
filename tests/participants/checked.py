"""One record of each kind that is about a person and that somebody checks, and ways around the verbs."""

import pytest

from participants.models import Entrepreneur, JobReport, Milestone, Verification, Visit
from tests import factories
from tests.factories import attend, person, training, verifier

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


# Each way of entering something about a person.
ENTERED = {
    "registered": lambda somebody, by: update(somebody, registered_by=by),
    "completed the registration": lambda somebody, by: somebody.makers.add(by),
    "recorded a move": lambda somebody, by: factories.moved_by_hand(somebody, by=by, since="2018-03-06"),
    "visited": lambda somebody, by: update(factories.visit(somebody), facilitator=by),
    "recorded a visit": lambda somebody, by: factories.visit(somebody).makers.add(by),
    "entered a milestone": lambda somebody, by: factories.licence(somebody).makers.add(by),
    "reported workers": lambda somebody, by: factories.workers(somebody).makers.add(by),
    "made part of a training": lambda somebody, by: attend(training(), somebody).makers.add(by),
}
