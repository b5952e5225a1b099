"""What the one thing is that is missing of somebody who is one step away, in words, and the button that does it."""

import datetime
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from okoce.accounts.roles import Power
from participants.models import PERSON, Entrepreneur, JobReport, Milestone, Participant, State, Visit
from programs.models import Training
from reports.conditions import Step, is_done
from reports.facts import RULING, Record, address_of, called
from reports.models import Thresholds
from reports.one_step import Missing, Near


@dataclass(frozen=True)
class Row:
    """One person: the sentence of the step says what is missing."""

    person: Participant
    step: Step
    # Counts on a line of its own, and not towards the city's target.
    outside: bool


@dataclass(frozen=True)
class Known:
    """What the rows are about, read once for all of them."""

    people: dict[uuid.UUID, Participant]
    records: dict[uuid.UUID, Record]
    # A licence that was applied for, by the key of the person.
    begun: dict[uuid.UUID, Milestone]
    # The key of the person's case.
    cases: dict[uuid.UUID, uuid.UUID]
    accepted: str


def told(near: Sequence[Near]) -> list[Row]:
    """As many queries for many as for one."""
    known = _known(near)
    return [Row(known.people[one.person], WORDS[one.missing](one, known), one.outside) for one in near]


def _known(near: Sequence[Near]) -> Known:
    keys = [one.person for one in near]
    handed = [record for one in near for record in one.records]
    whose = Participant.objects.rows_of(keys).values("pk")
    begun = Q(participant__in=whose, kind=Milestone.Kind.LICENCE, state=State.DRAFT)
    milestones = list(Milestone.objects.filter(begun | Q(pk__in=handed)).annotate(person=PERSON))
    records: list[Record] = [
        *milestones,
        *Visit.objects.filter(pk__in=handed),
        *JobReport.objects.filter(pk__in=handed),
        *Training.objects.filter(pk__in=handed).select_related("curriculum"),
    ]
    cases = Entrepreneur.objects.filter(participant__in=whose).values_list(PERSON, "pk", "state")
    return Known(
        people=Participant.objects.with_whole().defer("nik_sealed").in_bulk(keys),
        records={record.pk: record for record in records},
        begun={one.person: one for one in milestones if one.kind == Milestone.Kind.LICENCE and not is_done(one)},
        cases={person: case for person, case, _state in sorted(cases, key=_ruling, reverse=True)},
        accepted=", ".join(Thresholds.objects.get(suffix="").licence_types),
    )


def _ruling(case: tuple[uuid.UUID, uuid.UUID, str]) -> int:
    return RULING.index(State(case[2]))


def _case(one: Near, known: Known) -> Step:
    url = reverse("entrepreneur-submit", args=[known.cases[one.person]])
    sentence = _("The case came back from a verifier.")
    return Step(sentence, _("Hand in again"), url, Power.RECORD_PROGRESS, posts=True)


def _hand_in(one: Near, known: Known) -> Step:
    """Any of the records is enough: one that never came back, and of those the latest."""
    record = max((known.records[key] for key in one.records), key=_ease)
    words = {"record": called(record)}
    if record.state == State.RETURNED:
        return Step(
            _("%(record)s came back from a verifier.") % words, _("Mend"), address_of(record), Power.RECORD_PROGRESS
        )
    sentence = _("%(record)s is not handed in.") % words
    if isinstance(record, Milestone):
        url = reverse("milestone-submit", args=[record.pk])
        return Step(sentence, _("Hand in"), url, Power.RECORD_PROGRESS, posts=True)
    return Step(sentence, _("Hand in"), address_of(record), Power.RECORD_PROGRESS)


def _ease(record: Record) -> tuple[bool, bool, datetime.date]:
    day = record.completed_on if isinstance(record, Milestone) else None
    return record.state == State.DRAFT, not isinstance(record, Training), day or datetime.date.min


def _visit(sentence: Callable[[], str]) -> Callable[[Near, Known], Step]:
    def step(one: Near, known: Known) -> Step:
        url = f"{reverse('visit-new', args=[one.person])}?from=visits"
        return Step(sentence(), _("Record a visit"), url, Power.RECORD_PROGRESS)

    return step


def _licence(one: Near, known: Known) -> Step:
    if record := known.begun.get(one.person):
        sentence = _("%(record)s is not completed.") % {"record": called(record)}
        return Step(sentence, _("Complete"), address_of(record), Power.RECORD_PROGRESS)
    url = reverse("milestone-new", args=[one.person, Milestone.Kind.LICENCE])
    sentence = _("A licence in the person's own name: %(accepted)s.") % {"accepted": known.accepted}
    return Step(sentence, _("Record a licence"), url, Power.RECORD_PROGRESS)


def _registration(one: Near, known: Known) -> Step:
    url = reverse("participant-complete", args=[one.person])
    person: Any = known.people[one.person]
    identity = _("The NIK, or a look at the identity card.")
    sentence = identity if person.whole_registered else _("Consent, and the business at the start.")
    return Step(sentence, _("Add what is missing"), url, Power.REGISTER_PEOPLE)


def _home(one: Near, known: Known) -> Step:
    url = reverse("participant-transfer", args=[one.person])
    return Step(_("Where the person lives."), _("Record the home"), url, Power.REGISTER_PEOPLE)


WORDS: dict[Missing, Callable[[Near, Known], Step]] = {
    Missing.CASE: _case,
    Missing.HAND_IN: _hand_in,
    Missing.VISIT: _visit(lambda: _("One more visit, on another day, with a photo.")),
    Missing.PROOF: _visit(lambda: _("A proof of trading, such as a visit with a photo.")),
    Missing.LATER_PROOF: _visit(lambda: _("One more proof of trading, after the programme's help.")),
    Missing.LICENCE: _licence,
    Missing.REGISTRATION: _registration,
    Missing.HOME: _home,
}
