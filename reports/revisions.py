"""What was published of each month, what is known of it now, and why the two differ (docs/counting.md, “Months”)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from okoce.core.months import Month
from okoce.core.templatetags.jakarta import month as in_words_of_month
from okoce.core.templatetags.jakarta import number
from reports.contributions import OUTSIDE
from reports.models import Closing, Definition, Figure, MonthlyCount
from reports.reasons import in_words

K = TypeVar("K", bound=Hashable)

# What a closing did not publish of its own month: what came later, and what was published in a later month meanwhile.
SINCE = f"""
SELECT closing.number, entry.reason, entry.posting_month,
       sum(CASE WHEN entry.metric = %(less)s THEN -entry.delta ELSE entry.delta END)::bigint AS value
FROM reports_closing closing
JOIN reports_ledger entry ON entry.month = closing.month
WHERE entry.metric = ANY (%(metrics)s) AND entry.kecamatan <> '{OUTSIDE}'
  AND NOT (entry.posting_month = entry.month AND entry.revision_id <= closing.last_revision_id)
GROUP BY closing.number, entry.reason, entry.posting_month
HAVING sum(CASE WHEN entry.metric = %(less)s THEN -entry.delta ELSE entry.delta END) <> 0
ORDER BY closing.number, entry.reason, entry.posting_month
"""


@dataclass(frozen=True)
class Why:
    """A reason in words, and by how much it moved the number."""

    words: str
    value: int


@dataclass(frozen=True)
class Published:
    """What one closing published of its month: None when the definition came only after it."""

    closing: Closing
    value: int | None


@dataclass(frozen=True)
class Revised:
    """A month: what each closing published of it, what it counts now, and why that is not what was published first."""

    month: Month
    published: list[Published]
    now: int
    why: list[Why]
    corrected_in: list[Month]

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
        words = {"month": in_words_of_month(self.month), "first": number(self.first), "now": number(self.now)}
        if self.first is None:
            return _("%(month)s: not published by this definition, which came later; %(now)s now") % words
        if not self.why:
            return _("%(month)s: %(first)s first published, and %(now)s now") % words
        return _("%(month)s: %(first)s first published, %(now)s now: %(why)s") % {**words, "why": self.reasons}

    @property
    def reasons(self) -> str:
        """“17 duplicates merged”; with signs where some add and some take away."""
        signed = len({why.value > 0 for why in self.why}) > 1
        return ", ".join(f"{amount(why.value, signed=signed)} {why.words}" for why in self.why)


def amount(value: int, *, signed: bool) -> str:
    sign = ("+" if value > 0 else "−") if signed else ""
    return f"{sign}{number(abs(value))}"


def revisions(definition: Definition) -> list[Revised]:
    """Every month that was ever closed, the newest first, by that definition: residents of Jakarta."""
    values, now, since = published(definition), current(definition), differences(definition)
    of_month = defaultdict(list)
    for closing in Closing.objects.order_by("number"):
        known = definition.revision_id is None or definition.revision_id <= closing.last_revision_id
        of_month[Month.of(closing.month)].append(Published(closing, values[closing.number] if known else None))
    return [
        revised(month, of_month[month], now[month], since[of_month[month][0].closing.number])
        for month in sorted(of_month, reverse=True)
    ]


def revised(month: Month, published: list[Published], now: int, since: list[tuple[str, Month, int]]) -> Revised:
    by_words: dict[str, int] = defaultdict(int)
    for reason, _posting_month, value in since:
        by_words[in_words(reason)] += value
    why = [Why(words, value) for words, value in by_words.items() if value]
    why.sort(key=lambda one: (-abs(one.value), one.words))
    return Revised(month, published, now, why, sorted({posted for _reason, posted, _value in since if posted > month}))


def published(definition: Definition) -> dict[int, int]:
    """By the number of a closing: what it froze of its own month."""
    rows = (
        Figure.objects.filter(metric__in=metrics_of(definition), month=F("closing__month"))
        .exclude(kecamatan=OUTSIDE)
        .values_list("closing_id", "metric")
        .annotate(Sum("value"))
    )
    return summed(definition, rows)


def current(definition: Definition) -> dict[Month, int]:
    """By month: what it counts now."""
    counted = MonthlyCount.objects.filter(metric__in=metrics_of(definition)).exclude(kecamatan=OUTSIDE)
    rows = counted.values_list("month", "metric").annotate(Sum("value"))
    return summed(definition, ((Month.of(day), metric, value) for day, metric, value in rows))


def differences(definition: Definition) -> dict[int, list[tuple[str, Month, int]]]:
    """By the number of a closing: (reason, month in which it was published, value) of all that it did not publish."""
    since = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(SINCE, {"metrics": metrics_of(definition), "less": definition.less})
        for closing, reason, posting_month, value in cursor.fetchall():
            since[closing].append((reason, Month.of(posting_month), value))
    return since


def metrics_of(definition: Definition) -> list[str]:
    return [metric for metric in (definition.metric, definition.less) if metric]


def summed(definition: Definition, rows: Iterable[tuple[K, str, int]]) -> dict[K, int]:
    """The metric less the other one, by the first of each row."""
    sums: dict[K, int] = defaultdict(int)
    for key, metric, value in rows:
        sums[key] += -value if metric == definition.less else value
    return sums
