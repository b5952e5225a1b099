"""What every facilitator logged in a month, how late, and what was spent on it: for whoever looks after them (docs/facilitators.md).

The log as it stands, by the day on which things happened; no count of the programme, and no ranking of people.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Any

from django.db import connection
from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from okoce.accounts.models import User
from okoce.accounts.roles import Power, roles_with
from okoce.core.months import JAKARTA, Month
from participants.models import State, Verification, Visit
from participants.quality.work import LAST_ACT
from programs.models import Assignment, Expense, Kecamatan, Training, TrainingSession

ORDERS = ["silence", "name", "kecamatan"]
LAST_ACTS = f"WITH {LAST_ACT} SELECT by_id, day FROM last_act WHERE by_id = ANY (%s)"


@dataclass(frozen=True)
class Worked:
    """At a place in the month: trainings with a session there, visits, and the minutes of both."""

    trainings: int = 0
    visits: int = 0
    minutes: int = 0

    def __add__(self, other: "Worked") -> "Worked":
        return Worked(self.trainings + other.trainings, self.visits + other.visits, self.minutes + other.minutes)

    @property
    def hours(self) -> Decimal:
        """To a tenth, a half of it rounded up."""
        return Decimal((self.minutes + 3) // 6).scaleb(-1)


@dataclass(frozen=True)
class Activity:
    """One facilitator in a month.

    `lag` is the median of the days from a training's last session until it was handed in, over `handed_in` of them, and
    `returned` of `decided` decisions about what they handed in sent it back. `silent` is the number of days without any
    entry, counted since the contract began where there was none; None where the contract is over.
    """

    user: User
    places: list[Kecamatan]
    since: datetime.date
    until: datetime.date | None
    months: int
    worked: Worked
    last_entry: datetime.date | None
    silent: int | None
    lag: float | None
    handed_in: int
    decided: int
    returned: int


@dataclass(frozen=True)
class Honour:
    """A kecamatan in a month: what was spent there on facilitators, how many had a contract, and what was logged there."""

    place: Kecamatan
    facilitators: int
    worked: Worked
    rupiah: int

    @property
    def per_hour(self) -> int | None:
        """Whole rupiah for each hour as it is told, so that whoever reads both can check it; None without any hour or any honour."""
        return round(self.rupiah / hours) if self.rupiah and (hours := self.worked.hours) else None


@dataclass
class Contracts:
    """The assignments of one user, all of them that began by the end of the month."""

    rows: list[Assignment] = field(default_factory=list)

    def months(self, month: Month) -> int:
        """How many calendar months until this one had a day under contract."""
        found = {
            each
            for row in self.rows
            for each in Month.of(row.starts_on).until(min(month, Month.of(row.last_day) if row.ends_on else month))
        }
        return len(found)

    def of(self, month: Month) -> list[Assignment]:
        """Those that hold on some day of the month."""
        first, _after = month.days()
        return [row for row in self.rows if row.ends_on is None or row.ends_on > first]


def contracts(month: Month) -> dict[User, Contracts]:
    """Of everybody who facilitates and is assigned on some day of the month; by name."""
    first, after = month.days()
    here = Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gt=first), starts_on__lt=after)
    rows = Assignment.objects.filter(user__in=here.values("user"), starts_on__lt=after)
    rows = rows.filter(user__roles__overlap=roles_with(Power.LOG_TRAINING)).select_related("user", "kecamatan")
    found: dict[User, Contracts] = defaultdict(Contracts)
    for row in rows.order_by("user__name", "user__pk", "starts_on", "kecamatan__name"):
        found[row.user].rows.append(row)
    return dict(found)


def activity(month: Month, *, on: datetime.date) -> tuple[list[Activity], list[Honour]]:
    """Of each facilitator of the month, and of each kecamatan, as the log stands on that day; as many queries for all as for one."""
    found = contracts(month)
    keys = [user.pk for user in found]
    at, last = worked(keys, month, on), last_entries(keys)
    lags, decisions = lags_of(keys, month), decisions_of(keys, month)

    def row(user: User, contract: Contracts) -> Activity:
        now = contract.of(month)
        ended = [each.last_day for each in now if each.ends_on]
        until = max(ended) if len(ended) == len(now) else None
        over = until is not None and until < on
        last_day = last.get(user.pk)
        begun = min(each.starts_on for each in now)
        days = lags.get(user.pk, [])
        return Activity(
            user=user,
            places=list(dict.fromkeys(each.kecamatan for each in now)),
            since=min(each.starts_on for each in contract.rows),
            until=until,
            months=contract.months(month),
            worked=sum((each for (key, _code), each in at.items() if key == user.pk), Worked()),
            last_entry=last_day,
            silent=None if over else max(0, (on - max(begun, last_day or begun)).days),
            lag=median(days) if days else None,
            handed_in=len(days),
            **decisions.get(user.pk, {"decided": 0, "returned": 0}),
        )

    rows = [row(user, contract) for user, contract in found.items()]
    return rows, honours(month, rows, at)


def ordered(rows: Iterable[Activity], order: str) -> list[Activity]:
    """By name, by kecamatan, or the longest silent first: never by how much somebody logged."""
    by_name = sorted(rows, key=lambda row: (row.user.name.lower(), row.user.pk))
    if order == "kecamatan":
        return sorted(by_name, key=lambda row: row.places[0].name)
    if order == "silence":
        # Whose contract is over comes last.
        return sorted(by_name, key=lambda row: -1 if row.silent is None else row.silent, reverse=True)
    return by_name


def worked(keys: list[int], month: Month, on: datetime.date) -> dict[tuple[int, str], Worked]:
    """By user and kecamatan: sessions that were not cancelled and visits that were not revoked, until that day."""
    found: dict[tuple[int, str], Worked] = {}
    sessions: Any = sessions_of(keys, month, on).values_list("training__led_by", "training__kecamatan")
    for user, code, trainings, minutes in sessions.annotate(Count("training", distinct=True), Sum("minutes")):
        found[user, code] = Worked(trainings=trainings, minutes=minutes)
    visits: Any = visits_of(keys, month, on).values_list("facilitator", "kecamatan")
    for user, code, number, minutes in visits.annotate(Count("pk"), Sum("minutes")):
        found[user, code] = found.get((user, code), Worked()) + Worked(visits=number, minutes=minutes)
    return found


def sessions_of(keys: list[int], month: Month, on: datetime.date) -> QuerySet[TrainingSession]:
    """The sessions of the trainings that they lead, in the month until that day, that were not cancelled; in no order."""
    rows = TrainingSession.objects.filter(training__led_by__in=keys, **_days(month, on)).order_by()
    return rows.exclude(state=TrainingSession.State.CANCELLED)


def visits_of(keys: list[int], month: Month, on: datetime.date) -> QuerySet[Visit]:
    """The visits that they made in the month until that day and that were not revoked; in no order."""
    return Visit.objects.filter(facilitator__in=keys, **_days(month, on)).exclude(state=State.REVOKED).order_by()


def _days(month: Month, on: datetime.date) -> dict[str, datetime.date]:
    first, after = month.days()
    return {"held_on__gte": first, "held_on__lt": min(after, on + datetime.timedelta(days=1))}


def last_entries(keys: list[int]) -> dict[int, datetime.date]:
    """The day on which each last entered something, of whatever kind: as the finding of who is silent has it."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_ACTS, [keys])
        return dict(cursor.fetchall())


