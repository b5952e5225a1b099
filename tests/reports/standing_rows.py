"""The facts that the database holds, in the words of the plain recount (recount/): for tests that remember nothing."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Sum

from participants import models
from programs.models import Expense as ExpenseRow
from programs.models import Training as TrainingRow
from reports.models import MonthlyCount
from tests.reports.recount import (
    Day,
    Expense,
    JobReport,
    Milestone,
    Person,
    Session,
    Thresholds,
    Training,
    Visit,
    as_one,
    recount,
)

CELLS = ["metric", "month", "kecamatan", "gender", "age_band"]


def recounted(definitions: Iterable[Thresholds] = (Thresholds(),)) -> Counter:
    """What must be counted of them, by the rules in plain Python."""
    return recount(*facts(), expenses(), definitions)


def facts() -> tuple[dict[UUID, Person], list[Training]]:
    """The people, each whole as one, and the trainings."""
    merges = dict(models.Merge.objects.filter(undone_at=None).values_list("folded", "kept"))
    return as_one(_people(), _trainings(), {key: _root(key, merges) for key in merges})


def rolled() -> Counter:
    """What is counted."""
    rows = MonthlyCount.objects.values_list(*CELLS).annotate(count=Sum("value"))
    return Counter({tuple(cell): count for *cell, count in rows if count})


def _root(key: UUID, merges: dict[UUID, UUID]) -> UUID:
    while key in merges:
        key = merges[key]
    return key


def _people() -> dict[UUID, Person]:
    people = {row.pk: _person(row) for row in models.Participant.objects.all()}
    for visit in models.Visit.objects.all():
        said = visit.facilitator_id, visit.kecamatan_id, visit.held_on, visit.confirms_trading, visit.state
        people[visit.participant_id].visits[visit.pk] = Visit(*said)
    for step in models.Milestone.objects.all():
        said = step.kind, step.completed_on, step.licence_type, step.own_name, step.state
        people[step.participant_id].milestones[step.pk] = Milestone(*said)
    for report in models.JobReport.objects.all():
        said = report.reported_on, report.workers, report.state
        people[report.participant_id].job_reports[report.pk] = JobReport(*said)
    confirmed = models.Match.objects.filter(state=models.Match.State.CONFIRMED, line__list__kind="licences")
    for key, person, day in confirmed.values_list("pk", "participant", "line__day"):
        people[person].official[key] = day
    for person, state in models.Entrepreneur.objects.values_list("participant", "state"):
        people[person].case = state
    return people


def _person(row: models.Participant) -> Person:
    said = row.sex or "unknown", row.birth_year, row.identity_verified, row.registered_on
    return Person(*said, _homes(row.residences.all()), row.baseline, row.baseline_workers or 0)


def _homes(rows: Iterable[models.Residence]) -> dict[Day, str | None]:
    return {home.since: home.kecamatan_id for home in rows}


def _trainings() -> list[Training]:
    return [
        Training(
            row.kecamatan_id,
            {
                one.pk: Session(one.held_on, one.minutes, one.state == "cancelled", _marks(one))
                for one in row.sessions.all()
            },
            row.led_by_id,
            row.state == "verified",
        )
        for row in TrainingRow.objects.all()
    ]


def expenses() -> list[Expense]:
    return [Expense(row.month, row.kecamatan_id, row.rupiah, row.stage) for row in ExpenseRow.objects.all()]


def _marks(session) -> dict[UUID, str]:
    return dict(session.attendances.values_list("participant", "status"))
