"""What is known today of the work in each kecamatan, beside the counts: a reading, and no count (docs/diagnosis.md)."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count

from okoce.core.months import JAKARTA, Month
from okoce.core.readings import Reading, Rows, read, values_read
from participants.models import Business, Finding
from participants.waiting import by_place_read
from reports.contributions import text_of
from reports.lately import lately

# From the day on which something happened until an approval of it that stands; of what was approved in the month. A step
# and a report of workers are where the person lived on that day.
LAGS = """
WITH approved AS (
    SELECT training_id, visit_id, milestone_id, job_report_id,
           (checked_at AT TIME ZONE 'Asia/Jakarta')::date AS approved_on
    FROM participants_verification decision
    WHERE decision = 'approved' AND checked_at >= %(begin)s AND checked_at < %(end)s
      AND NOT EXISTS (SELECT FROM participants_verification undo WHERE undo.undoes_id = decision.id)
),
fact AS (
    SELECT approved_on, training.kecamatan_id,
           (SELECT max(held_on) FROM programs_trainingsession WHERE training_id = training.id AND state = 'held') AS day
    FROM approved JOIN programs_training training ON training.id = training_id
    UNION ALL
    SELECT approved_on, kecamatan_id, held_on FROM approved JOIN participants_visit visit ON visit.id = visit_id
    UNION ALL
    SELECT approved_on, home.kecamatan_id, completed_on
    FROM approved JOIN participants_milestone step ON step.id = milestone_id
    CROSS JOIN LATERAL ({home_of_step}) home
    UNION ALL
    SELECT approved_on, home.kecamatan_id, reported_on
    FROM approved JOIN participants_jobreport report ON report.id = job_report_id
    CROSS JOIN LATERAL ({home_of_report}) home
)
SELECT 'lag', kecamatan_id, percentile_disc(0.5) WITHIN GROUP (ORDER BY approved_on - day), count(*)
FROM fact
WHERE kecamatan_id IS NOT NULL AND day IS NOT NULL
GROUP BY kecamatan_id
"""
HOME = """
    SELECT kecamatan_id FROM participants_residence
    WHERE participant_id = {fact}.participant_id
    ORDER BY since <= {fact}.{day} DESC, CASE WHEN since <= {fact}.{day} THEN since END DESC, since
    LIMIT 1
"""
HOMES = [("home_of_step", "step", "completed_on"), ("home_of_report", "report", "reported_on")]

# How many verified trainings had a session in the month, and how many people came to them: of those that count in it by the
# rule of counting itself, and of the others. Each training is one, however many sessions it has; so is whoever came to
# several of them, or sits on its list by two rows.
HALLS = f"""
(
    WITH scope AS (
        SELECT DISTINCT training_id AS source_id FROM programs_trainingsession
        WHERE state = 'held' AND held_on >= %(first)s AND held_on < %(after)s
    ),
    worth AS (
        SELECT source_id FROM ({text_of("training")}) of_each WHERE metric = 'trainings' AND month = %(first)s
    )
    SELECT CASE WHEN worth.source_id IS NULL THEN 'uncounted' ELSE 'counted' END,
           training.kecamatan_id, count(*), sum(crowd.people)::bigint
    FROM scope
    JOIN programs_training training ON training.id = scope.source_id AND training.state = 'verified'
    LEFT JOIN worth USING (source_id)
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT coalesce(person.merged_into_id, person.id)) AS people
        FROM programs_trainingsession session
        JOIN participants_attendance attendance
            ON attendance.session_id = session.id AND attendance.status IN ('present', 'late')
        JOIN participants_participant person ON person.id = attendance.participant_id
        WHERE session.training_id = training.id AND session.state = 'held'
    ) crowd
    GROUP BY 1, 2
)
"""


@dataclass(frozen=True)
class Lag:
    """Half of what was approved in the month waited so many `days` or fewer since it happened; `of` so many records."""

    days: int
    of: int


@dataclass(frozen=True)
class Halls:
    """So many trainings, and the people who came to each of them, together."""

    trainings: int = 0
    people: int = 0


@dataclass(frozen=True)
class Sector:
    """The section of KBLI that most businesses there have, `businesses` of so many."""

    section: str
    businesses: int
    of: int

    @property
    def name(self) -> str:
        return str(Business.Sector(self.section).label)


@dataclass(frozen=True)
class Local:
    """One kecamatan: who came to the month's trainings, how late approvals are, what waits and is to be looked into."""

    # Trainings that count in the month, and those that had a session in it and do not.
    counted: Halls = Halls()
    uncounted: Halls = Halls()
    lag: Lag | None = None
    # Records of days until the month's end that wait for a verifier, and since when the oldest was handed in.
    waiting: int = 0
    oldest: datetime.datetime | None = None
    # Open findings, and the days until which they were to be answered.
    due: tuple[datetime.date, ...] = field(default=())
    sector: Sector | None = None

    @property
    def findings(self) -> int:
        return len(self.due)

    def overdue(self, day: datetime.date) -> int:
        """Findings that were to be answered before that day."""
        return sum(one < day for one in self.due)

    def waits(self, day: datetime.date) -> int:
        """For how many days the oldest record has waited; 0 where none does."""
        return (day - self.oldest.astimezone(JAKARTA).date()).days if self.oldest else 0


