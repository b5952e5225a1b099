"""Whether the checking keeps up: what has to be decided until the check day, where it waits longest, and who decides."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from okoce.accounts.models import User
from okoce.accounts.roles import Power, roles_with
from okoce.core.months import JAKARTA, Month
from participants.models import Match, Verification
from participants.waiting import Waits, by_month
from programs.deadlines import check_until
from programs.models import Assignment, Kecamatan
from programs.places import OUTSIDE
from programs.scoping import area_of

WEEK = datetime.timedelta(days=7)
SATURDAY = 5


@dataclass(frozen=True)
class Backlog:
    """What waits in a kecamatan that has to be decided by the check day; `late` is of months whose check day passed."""

    place: str
    name: str
    due: int
    late: int
    since: datetime.datetime
    days: int
    verifiers: list[User]


@dataclass(frozen=True)
class Checker:
    """Somebody who verifies: where (nowhere is the whole city), what is due there, and the decisions of seven days."""

    user: User
    places: list[str]
    due: int
    late: int
    decided: int


@dataclass(frozen=True)
class Pace:
    """What has to be decided of a month and those before it, until which day: that is `a_day` on each working day left."""

    month: Month
    until: datetime.date
    due: int
    late: int
    days: int
    backlogs: list[Backlog]
    checkers: list[Checker]

    @property
    def a_day(self) -> int:
        return -(-self.due // self.days)

    @property
    def behind(self) -> list[Backlog]:
        """Where something waits whose check day passed."""
        return [one for one in self.backlogs if one.late]


def month_to_check(on: datetime.date) -> Month:
    """The month whose check day comes next."""
    last = Month.of(on) + -1
    return last if on <= check_until(last) else last + 1


def working_days(first: datetime.date, last: datetime.date) -> int:
    """How many days from Monday to Friday there are, both included; one at least, because what is due is due."""
    days = (first + datetime.timedelta(days=step) for step in range((last - first).days + 1))
    return max(1, sum(day.weekday() < SATURDAY for day in days))


def pace(*, at: datetime.datetime, user: User | None = None) -> Pace:
    """Of the whole city; of a user, of the area where they verify."""
    on = at.astimezone(JAKARTA).date()
    month = month_to_check(on)
    waits = by_month(until=month.days()[1] - datetime.timedelta(days=1), user=user)
    area = area_of(user) if user else None
    assigned = _assigned(on)
    names = dict(Kecamatan.objects.values_list("pk", "name"))
    backlogs = _backlogs(waits, month, assigned, on, names)
    return Pace(
        month=month,
        until=check_until(month),
        due=sum(one.due for one in backlogs),
        late=sum(one.late for one in backlogs),
        days=working_days(on, check_until(month)),
        backlogs=backlogs,
        checkers=_checkers(backlogs, assigned, area, at, names),
    )


def _assigned(on: datetime.date) -> dict[str, list[User]]:
    """Who verifies in which kecamatan today."""
    rows = Assignment.objects.on(on).filter(user__is_active=True, user__roles__overlap=roles_with(Power.VERIFY))
    places: dict[str, list[User]] = {}
    for row in rows.select_related("user").order_by("user__name", "pk"):
        places.setdefault(row.kecamatan_id, []).append(row.user)
    return places


def _backlogs(
    waits: Iterable[Waits],
    month: Month,
    assigned: dict[str, list[User]],
    on: datetime.date,
    names: dict[str, str],
) -> list[Backlog]:
    """Where it waits longest first."""
    places: dict[str, list[Waits]] = {}
    for one in waits:
        places.setdefault(one.place, []).append(one)
    backlogs = []
    for place, rows in places.items():
        since = min(one.oldest for one in rows)
        late = sum(one.many for one in rows if one.month and one.month < month)
        backlogs.append(
            Backlog(
                place=place,
                name=names.get(place, OUTSIDE),
                due=sum(one.many for one in rows),
                late=late,
                since=since,
                days=(on - since.astimezone(JAKARTA).date()).days,
                verifiers=assigned.get(place, []),
            )
        )
    return sorted(backlogs, key=lambda one: (one.since, one.place))


def _checkers(
    backlogs: list[Backlog],
    assigned: dict[str, list[User]],
    area: Collection[str] | None,
    at: datetime.datetime,
    names: dict[str, str],
) -> list[Checker]:
    """Those assigned there, and those who decided something in seven days and are assigned nowhere; most due first."""
    theirs: dict[User, list[str]] = {}
    for place, users in assigned.items():
        for user in users:
            theirs.setdefault(user, []).append(place)
    decided = _decided(at)
    known = {user: places for user, places in theirs.items() if area is None or set(places) & set(area)}
    elsewhere = User.objects.filter(pk__in=set(decided) - {user.pk for user in theirs}).order_by("name", "pk")
    known |= {user: [] for user in elsewhere}
    checkers = []
    for user, places in known.items():
        there = [one for one in backlogs if not places or one.place in places]
        checkers.append(
            Checker(
                user=user,
                places=[names.get(place, place) for place in places],
                due=sum(one.due for one in there),
                late=sum(one.late for one in there),
                decided=decided.get(user.pk, 0),
            )
        )
    return sorted(checkers, key=lambda one: (-one.late, -one.due, one.user.name, one.user.pk))


def _decided(at: datetime.datetime) -> dict[int, int]:
    """How many decisions that stand each took in the last seven days; what a line of an official list decided is no work of the desk."""
    rows = Verification.objects.standing().filter(checked_at__gt=at - WEEK, checked_at__lte=at).order_by()
    rows = rows.exclude(Exists(Match.objects.filter(pk=OuterRef("batch"))))
    return dict(rows.values("checked_by").annotate(many=Count("pk")).values_list("checked_by", "many"))
