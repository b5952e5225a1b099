"""What came to a number after it was first published: which closing published it, and what waits for which closing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from okoce.core.months import Month
from okoce.core.templatetags.jakarta import month as in_words
from okoce.core.templatetags.jakarta import signed
from reports.explaining.asked import Number
from reports.explaining.postings import entries_of

# Each entry with the closing that published it; none so far, and never one of what was counted backwards.
BY_CLOSING = """
SELECT entry.*, CASE WHEN entry.vintage <> 'backcast' THEN closed.number END AS closing
FROM ({entries}) entry
LEFT JOIN (
    SELECT number, month AS closes, last_revision_id AS until,
           coalesce(lag(last_revision_id) OVER (PARTITION BY month ORDER BY number), 0) AS after
    FROM reports_closing WHERE {then}
) closed ON closes = entry.posting_month AND entry.revision_id > after AND entry.revision_id <= until
"""
SINCE = """
SELECT which, month, posting_month, closing, vintage = 'backcast', sum(delta)::bigint
FROM ({entries}) entry
WHERE vintage <> 'first' OR closing IS NULL
GROUP BY 1, 2, 3, 4, 5
HAVING sum(delta) <> 0
ORDER BY 3, 4, 2
"""


@dataclass(frozen=True)
class Part:
    """By how much a closing of `posted` moved `month`, or will: without a closing it may still change."""

    month: Month
    posted: Month
    closing: int | None
    backwards: bool
    value: int


@dataclass(frozen=True)
class OfMonth:
    """How much of it is of a month, or waits for the closing of one."""

    month: Month
    value: int

    def __str__(self) -> str:
        return f"{in_words(self.month)} ({signed(self.value)})"


@dataclass(frozen=True)
class Since:
    """What came to a number since, part by part: they are told even if together they come to nothing."""

    parts: list[Part]

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def was_published(self) -> bool:
        return any(part.closing for part in self.parts)

    @property
    def published(self) -> int:
        """What closings published of it."""
        return sum(part.value for part in self.parts if part.closing)

    @property
    def value(self) -> int:
        return sum(part.value for part in self.parts)

    @property
    def not_published(self) -> int:
        """What no closing has published, with what is counted backwards and never will be."""
        return sum(part.value for part in self.parts if not part.closing)

    @property
    def waits(self) -> list[OfMonth]:
        """By the month whose closing it waits for, the earliest first."""
        return added_up((part.posted, part.value) for part in self.parts if not part.closing and not part.backwards)

    @property
    def months(self) -> list[OfMonth]:
        """By the month that was moved, the earliest first."""
        return added_up((part.month, part.value) for part in self.parts)


def added_up(values: Iterable[tuple[Month, int]]) -> list[OfMonth]:
    months: dict[Month, int] = defaultdict(int)
    for month, value in values:
        months[month] += value
    return [OfMonth(month, value) for month, value in sorted(months.items()) if value]


def since(*numbers: Number) -> list[Since]:
    """Of each of the numbers; of one that was never published, all of it waits for a closing."""
    texts, said = [], {}
    for which, number in enumerate(numbers):
        sql, words = by_closing(number)
        texts.append(f"SELECT {which} AS which, one.* FROM ({sql.replace('%(', f'%(of_{which}_')}) one")
        said |= {f"of_{which}_{name}": value for name, value in words.items()}
    parts: list[list[Part]] = [[] for _number in numbers]
    with connection.cursor() as cursor:
        cursor.execute(SINCE.format(entries=" UNION ALL ".join(texts)), said)
        for which, month, posted, closing, backwards, value in cursor.fetchall():
            parts[which].append(Part(Month.of(month), Month.of(posted), closing, backwards, value))
    return [Since(each) for each in parts]


def by_closing(number: Number) -> tuple[str, dict[str, Any]]:
    """A SELECT of the entries of a number, each with the closing that published it by then, and what it is asked with."""
    entries, said = entries_of(number)
    then = "true" if number.as_of is None else "last_revision_id <= %(as_of)s"
    return BY_CLOSING.format(entries=entries, then=then), said