# By code; a kecamatan of which nothing is known is not there.
Locals = dict[str, Local]


def local(month: Month) -> Locals:
    """What is known today of the month in each kecamatan: one question."""
    first, after = month.days()
    of_the_month, waiting, findings, main_sectors = read(
        _of_the_month(first, after), by_place_read(until=after - datetime.timedelta(days=1)), _findings(), sectors()
    )
    found: Locals = defaultdict(Local)
    for what, code, one, other in of_the_month:
        said: dict[str, Any] = {what: (Lag if what == "lag" else Halls)(one, other)}
        found[code] = replace(found[code], **said)
    for waits in waiting:
        here = found[waits.place]
        oldest = min(filter(None, (here.oldest, waits.oldest)))
        found[waits.place] = replace(here, waiting=here.waiting + waits.many, oldest=oldest)
    for code, due in findings:
        found[code] = replace(found[code], due=(*found[code].due, datetime.date.fromisoformat(due)))
    for code, sector in main_sectors.items():
        found[code] = replace(found[code], sector=sector)
    return dict(found)


def _findings() -> Reading[Rows]:
    """Rows of (code, the day until which it is to be answered) of those that are open."""
    open_ones = Finding.objects.filter(state=Finding.State.OPEN).order_by()
    return values_read(open_ones.values_list("kecamatan", "due_on"))


def sectors() -> Reading[dict[str, Sector]]:
    """By code, of the businesses that are not closed; of two sections with as many the first letter."""
    open_ones = Business.objects.filter(closed_on=None).order_by()
    rows = open_ones.values("kecamatan", "sector").annotate(many=Count("pk")).order_by("kecamatan", "-many", "sector")
    return values_read(rows.values_list("kecamatan", "sector", "many")).then(_first_of_each)


def _first_of_each(rows: Rows) -> dict[str, Sector]:
    found: dict[str, Sector] = {}
    for code, section, many in rows:
        first = found.setdefault(code, Sector(section, many, 0))
        found[code] = replace(first, of=first.of + many)
    return found


def local_lately(month: Month, revision: int) -> Locals:
    """The same for pages that are opened all day: as it stood at this revision, at most five minutes ago."""
    return lately(f"local:{month}:{revision}", lambda: local(month))


def _of_the_month(first: datetime.date, after: datetime.date) -> Reading[Rows]:
    """Rows of (lag, code, days, records), and of (counted or uncounted, code, trainings, people)."""
    homes = {name: HOME.format(fact=fact, day=day) for name, fact, day in HOMES}
    begin, end = (datetime.datetime.combine(day, datetime.time(), JAKARTA) for day in (first, after))
    said = {"first": first, "after": after, "begin": begin, "end": end}
    return Reading(f"{LAGS.format(**homes)} UNION ALL {HALLS}", said, list)
