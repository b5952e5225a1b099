"""What waits for a verifier, of every kind: how many, how risky, and since when in which kecamatan."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, Greatest, Least, TruncDate, TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from okoce.accounts.models import User
from okoce.core.months import JAKARTA, Month
from okoce.core.readings import Reading, Rows, by_itself, values_read
from participants import risk
from participants.homes import first_of_the_person, home
from participants.models import PERSON, Attendance, Entrepreneur, JobReport, Milestone, State, Visit
from participants.verification import Record, part_made_by
from programs.models import Training, TrainingSession
from programs.places import OUTSIDE

# The words of addresses.
KINDS: dict[str, Any] = {
    "training": Training,
    "visit": Visit,
    "milestone": Milestone,
    "job-report": JobReport,
    "entrepreneur": Entrepreneur,
}
# The kinds as a list of many is called.
NAMES: dict[str, str | Promise] = {
    "training": _("Trainings"),
    "visit": _("Trading visits"),
    "milestone": _("Steps P4 to P7"),
    "job-report": _("Paid workers"),
    "entrepreneur": _("New entrepreneurs"),
}
Key = tuple[str, Any]


@dataclass(frozen=True)
class Waiting:
    """One that waits; `mine` when the reader made part of it, so that somebody else has to check it."""

    kind: str
    record: Record
    mine: bool
    reasons: list[str | Promise] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Nothing is odd, its evidence is there, and the reader made none of it."""
        return not self.mine and not self.reasons

    @property
    def name(self) -> str:
        return called(self.record)


def counts(user: User, kecamatan: str = "") -> dict[str, int]:
    """How many of each kind wait in the user's area."""
    each = [waits(user, kind, kecamatan).order_by().values("word").annotate(many=Count("pk")) for kind in KINDS]
    return dict.fromkeys(KINDS, 0) | dict(each[0].union(*each[1:], all=True).values_list("word", "many"))


def told(user: User, keys: Iterable[Key]) -> list[Waiting]:
    """The rows of a list, with what a row says: one question a kind."""
    keys = list(keys)
    of_kind = defaultdict(list)
    for kind, key in keys:
        of_kind[kind].append(key)
    records = {kind: _in_words(kind, user).in_bulk(of_kind[kind]) for kind in of_kind}
    found = [(kind, records[kind].get(key)) for kind, key in keys]
    # One that was decided between the two questions and then deleted is no row.
    return [Waiting(kind, record, record.mine, labels(record)) for kind, record in found if record]


def called(record: Any) -> str:
    """What a list calls the record."""
    return str(record) if isinstance(record, Training) else str(record.participant)


def word_of(record: Any) -> str:
    """The kind of the record, as addresses call it."""
    return next(word for word, kind in KINDS.items() if isinstance(record, kind))


def turn(kind: str, key: Any) -> tuple[int, Any]:
    """Many records are held in this order: of two who do so in one moment, one waits for the other, and never both.

    Facts come before the cases that stand on them.
    """
    return list(KINDS).index(kind), key


def labels(row: Any) -> list[str | Promise]:
    """In few words, why a row with its flags is risky."""
    return [risk.FLAGS[code].label for code in risk.flags(row)]


def waits(user: User, kind: str, kecamatan: str = "") -> QuerySet[Any]:
    """The records of that kind that wait in the user's area, or in one kecamatan of it, each with its kind as `word`."""
    waits = KINDS[kind].objects.visible_to(user).filter(state=State.SUBMITTED)
    waits = waits.annotate(word=Value(kind, output_field=TextField()))
    return with_area(waits).filter(area=kecamatan) if kecamatan else waits


def _in_words(kind: str, user: User) -> QuerySet[Any]:
    model = KINDS[kind]
    rows = model.objects.annotate(mine=part_made_by(user, model)).select_related("submitted_by")
    if model is Training:
        # Each is asked of by itself: among joined marks the database would ask the flags of the whole city.
        rows = rows.select_related("curriculum", "kecamatan").annotate(last_day=_last_session(), people=_who_came())
        return risk.with_flags(rows)
    rows = rows.select_related("participant").annotate(home=home("kecamatan__name", of="participant"))
    return risk.with_flags(rows)


# Where and of which day something is that waits


