"""Everything that was entered about a person, and by whom: what an approval of a new entrepreneur stands on."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okoce.accounts.models import User
from participants.models import Evidence, JobReport, Milestone, Participant, Residence, Visit
from programs.models import Training

# Who made it, and the files that show it.
SHOWN = ["makers", "evidence"]


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

    @property
    def files(self) -> list[Evidence]:
        """What shows it; a training's own page has its roll beside its photos."""
        return list(self.record.evidence.all()) if self.kind not in ("", "training") else []


def facts_of(person: Participant, user: User) -> list[Fact]:
    """In order of their days; what has none yet at the end."""
    facts = [_registration(person), *_trainings(person, user), *_visits(person), *_milestones(person), *_jobs(person)]
    return sorted(facts, key=lambda fact: (fact.day is None, fact.day or datetime.date.min))


def _names(makers: Iterable[User]) -> list[User]:
    return sorted(set(makers), key=str)


def _registration(person: Participant) -> Fact:
    movers = User.objects.filter(pk__in=Residence.objects.filter(participant__in=person.rows).values("recorded_by"))
    others = User.objects.filter(Q(people_made__in=person.rows) | Q(registrations__in=person.rows))
    first = person.registration
    return Fact(_("Registration"), first.registered_on, _names([*others, *movers]), detail=first.get_baseline_display())


def _trainings(person: Participant, user: User) -> Iterator[Fact]:
    attended = Training.objects.filter(sessions__attendances__participant__in=person.rows).distinct()
    opens = set(attended.visible_to(user).values_list("pk", flat=True))
    rows = attended.annotate(last_day=Max("sessions__held_on")).select_related("curriculum").prefetch_related("makers")
    for training in rows:
        kind = "training" if training.pk in opens else ""
        by = _names(training.makers.all())
        yield Fact(_("Training"), training.last_day, by, training.state, kind, training, str(training.curriculum))


def _visits(person: Participant) -> Iterator[Fact]:
    for visit in (
        Visit.objects.filter(participant__in=person.rows).select_related("facilitator").prefetch_related(*SHOWN)
    ):
        what = _("Visit that confirms trading") if visit.confirms_trading else _("Visit")
        # A plain visit is checked by nobody: it has a state only when it is void.
        state = visit.state if visit.confirms_trading or visit.state == visit.State.REVOKED else ""
        by = _names([visit.facilitator, *visit.makers.all()])
        yield Fact(what, visit.held_on, by, state, "visit", visit, visit.topic)


def _milestones(person: Participant) -> Iterator[Fact]:
    for milestone in Milestone.objects.filter(participant__in=person.rows).prefetch_related(*SHOWN):
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
    for report in JobReport.objects.filter(participant__in=person.rows).prefetch_related(*SHOWN):
        by = _names(report.makers.all())
        workers = ngettext("%(number)s worker", "%(number)s workers", report.workers) % {"number": report.workers}
        yield Fact(_("Paid workers"), report.reported_on, by, report.state, "job-report", report, workers)
