"""What a facilitator recorded in a month: the log as it stands, by the day on which things happened. No count of the programme."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from okoce.accounts.models import User
from okoce.core.months import JAKARTA, Month
from okoce.core.verbs import check, verb
from participants import caseload
from participants.models import PERSON, Attendance, Milestone, Participant, State, Verification, Visit
from participants.models.verification import CHECKED
from participants.registration import IS_CALON
from participants.verification import COLUMNS
from programs.models import Training, TrainingSession
from reports.models import FacilitatorReport

# The person for whom a row counts.
ROOT = Coalesce("merged_into", "pk")
WOMEN, MEN = Q(sex=Participant.Sex.FEMALE), Q(sex=Participant.Sex.MALE)


@dataclass(frozen=True)
class Led:
    """A training with its sessions of the month, and how many people came to at least one of them."""

    training: Training
    sessions: list[TrainingSession]
    came: int = 0
    women: int = 0
    men: int = 0

    @property
    def unknown(self) -> int:
        """Of whom it is not known whether they are women or men."""
        return self.came - self.women - self.men

    @property
    def first_day(self) -> datetime.date:
        return self.sessions[0].held_on

    @property
    def last_day(self) -> datetime.date:
        return self.sessions[-1].held_on

    @property
    def minutes(self) -> int:
        return sum(session.minutes for session in self.sessions)


@dataclass(frozen=True)
class FacilitatorMonth:
    """One month of one facilitator, as the log says at a moment."""

    month: Month
    places: list[str]
    led: list[Led]
    still_to_come: int
    people: dict[str, int]
    visits: dict[str, int]
    findings: Counter[str]
    next_actions: Counter[str]
    steps: dict[str, dict[str, int]]
    returned: dict[str, int]
    still_returned: int
    planned: list[TrainingSession]
    due: int

    @classmethod
    def of(cls, user: User, month: Month, at: datetime.datetime) -> Self:
        first, after = month.days()
        sessions = list(_sessions(user, first, (month + 1).days()[1]))
        of_month = [session for session in sessions if session.held_on < after]
        held = [
            session
            for session in of_month
            if datetime.datetime.combine(session.held_on, session.ends_at, JAKARTA) <= at
        ]
        returned = _returned(user, first, after)
        visits = _visits(user, first, after)
        said = list(visits.values_list("finding", "next_action"))
        return cls(
            month=month,
            places=_places(user, first, after),
            led=_led(held),
            still_to_come=len(of_month) - len(held),
            people=_people(user, first, after),
            visits=_visits_in_numbers(visits),
            findings=Counter(finding for finding, _next in said if finding),
            next_actions=Counter(action for _found, action in said if action),
            steps=_steps(user, first, after),
            returned={kind: returned[kind] for kind in CHECKED if returned[kind]},
            still_returned=returned["still"],
            planned=sessions[len(of_month) :],
            due=caseload.unvisited(user, on=after).count(),
        )

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.led)

    @property
    def verified(self) -> int:
        return sum(one.training.state == State.VERIFIED for one in self.led)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was recorded."""
        return not (self.led or any(self.people.values()) or self.visits["all"] or self.steps or self.returned)


def kept(user: User, month: Month) -> FacilitatorReport:
    """The user's own words about the month; empty ones when they said nothing yet."""
    said = FacilitatorReport.objects.filter(facilitator=user, month=month.first).first()
    return said or FacilitatorReport(facilitator=user, month=month.first)


@verb("monthly report kept")
def keep_report(*, by: User, month: Month, remarks: str, plan: str, at: datetime.datetime) -> FacilitatorReport:
    """The user's words about the month, in the place of what they said before."""
    said = {"remarks": _lines(remarks), "plan": _lines(plan)}
    check(FacilitatorReport(**said), "remarks", "plan")
    report, _new = FacilitatorReport.objects.update_or_create(
        facilitator=by, month=month.first, defaults={**said, "updated_at": at}
    )
    return report


def _lines(text: str) -> str:
    # A browser sends two characters for the end of a line, and counted one.
    return "\n".join(text.strip().splitlines())


def _places(user: User, first: datetime.date, after: datetime.date) -> list[str]:
    """The names of the kecamatan assigned to the user on some day of these."""
    rows = user.assignments.filter(Q(ends_on=None) | Q(ends_on__gt=first), starts_on__lt=after)
    return list(rows.order_by("kecamatan__name").values_list("kecamatan__name", flat=True).distinct())


