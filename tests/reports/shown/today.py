"""Readings of today once more, in plain Python: what is declared and waits, how late approvals are, what was logged."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from uuid import UUID

from okoce.core.months import JAKARTA, Month
from participants.models import Entrepreneur, Finding, FollowUp, JobReport, Milestone, Participant, Verification, Visit
from programs.models import Assignment, Expense, Training
from tests.reports.recount import Person
from tests.reports.recount import Training as PlainTraining
from tests.reports.shown.city import TODAY


def declared(people: Iterable[Person], first: datetime.date, after: datetime.date) -> Counter:
    """By kecamatan: workers in reports of these days that wait, above the highest number that counts so far."""
    told: Counter = Counter()
    for person in people:
        if not (person.identified and person.registered_on):
            continue
        waits = [
            (one.reported_on, one.workers)
            for one in person.job_reports.values()
            if one.state == "submitted" and max(first, person.registered_on) <= one.reported_on < after
        ]
        if waits:
            highest = max([person.baseline_workers, *person.workers().values()])
            told[person.lives_in(max(day for day, _workers in waits))] += max(
                0, max(workers for _day, workers in waits) - highest
            )
    return told


def lags(month: Month) -> dict[str, tuple[int, int]]:
    """By kecamatan, of what was approved in the month and stands: the middle of the days that it took, and of how many."""
    days: dict[str, list[int]] = defaultdict(list)
    for decision in Verification.objects.filter(decision="approved", undone_by=None):
        approved = decision.checked_at.astimezone(JAKARTA).date()
        if Month.of(approved) != month:
            continue
        for place, happened in happenings(decision):
            if place and place != "LUAR":
                days[place].append((approved - happened).days)
    return {code: (sorted(found)[(len(found) - 1) // 2], len(found)) for code, found in days.items()}


def happenings(decision: Verification):
    """Where and when what was approved happened."""
    if training := decision.training:
        yield training.kecamatan_id, max(one.held_on for one in training.sessions.all() if one.state != "cancelled")
    elif visit := decision.visit:
        yield visit.kecamatan_id, visit.held_on
    elif step := decision.milestone:
        if step.completed_on:
            yield home(step.participant, step.completed_on), step.completed_on
    elif report := decision.job_report:
        yield home(report.participant, report.reported_on), report.reported_on


def home(person: Participant, day: datetime.date) -> str | None:
    homes = {one.since: one.kecamatan_id for one in person.residences.all()}
    past = [since for since in homes if since <= day]
    return homes[max(past) if past else min(homes)] if homes else None


def paid(**said) -> Counter:
    """Rupiah by month, kecamatan, item and stage of the expenses that are like that."""
    told: Counter = Counter()
    for row in Expense.objects.filter(**said):
        told[Month.of(row.month), row.kecamatan_id, row.item, row.stage] += row.rupiah
    return told


@dataclass
class Logged:
    """What somebody logged in a month, or what was logged in a place."""

    trainings: set = field(default_factory=set)
    visits: int = 0
    minutes: int = 0


def hours(minutes: int) -> Decimal:
    """To a tenth, a half of it rounded up."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)


def logged(month: Month) -> dict[tuple[str, str], Logged]:
    """By the name of the facilitator and the code of the kecamatan."""
    told: dict[tuple[str, str], Logged] = defaultdict(Logged)
    for training in Training.objects.all():
        for session in training.sessions.all():
            if Month.of(session.held_on) == month and session.state != "cancelled":
                here = told[training.led_by.name, training.kecamatan_id]
                here.trainings.add(training.pk)
                here.minutes += session.minutes
    for visit in Visit.objects.exclude(state="revoked"):
        if Month.of(visit.held_on) == month:
            here = told[visit.facilitator.name, visit.kecamatan_id]
            here.visits += 1
            here.minutes += visit.minutes
    return told


def handed_in(month: Month) -> dict[str, list[int]]:
    """By facilitator, of the trainings that ended in the month: after how many days each was handed in."""
    told: dict[str, list[int]] = defaultdict(list)
    for training in Training.objects.exclude(submitted_at=None):
        last = max(one.held_on for one in training.sessions.all() if one.state != "cancelled")
        if Month.of(last) == month:
            days = (training.submitted_at.astimezone(JAKARTA).date() - last).days
            told[training.led_by.name].append(max(0, days))
    return dict(told)


def middle(days: list[int]) -> float | None:
    return median(days) if days else None


def decided(month: Month) -> dict[str, tuple[int, int]]:
    """By who handed it in: how many decisions of the month sent it back, and how many there were."""
    told: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for decision in Verification.objects.filter(undoes=None, undone_by=None):
        if decision.made_by and Month.of(decision.checked_at.astimezone(JAKARTA).date()) == month:
            told[decision.made_by.name][0] += decision.decision == "returned"
            told[decision.made_by.name][1] += 1
    return {name: (returned, all_of) for name, (returned, all_of) in told.items()}


def silent(day: datetime.date) -> dict[str, int]:
    """By facilitator: for how many days nothing was entered."""
    last: dict[str, datetime.date] = {}
    acts = [(one.facilitator, one.recorded_at) for one in Visit.objects.all()]
    acts += [(one.logged_by, one.logged_at) for one in Training.objects.all()]
    acts += [(one.registered_by, one.created_at) for one in Participant.objects.all()]
    acts += [(one.submitted_by, one.submitted_at) for one in Milestone.objects.all() if one.submitted_at]
    acts += [
        (mark.recorded_by, mark.recorded_at)
        for training in Training.objects.all()
        for session in training.sessions.all()
        for mark in session.attendances.all()
    ]
    for who, when in acts:
        if who:
            last[who.name] = max(last.get(who.name, datetime.date.min), when.astimezone(JAKARTA).date())
    return {name: (day - when).days for name, when in last.items()}