def lags_of(keys: list[int], month: Month) -> Mapping[int, list[int]]:
    """By who led them, of the trainings whose last session lies in the month and that were handed in: how many days later."""
    first, after = month.days()
    last = Max("sessions__held_on", filter=~Q(sessions__state=TrainingSession.State.CANCELLED))
    rows = Training.objects.filter(led_by__in=keys).exclude(submitted_at=None).order_by()
    rows = rows.annotate(last_day=last, handed_in=TruncDate("submitted_at", tzinfo=JAKARTA))
    days: dict[int, list[int]] = defaultdict(list)
    for user, last_day, handed_in in rows.filter(last_day__gte=first, last_day__lt=after).values_list(
        "led_by", "last_day", "handed_in"
    ):
        days[user].append(max(0, (handed_in - last_day).days))
    return days


def decisions_of(keys: list[int], month: Month) -> dict[int, dict[str, int]]:
    """By who handed it in: how many decisions of the month there were about it, and how many sent it back."""
    back = Q(decision=Verification.Decision.RETURNED)
    rows: Any = decided_in(keys, month).order_by().values("made_by")
    counted = rows.annotate(decided=Count("pk"), returned=Count("pk", filter=back))
    return {row.pop("made_by"): row for row in counted}


def decided_in(keys: list[int], month: Month) -> QuerySet[Verification]:
    """The decisions of the month about what they handed in, but for those that were taken back."""
    begin, end = (datetime.datetime.combine(day, datetime.time.min, JAKARTA) for day in month.days())
    return Verification.objects.standing().filter(made_by__in=keys, checked_at__gte=begin, checked_at__lt=end)


def honours(month: Month, rows: Iterable[Activity], at: Mapping[tuple[int, str], Worked]) -> list[Honour]:
    """Of each kecamatan where somebody has a contract, something was logged or honour was booked; by name."""
    paid = Expense.objects.filter(stage=Expense.Stage.PAID, item=Expense.Item.FACILITATORS)
    spent: Any = paid.filter(month=month.first).order_by()
    rupiah = dict(spent.values_list("kecamatan").annotate(all=Sum(F("rupiah"))))
    people: dict[str, int] = defaultdict(int)
    for row in rows:
        for place in row.places:
            people[place.pk] += 1
    logged: dict[str, Worked] = defaultdict(Worked)
    for (_user, code), each in at.items():
        logged[code] += each
    return [
        Honour(place, people[place.pk], logged[place.pk], rupiah.get(place.pk, 0))
        for place in Kecamatan.objects.order_by("name")
        if place.pk in people or place.pk in logged or place.pk in rupiah
    ]