def _sessions(user: User, first: datetime.date, after: datetime.date) -> QuerySet[TrainingSession]:
    rows = TrainingSession.objects.filter(training__led_by=user, held_on__gte=first, held_on__lt=after)
    rows = rows.exclude(state=TrainingSession.State.CANCELLED)
    return rows.select_related("training__curriculum", "training__kecamatan").order_by("held_on", "starts_at", "pk")


def _led(sessions: Iterable[TrainingSession]) -> list[Led]:
    of_training: dict[Training, list[TrainingSession]] = defaultdict(list)
    for session in sessions:
        of_training[session.training].append(session)
    keys = [session.pk for meetings in of_training.values() for session in meetings]
    counts = Attendance.objects.filter(session__in=keys, status__in=Attendance.CAME).order_by()
    counts = counts.alias(sex=Coalesce("participant__merged_into__sex", "participant__sex"))
    came = {
        training: numbers
        for training, *numbers in counts.values_list("session__training").annotate(
            came=_how_many(PERSON),
            women=_how_many(PERSON, Q(sex=Participant.Sex.FEMALE)),
            men=_how_many(PERSON, Q(sex=Participant.Sex.MALE)),
        )
    }
    return [Led(training, meetings, *came.get(training.pk, [])) for training, meetings in of_training.items()]


def _people(user: User, first: datetime.date, after: datetime.date) -> dict[str, int]:
    """Whom the user registered, by the day of consent; apart from them candidates, by the day of their last step so far."""
    entered = TruncDate("created_at", tzinfo=JAKARTA)
    rows = Participant.objects.filter(registered_by=user)
    rows = rows.annotate(day=Coalesce("registered_on", entered), calon=IS_CALON)
    return rows.filter(day__gte=first, day__lt=after).aggregate(
        registered=_how_many(ROOT, Q(calon=False)),
        women=_how_many(ROOT, Q(calon=False) & WOMEN),
        men=_how_many(ROOT, Q(calon=False) & MEN),
        candidates=_how_many(ROOT, Q(calon=True)),
    )


def _visits(user: User, first: datetime.date, after: datetime.date) -> QuerySet[Visit]:
    """Those of the user that were not revoked."""
    rows = Visit.objects.filter(facilitator=user, held_on__gte=first, held_on__lt=after)
    return rows.exclude(state=State.REVOKED).order_by()


def _visits_in_numbers(rows: QuerySet[Visit]) -> dict[str, int]:
    """How many visits and people; each way of visiting by its name."""
    trading = Q(confirms_trading=True)
    return rows.aggregate(
        all=Count("pk"),
        people=_how_many(PERSON),
        trading=Count("pk", trading),
        trading_verified=Count("pk", trading & Q(state=State.VERIFIED)),
        **{mode: Count("pk", Q(mode=mode)) for mode in Visit.Mode.values},
    )


def _steps(user: User, first: datetime.date, after: datetime.date) -> dict[str, dict[str, int]]:
    """What the user had a hand in, by the day on which it was completed or else begun: {kind: {state: how many}}."""
    rows = Milestone.objects.filter(makers=user).annotate(day=Coalesce("completed_on", "entered_on"))
    rows = rows.filter(day__gte=first, day__lt=after).order_by()
    steps: dict[str, dict[str, int]] = {}
    for kind, state, number in rows.values_list("kind", "state").annotate(number=Count("pk")):
        steps.setdefault(kind, {})[state] = number
    return {kind: steps[kind] for kind in Milestone.Kind.values if kind in steps}


def _returned(user: User, first: datetime.date, after: datetime.date) -> dict[str, int]:
    """How often something came back to whoever handed it in, by kind; and how much of it is `still` there."""
    begin, end = (datetime.datetime.combine(day, datetime.time.min, JAKARTA) for day in (first, after))
    decisions = Verification.objects.standing().filter(made_by=user, decision=Verification.Decision.RETURNED)
    decisions = decisions.filter(checked_at__gte=begin, checked_at__lt=end)
    still = {f"{kind}_still": _how_many(kind, Q(**{f"{kind}__state": State.RETURNED})) for kind in COLUMNS.values()}
    counts: dict[str, Any] = decisions.aggregate(**still, **{kind: Count(kind) for kind in CHECKED})
    return {kind: counts[kind] for kind in CHECKED} | {"still": sum(counts[name] for name in still)}


def _how_many(column: str | Coalesce, which: Q | None = None) -> Count:
    return Count(column, filter=which, distinct=True)