def contracted(month: Month) -> Counter:
    """By kecamatan: how many were assigned on some day of the month."""
    first, after = month.days()
    rows = Assignment.objects.filter(starts_on__lt=after).exclude(ends_on__lte=first)
    return Counter(code for _user, code in {(row.user_id, row.kecamatan_id) for row in rows})


def under_contract(month: Month) -> int:
    """How many people were, wherever."""
    first, after = month.days()
    rows = Assignment.objects.filter(starts_on__lt=after).exclude(ends_on__lte=first)
    return len({row.user_id for row in rows})


def waiting(after: datetime.date, people: Iterable[Person]) -> int:
    """How many records of the days before wait for a verifier."""
    many = Milestone.objects.filter(state="submitted", completed_on__lt=after).count()
    many += JobReport.objects.filter(state="submitted", reported_on__lt=after).count()
    many += Visit.objects.filter(state="submitted", held_on__lt=after).count()
    for training in Training.objects.filter(state="submitted"):
        many += max(one.held_on for one in training.sessions.all() if one.state != "cancelled") < after
    return many + sum(person.case == "submitted" and case_of(person) < after for person in people)


def case_of(person: Person) -> datetime.date:
    """The first day on which a licence and a proof were there; of one without any it is today."""
    first = [min(days) for days in (person.completed("licence"), person.proofs()) if days]
    return max(first) if first else datetime.date.max


@dataclass
class Waits:
    """How many records of the month or before wait, and for how many days the oldest of them."""

    many: int = 0
    days: int = 0


def waiting_since(month: Month, people: Mapping[UUID, Person]) -> dict[str, Waits]:
    """By kecamatan: of a training where it was held, of the others where the person lives now."""
    after, told = month.days()[1], defaultdict(Waits)
    for place, when in waiting_records(after, people):
        here = told[place]
        here.many += 1
        here.days = max(here.days, (TODAY.date() - when.astimezone(JAKARTA).date()).days)
    return told


def waiting_records(after: datetime.date, people: Mapping[UUID, Person]):
    for training in Training.objects.filter(state="submitted"):
        if max(one.held_on for one in training.sessions.all() if one.state != "cancelled") < after:
            yield training.kecamatan_id, training.submitted_at
    rows = [
        *Milestone.objects.filter(state="submitted", completed_on__lt=after),
        *JobReport.objects.filter(state="submitted", reported_on__lt=after),
        *Visit.objects.filter(state="submitted", held_on__lt=after),
    ]
    cases = Entrepreneur.objects.filter(state="submitted")
    rows += [case for case in cases if case_of(people[case.participant_id]) < after]
    for record in rows:
        person = people.get(record.participant_id) or people[record.participant.merged_into_id]
        yield person.lives_in(TODAY.date()), record.submitted_at


@dataclass
class Hall:
    """Trainings that count in the month and who came to them, and those with a session in it that do not."""

    counted: int = 0
    people: int = 0
    uncounted: int = 0
    came: int = 0


def halls(trainings: Iterable[PlainTraining], month: Month) -> dict[str, Hall]:
    """By kecamatan, of approved trainings."""
    told = defaultdict(Hall)
    for training in trainings:
        if not training.approved or month not in {Month.of(one.held_on) for one in training.held}:
            continue
        here, many = told[training.kecamatan], len(training.present)
        if training.counts and Month.of(training.last_day) == month:
            here.counted, here.people = here.counted + 1, here.people + many
        else:
            here.uncounted, here.came = here.uncounted + 1, here.came + many
    return told


@dataclass
class Trading:
    """Of those whose half year is over: how many still trade, and what is known of the others."""

    due: int = 0
    verified: int = 0
    declared: int = 0
    closed: int = 0
    unreachable: int = 0
    unasked: int = 0


def still_trading(people: Mapping[UUID, Person], counted: Mapping[UUID, tuple[datetime.date, str]], until: Month):
    """By kecamatan, of who was `counted` in which month and where; a year is over for nobody."""
    told: dict[str, Trading] = defaultdict(Trading)
    answers = {one.participant_id: one.outcome for one in FollowUp.objects.order_by("recorded_at")}
    for key, (month, place) in counted.items():
        due_on = (Month.of(month) + 7).first
        if due_on <= until.first:
            here = told[place]
            here.due += 1
            said = what_is_known(people[key], due_on, answers.get(key, ""))
            setattr(here, said, getattr(here, said) + 1)
    return told


def what_is_known(person: Person, due_on: datetime.date, answer: str) -> str:
    seen = {one.state for one in person.visits.values() if one.confirms_trading and one.held_on >= due_on}
    if "verified" in seen:
        return "verified"
    if answer in {"trading", "closed"}:
        return {"trading": "declared", "closed": "closed"}[answer]
    return "declared" if "submitted" in seen else answer or "unasked"


def overdue() -> Counter:
    """By kecamatan: what looked wrong and was to be answered before today."""
    return Counter(one.kecamatan_id for one in Finding.objects.filter(state="open", due_on__lt=TODAY.date()))
