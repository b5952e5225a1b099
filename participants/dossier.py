"""Everything that was entered about a person, and by whom: what an approval of a new entrepreneur stands on."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okoce.accounts.models import User
from participants.models import Milestone, Participant
from programs.models import Training


@dataclass(frozen=True)
class Fact:
    """One fact: what it is, its day, its state when it has one, who entered it, and the record with its word in addresses."""

    what: str
    day: datetime.date | None
    by: list[User]
    state: str = ""
    kind: str = ""
    record: Any = None
    detail: str = ""


def facts_of(person: Participant, user: User) -> list[Fact]:
    """In order of their days; what has none yet at the end."""
    facts = [_registration(person), *_trainings(person, user), *_visits(person), *_milestones(person), *_jobs(person)]
    return sorted(facts, key=lambda fact: (fact.day is None, fact.day or datetime.date.min))


def _names(makers: Iterable[User]) -> list[User]:
    return sorted(set(makers), key=str)


def _registration(person: Participant) -> Fact:
    movers = User.objects.filter(pk__in=person.residences.values("recorded_by"))
    by = _names([person.registered_by, *person.makers.all(), *movers])
    return Fact(_("Registration"), person.registered_on, by, detail=person.get_baseline_display())


def _trainings(person: Participant, user: User) -> Iterator[Fact]:
    attended = Training.objects.filter(sessions__attendances__participant=person)
    opens = set(attended.visible_to(user).values_list("pk", flat=True))
    rows = attended.annotate(last_day=Max("sessions__held_on")).select_related("curriculum").prefetch_related("makers")
    for training in rows:
        kind = "training" if training.pk in opens else ""
        by = _names(training.makers.all())
        yield Fact(_("Training"), training.last_day, by, training.state, kind, training, str(training.curriculum))


def _visits(person: Participant) -> Iterator[Fact]:
    for visit in person.visits.select_related("facilitator").prefetch_related("makers"):
        what = _("Visit that confirms trading") if visit.confirms_trading else _("Visit")
        # A plain visit is checked by nobody: it has a state only when it is void.
        state = visit.state if visit.confirms_trading or visit.state == visit.State.REVOKED else ""
        by = _names([visit.facilitator, *visit.makers.all()])
        yield Fact(what, visit.held_on, by, state, "visit", visit, visit.topic)


def _milestones(person: Participant) -> Iterator[Fact]:
    for milestone in person.milestones.prefetch_related("makers"):
        what, by = milestone.get_kind_display().capitalize(), _names(milestone.makers.all())
        yield Fact(what, milestone.completed_on, by, milestone.state, "milestone", milestone, _which(milestone))


def _which(milestone: Milestone) -> str:
    if milestone.kind == Milestone.Kind.LICENCE:
        return f"{milestone.get_licence_type_display()} {milestone.number}".strip()
    if milestone.month:
        return date_format(milestone.month, "F Y")
    if milestone.amount:
        return f"{milestone.name}, Rp {number_format(milestone.amount, force_grouping=True)}"
    return milestone.name


def _jobs(person: Participant) -> Iterator[Fact]:
    for report in person.job_reports.prefetch_related("makers"):
        by = _names(report.makers.all())
        workers = ngettext("%(number)s worker", "%(number)s workers", report.workers) % {"number": report.workers}
        yield Fact(_("Paid workers"), report.reported_on, by, report.state, "job-report", report, workers)
