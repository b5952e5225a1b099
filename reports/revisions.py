"""What was published of each month, what is known of it now, and why the two differ (docs/counting.md, “Months”)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import connection
from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from okoce.core.months import Month
from okoce.core.templatetags.jakarta import month as in_words_of_month
from okoce.core.templatetags.jakarta import number
from reports.contributions import OUTSIDE
from reports.explaining.asked import Number
from reports.explaining.since import by_closing
from reports.known import KnownMonths
from reports.models import Closing, Definition, Figure, MonthlyCount, Reopening
from reports.reasons import in_words
from reports.waiting import Waiting

K = TypeVar("K", bound=Hashable)

# What came after a month was first published, by what published it: nothing yet, where no closing had it. A source that
# stands after a closing where it stood before says nothing of why a number moved.
SINCE = """
SELECT month, reason, posting_month, closing, stays, sum(delta)::bigint
FROM (
    SELECT *, sum(delta) OVER (PARTITION BY month, posting_month, closing, source_kind, source_id) <> 0 AS stays
    FROM ({entries}) entry
    WHERE vintage = 'adjustment'
) entry
GROUP BY 1, 2, 3, 4, 5
HAVING sum(delta) <> 0
ORDER BY 1, 2, 3, 4
"""


@dataclass(frozen=True)
class Why:
    """A reason in words, and by how much it moved the number."""

    words: str
    value: int


@dataclass(frozen=True)
class Published:
    """What one closing published of its month: None when the definition came only after it. How it was opened again."""

    closing: Closing
    value: int | None
    # By how much a later closing of the month differs from the one before it.
    moved: int | None = None
    reopening: Reopening | None = None


@dataclass(frozen=True)
class Correction:
    """By how much the closing of a month corrects another one, or will: what it has not published may still change."""

    month: Month
    value: int
    published: bool

    def __str__(self) -> str:
        return f"{in_words_of_month(self.month)} ({amount(self.value, signed=True)})"


@dataclass(frozen=True)
class Since:
    """What moved a month after it was first published: (reason, value) of what stays, and the corrections."""

    reasons: list[tuple[str, int]] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)


@dataclass(frozen=True)
class Revised:
    """A month: what each closing published of it, what it counts now, and why that is not what was published first."""

    month: Month
    published: list[Published]
    now: int
    why: list[Why]
    corrections: list[Correction]

    @property
    def corrected_in(self) -> list[Correction]:
        """In later months, and for good; what its own closing anew published stands beside that."""
        return [one for one in self.corrections if one.published and one.month > self.month]

    @property
    def waiting_for(self) -> list[Correction]:
        """What is published only with the closing of a month that is open."""
        return [one for one in self.corrections if not one.published]

    @property
    def moved(self) -> bool:
        """Whether anything was corrected since, even if it comes to nothing in the end."""
        return bool(self.why or self.corrections)

    @property
    def first(self) -> int | None:
        return self.published[0].value

    @property
    def change(self) -> int | None:
        """By how much the number of now differs from the first; None when there is no first."""
        return None if self.first is None else self.now - self.first

    @property
    def change_in_words(self) -> str:
        return amount(self.change or 0, signed=True)

    def __str__(self) -> str:
        """“Mei 2018: 2.114 pertama kali terbit, 2.097 sekarang: 17 duplikat digabung”, in the reader's language."""
        return self.told(self.reasons)

    def told(self, reasons: str) -> str:
        """The same with the reasons as they are said here."""
        words = {"month": in_words_of_month(self.month), "first": number(self.first), "now": number(self.now)}
        if self.first is None:
            return (
                _(
                    "%(month)s: counted backwards by this definition, which came later and published nothing; %(now)s now"
                )
                % words
            )
        if not self.why:
            return _("%(month)s: %(first)s first published, and %(now)s now") % words
        return _("%(month)s: %(first)s first published, %(now)s now: %(why)s") % {**words, "why": reasons}

    @property
    def reasons(self) -> str:
        """“17 duplicates merged”; with signs where some add and some take away."""
        signed = len({why.value > 0 for why in self.why}) > 1
        return ", ".join(f"{amount(why.value, signed=signed)} {why.words}" for why in self.why)

    @property
    def reasons_alone(self) -> str:
        """“duplicates merged”: what happened, and not how often."""
        return ", ".join(why.words for why in self.why)


