"""Who of the new entrepreneurs still trades 6 and 12 months after: a reading of today, and no count.

It is worked out whenever somebody asks, from the facts of that moment, and nothing of it is posted
(docs/counting.md, “How long businesses last”).
"""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, Self

from django.db import connection

from okoce.accounts.models import User
from okoce.core.months import Month
from okoce.core.planning import in_bulk
from participants.caseload import people_of
from participants.models import FollowUp
from reports.contributions import OUTSIDE

# Who was not reached is asked again after so long.
AGAIN = datetime.timedelta(days=14)
MARKS = [int(mark) for mark in FollowUp.Mark.values]

# Whoever counts, with each mark that lies behind; what was seen, said and recorded of them; and what follows from it.
# Nobody is left out for what happened to them: who was never asked is due all the same.
OUTCOMES = """
WITH counted AS (
    SELECT source_id, month, kecamatan
    FROM reports_ledger
    WHERE source_kind = 'participant' AND metric = 'new_entrepreneurs' AND {whom}
    GROUP BY source_id, month, kecamatan
    HAVING sum(delta) > 0
),
due AS (
    SELECT source_id, month, kecamatan, months, (month + make_interval(months => months + 1))::date AS due_on
    FROM counted
    CROSS JOIN unnest(%(marks)s) months
    WHERE month + make_interval(months => months + 1) <= %(until)s
),
member AS (
    SELECT source_id, source_id AS participant_id FROM due
    UNION
    SELECT due.source_id, folded.id
    FROM due
    JOIN participants_participant folded ON folded.merged_into_id = due.source_id
),
visit AS (
    SELECT source_id, max(held_on) FILTER (WHERE state = 'verified') AS verified_on,
           max(held_on) FILTER (WHERE state = 'submitted') AS waits_of
    FROM member
    JOIN participants_visit USING (participant_id)
    WHERE confirms_trading AND state IN ('verified', 'submitted')
    GROUP BY source_id
),
answer AS (
    SELECT DISTINCT ON (source_id, months) source_id, months, outcome, asked_on
    FROM member
    JOIN participants_followup USING (participant_id)
    ORDER BY source_id, months, recorded_at DESC, id
),
trade AS (
    SELECT source_id, max(closed_on) AS closed_on
    FROM member
    JOIN participants_business_owners USING (participant_id)
    JOIN participants_business business ON business.id = business_id
    GROUP BY source_id
    HAVING bool_and(closed_on IS NOT NULL)
),
licence AS (
    SELECT source_id, max(lapses_on) AS lapsed_on
    FROM member
    JOIN participants_milestone USING (participant_id)
    WHERE kind = 'licence' AND own_name AND state = 'verified'
    GROUP BY source_id
    HAVING bool_and(lapses_on IS NOT NULL)
)
SELECT due.source_id, due.month, due.kecamatan, due.months, due.due_on,
       CASE WHEN visit.verified_on >= due.due_on THEN 'verified'
            WHEN answer.outcome IN ('trading', 'closed') THEN answer.outcome
            WHEN later.outcome = 'trading' OR visit.waits_of >= due.due_on THEN 'trading'
            WHEN trade.closed_on < due.due_on THEN 'closed'
            WHEN answer.outcome = 'unreachable' THEN 'unreachable'
            ELSE ''
       END AS outcome,
       answer.asked_on,
       coalesce(licence.lapsed_on < due.due_on, false) AS lapsed
FROM due
LEFT JOIN visit USING (source_id)
LEFT JOIN answer USING (source_id, months)
-- Who still traded after a year did after half of it.
LEFT JOIN answer later ON later.source_id = due.source_id AND later.months > due.months AND later.outcome = 'trading'
LEFT JOIN trade ON trade.source_id = due.source_id
LEFT JOIN licence ON licence.source_id = due.source_id
"""
SUMS = f"""
SELECT kecamatan, months, count(*), count(*) FILTER (WHERE outcome = 'verified'),
       count(*) FILTER (WHERE outcome = 'trading'), count(*) FILTER (WHERE outcome = 'closed'),
       count(*) FILTER (WHERE outcome = 'unreachable'), count(*) FILTER (WHERE outcome = ''),
       count(*) FILTER (WHERE outcome = '' AND lapsed)
FROM ({OUTCOMES}) mark
GROUP BY kecamatan, months
"""
EVERYBODY = "true"
THESE = "source_id = ANY (%(people)s)"


class Standing(NamedTuple):
    """One mark of one person: when they counted and where, since when they are to be asked, and what is known."""

    person: uuid.UUID
    month: datetime.date
    kecamatan: str
    months: int
    due_on: datetime.date
    # 'verified', an outcome of a FollowUp, or nothing.
    outcome: str
    asked_on: datetime.date | None
    # The licence ran out before the mark.
    lapsed: bool

    def open_on(self, day: datetime.date) -> bool:
        """Whether the person is still to be asked."""
        if self.outcome == FollowUp.Outcome.UNREACHABLE:
            return self.asked_on is None or self.asked_on <= day - AGAIN
        return not self.outcome


@dataclass(frozen=True)
class Survival:
    """Of those whose mark lies behind: how many there are, and what is known of them. Never a rate without both."""

    due: int = 0
    verified: int = 0
    declared: int = 0
    closed: int = 0
    unreachable: int = 0
    unasked: int = 0
    # Of those who were not asked: the licence ran out.
    lapsed: int = 0

    @property
    def trading(self) -> int:
        return self.verified + self.declared

    @property
    def unknown(self) -> int:
        """Not asked or not reached: nobody can say."""
        return self.unreachable + self.unasked

    def __add__(self, other: Self) -> "Survival":
        return Survival(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


# By kecamatan, LUAR among them, and by mark.
Places = dict[str, dict[int, Survival]]


def survival(month: Month) -> Places:
    """Of those whose mark lies in this month or before; a place where nobody is due is not there."""
    places: Places = {}
    with in_bulk():
        rows = _asked(SUMS, EVERYBODY, until=month.first)
    for kecamatan, months, *numbers in rows:
        places.setdefault(kecamatan, {})[months] = Survival(*numbers)
    return places


def survival_of(places: Places, kecamatan: str = "") -> list[tuple[int, Survival]]:
    """Each mark with its numbers, in that place or in all of Jakarta; people from outside are on a line of their own."""
    chosen: Iterable[dict[int, Survival]] = [marks for code, marks in places.items() if code != OUTSIDE]
    if kecamatan:
        chosen = [places.get(kecamatan, {})]
    return [(months, sum((marks.get(months, Survival()) for marks in chosen), Survival())) for months in MARKS]


def marks_of(people: Iterable[uuid.UUID], *, on: datetime.date) -> list[Standing]:
    """Each mark of these people that lies behind on that day, the longest waiting first."""
    rows = _asked(f"{OUTCOMES} ORDER BY due_on, months DESC, source_id", THESE, until=on, people=list(people))
    return [Standing(*row) for row in rows]


def to_ask(user: User, *, on: datetime.date) -> list[Standing]:
    """Whom of their people the user asks now, the longest waiting first; each once, about the later mark."""
    marks = [mark for mark in marks_of(people_of(user).values_list("pk", flat=True), on=on) if mark.open_on(on)]
    later = {mark.person: mark.months for mark in sorted(marks, key=lambda mark: mark.months)}
    return [mark for mark in marks if mark.months == later[mark.person]]


def _asked(sql: str, whom: str, **said: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(whom=whom), {"marks": MARKS, **said})
        return cursor.fetchall()