@dataclass(frozen=True)
class Waits:
    """How many of a kind wait in a kecamatan, or LUAR, and since when the oldest does; of one month where it is said."""

    kind: str
    place: str
    many: int
    oldest: datetime.datetime
    month: Month | None = None


def by_place_read(*, until: datetime.date, user: User | None = None) -> Reading[list[Waits]]:
    """What was handed in and not decided yet, and happened on that day or before: of the city, or of a user's area."""
    return by_month_read(until=until, user=user).then(_of_places)


by_place = by_itself(by_place_read)


def _of_places(months: list[Waits]) -> list[Waits]:
    groups: dict[tuple[str, str], list[Waits]] = defaultdict(list)
    for one in months:
        groups[one.kind, one.place].append(one)
    return [
        Waits(kind, place, sum(one.many for one in rows), min(one.oldest for one in rows))
        for (kind, place), rows in groups.items()
    ]


def by_month_read(*, until: datetime.date, user: User | None = None) -> Reading[list[Waits]]:
    """The same for each month to which it belongs."""
    first, *others = [_grouped(kind, until, user) for kind in KINDS]
    return values_read(first.union(*others, all=True)).then(_of_months)


by_month = by_itself(by_month_read)


def _of_months(rows: Rows) -> list[Waits]:
    # The database tells the first moment of a month.
    return [
        Waits(kind, place, many, datetime.datetime.fromisoformat(oldest), Month.parse(month[:7]))
        for kind, place, month, many, oldest in rows
    ]


def _grouped(kind: str, until: datetime.date, user: User | None) -> QuerySet[Any]:
    rows = KINDS[kind].objects.visible_to(user) if user else KINDS[kind].objects.all()
    rows = with_area(with_day(rows.filter(state=State.SUBMITTED))).filter(day__lte=until)
    rows = rows.annotate(word=Value(kind, output_field=TextField()), in_month=TruncMonth("day"))
    groups = rows.order_by().values("word", "area", "in_month").annotate(many=Count("pk"), oldest=Min("submitted_at"))
    return groups.values_list("word", "area", "in_month", "many", "oldest")


def with_area(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each with the code of the kecamatan where it is dealt with as `area`: of a person, where they live now, or LUAR."""
    if rows.model is Training:
        return rows.annotate(area=F("kecamatan_id"))
    return rows.annotate(area=Coalesce(home("kecamatan", of="participant"), Value(OUTSIDE)))


def with_day(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each with the `day` by which it belongs to a month; of a case, no later than the day on which it would count."""
    return rows.annotate(day=DAYS[rows.model]())


def _last_session() -> Subquery:
    sessions = TrainingSession.objects.filter(training=OuterRef("pk")).exclude(state="cancelled")
    return Subquery(sessions.order_by("-held_on").values("held_on")[:1])


def _who_came() -> Coalesce:
    """How many; whoever sits on a list by two rows is one."""
    came = Attendance.objects.filter(session__training=OuterRef("pk"), status__in=Attendance.CAME)
    here = came.exclude(session__state="cancelled").order_by().values("session__training")
    return Coalesce(Subquery(here.values(many=Count(PERSON, distinct=True))), 0)


def _of_a_case() -> Coalesce:
    """The first verified licence and the first verified proof both lie on or before the day of C10."""

    def first(rows: QuerySet[Any], day: str) -> Case:
        verified = rows.filter(state=State.VERIFIED).order_by(day)
        return first_of_the_person(verified, day, of="participant", is_a=DateField())

    steps = Milestone.objects.filter(completed_on__isnull=False)
    proof = Least(
        first(steps.filter(kind__in=Milestone.PROOFS), "completed_on"),
        first(Visit.objects.filter(confirms_trading=True), "held_on"),
        first(JobReport.objects.exclude(full_time=0, part_time=0), "reported_on"),
    )
    licence = first(steps.filter(kind=Milestone.Kind.LICENCE), "completed_on")
    opened = TruncDate("recorded_at", tzinfo=JAKARTA)
    return Coalesce(Greatest(licence, proof), opened)


DAYS: dict[Any, Any] = {
    Training: _last_session,
    Visit: lambda: F("held_on"),
    Milestone: lambda: F("completed_on"),
    JobReport: lambda: F("reported_on"),
    Entrepreneur: _of_a_case,
}