def amount(value: int, *, signed: bool) -> str:
    sign = ("+" if value > 0 else "−") if signed else ""
    return f"{sign}{number(abs(value))}"


def revisions(definition: Definition, kecamatan: str = "", *, waiting: bool = True) -> list[Revised]:
    """Every month that was ever closed, the newest first, by that definition: of residents of Jakarta, or of one place.

    Without what is `waiting` for a closing it is told as published so far.
    """
    of_month = closings(published(definition, kecamatan), KnownMonths().backwards(definition))
    if not of_month:
        return []
    number = Number.of(definition, first=min(of_month), last=max(of_month), kecamatan=kecamatan)
    now = current(definition, kecamatan)
    if not waiting:
        unpublished = Waiting.of(KnownMonths())
        now = {month: now[month] - unpublished(definition, [month], kecamatan) for month in of_month}
    since = differences(number, waiting=waiting)
    return [revised(month, of_month[month], now[month], since[month]) for month in sorted(of_month, reverse=True)]


def closings(values: dict[int, int], backwards: set[Month]) -> dict[Month, list[Published]]:
    """By month: its closings with what each published, the first one first, and how each of them was opened again."""
    reopenings = {one.closing_id: one for one in Reopening.objects.filter(confirmed=True)}
    of_month: dict[Month, list[Published]] = defaultdict(list)
    for closing in Closing.objects.order_by("number"):
        month = Month.of(closing.month)
        value = None if month in backwards else values[closing.number]
        before = of_month[month][-1].value if of_month[month] else None
        moved = None if value is None or before is None else value - before
        of_month[month].append(Published(closing, value, moved, reopenings.get(closing.number)))
    return of_month


def revised(month: Month, published: list[Published], now: int, since: Since) -> Revised:
    by_words: dict[str, int] = defaultdict(int)
    for reason, value in since.reasons:
        by_words[in_words(reason)] += value
    why = [Why(words, value) for words, value in by_words.items() if value]
    why.sort(key=lambda one: (-abs(one.value), one.words))
    return Revised(month, published, now, why, since.corrections)


def published(definition: Definition, kecamatan: str) -> dict[int, int]:
    """By the number of a closing: what it froze of its own month."""
    rows = (
        Figure.objects.filter(place(kecamatan), metric__in=metrics_of(definition), month=F("closing__month"))
        .values_list("closing_id", "metric")
        .annotate(Sum("value"))
    )
    return summed(definition, rows)


def current(definition: Definition, kecamatan: str) -> dict[Month, int]:
    """By month: what it counts now."""
    counted = MonthlyCount.objects.filter(place(kecamatan), metric__in=metrics_of(definition))
    rows = counted.values_list("month", "metric").annotate(Sum("value"))
    return summed(definition, ((Month.of(day), metric, value) for day, metric, value in rows))


def differences(number: Number, *, waiting: bool = True) -> dict[Month, Since]:
    """By month of the number: what moved it since, and which closings publish that, with what is `waiting` for one."""
    since: dict[Month, Since] = defaultdict(Since)
    corrections: dict[tuple[Month, Month, int], int] = defaultdict(int)
    entries, said = by_closing(number)
    with connection.cursor() as cursor:
        cursor.execute(SINCE.format(entries=entries), said)
        for day, reason, posting_month, closing, stays, value in cursor.fetchall():
            if closing is None and not waiting:
                continue
            month = Month.of(day)
            corrections[month, Month.of(posting_month), closing or 0] += value
            if stays:
                since[month].reasons.append((reason, value))
    for (month, posted, closing), value in sorted(corrections.items()):
        if value:
            since[month].corrections.append(Correction(posted, value, published=bool(closing)))
    return since


def place(kecamatan: str) -> Q:
    """The kecamatan, people from outside, or all of Jakarta where none is said."""
    return Q(kecamatan=kecamatan) if kecamatan else ~Q(kecamatan=OUTSIDE)


def metrics_of(definition: Definition) -> list[str]:
    return [metric for metric in (definition.metric, definition.less) if metric]


def summed(definition: Definition, rows: Iterable[tuple[K, str, int]]) -> dict[K, int]:
    """The metric less the other one, by the first of each row."""
    sums: dict[K, int] = defaultdict(int)
    for key, metric, value in rows:
        sums[key] += -value if metric == definition.less else value
    return sums
