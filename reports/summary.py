"""The one reader of the counts: page, API, file and mail all show what it says (docs/counting.md)."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from okoce.core.months import Month
from okoce.core.readings import Reading, Rows, by_itself, values_read
from programs.models import Kecamatan
from reports.contributions import OUTSIDE
from reports.known import Ground
from reports.models import CELL, Definition, LedgerEntry, MonthlyCount, Vintage
from reports.periods import ever_closed
from reports.standing import Standing, standing_at
from reports.targets import Targets

MIDYEAR = 7
STEPS = {
    "registered": "P1",
    "trained": "P2",
    "mentored": "P3",
    "licensed": "P4",
    "marketed": "P5",
    "bookkeeping": "P6",
    "funded": "P7",
}
# The steps, and what is made of them: it counts people too, and has no step.
LADDER = [*STEPS, "new_entrepreneurs", "level_up"]
# A facilitator or a centre is active in each of many months: the months of these never make a sum.
NOT_ADDED = ["active_facilitators", "active_centres"]

# What a count can be told apart by, and the column that says it.
DIMENSIONS = {
    "month": "to_char(published, 'YYYY-MM')",
    "year": "extract(year FROM published)::int",
    "kecamatan": "kecamatan",
    "city": f"coalesce(place.city_id, '{OUTSIDE}')",
    "gender": "gender",
    "age_band": "age_band",
    "resident": f"CASE WHEN kecamatan = '{OUTSIDE}' THEN 'no' ELSE 'yes' END",
}
# A training or an attendance has none of these.
PERSONAL = {"gender", "age_band", "resident"}
RESIDENTS = {"yes": f"kecamatan <> '{OUTSIDE}'", "no": f"kecamatan = '{OUTSIDE}'", "all": "true"}

# Which entries make a month's number: the month in which they are told, and their vintages; all of them where none is
# said (docs/counting.md, “Readings of a number”).
VINTAGES: dict[str, tuple[str, list[str]]] = {
    "latest": ("month", []),
    "first": ("month", [Vintage.FIRST]),
    "adjustments": ("posting_month", [Vintage.ADJUSTMENT]),
}
OF_VINTAGE = "vintage = ANY (%(vintages)s)"
# A month that was never closed has published nothing.
CLOSED = "month = ANY (%(closed)s)"

# Where the values lie: in the rollups, or as of an earlier revision in the ledger; and beside them, without a value, the
# cells that changed since a revision.
ROLLED = f"SELECT {', '.join(CELL)}, value, false AS changed FROM reports_monthlycount"
REPLAYED = f"""
    SELECT {", ".join(CELL)}, delta AS value, revision_id > %(since)s AS changed
    FROM reports_ledger WHERE revision_id <= %(as_of)s
"""
CHANGED = f"SELECT {', '.join(CELL)}, 0, true FROM reports_ledger WHERE revision_id > %(since)s"

COUNTS = """
SELECT {columns}metric, sum(value)::bigint AS value
FROM (SELECT *, {month} AS published FROM ({cells}) cell) counted
LEFT JOIN programs_kecamatan place ON place.code = counted.kecamatan
WHERE metric = ANY (%(metrics)s) AND published BETWEEN %(first)s AND %(last)s AND {resident} AND {vintage} AND {place}
GROUP BY {columns}metric
HAVING {shown}
ORDER BY {columns}metric
"""
# Money is booked by the city for every kecamatan alike: it says nothing about who reports.
SAYS_NOTHING = "spending"
REPORTING = f"""
SELECT count(DISTINCT kecamatan) FROM (
    SELECT kecamatan FROM ({{cells}}) cell
    WHERE month BETWEEN %(first)s AND %(last)s AND kecamatan <> '{OUTSIDE}' AND {{place}}
      AND metric <> '{SAYS_NOTHING}'
    GROUP BY kecamatan, metric
    HAVING sum(value) > 0
) reporting
"""


@dataclass(frozen=True)
class Question:
    """What to count: metrics and months (both ends included), told apart `by`; residents only unless said.

    As of the newest revision unless said, and `since` a revision only what changed after it.
    """

    metrics: tuple[str, ...]
    first: Month
    last: Month
    by: tuple[str, ...] = ("month",)
    kecamatan: tuple[str, ...] = ()
    resident: str = "yes"
    vintage: str = "latest"
    as_of: int | None = None
    since: int | None = None

    @property
    def cells(self) -> str:
        """A SELECT of the cells with their values, several times the same one maybe."""
        if self.as_of is not None:
            return REPLAYED
        return ROLLED if self.since is None else f"{ROLLED} UNION ALL {CHANGED}"

    @property
    def place(self) -> str:
        return "kecamatan = ANY (%(kecamatan)s)" if self.kecamatan else "true"

    @property
    def entries(self) -> str:
        """The condition of its vintage."""
        if self.vintage == "first":
            return f"{OF_VINTAGE} AND {CLOSED}"
        return OF_VINTAGE if VINTAGES[self.vintage][1] else "true"

    @property
    def then(self) -> Standing | None:
        return None if self.as_of is None else standing_at(self.as_of)

    def put(self, sql: str, **parts: str) -> tuple[str, dict[str, Any]]:
        """The statement with these parts put in, and what it is asked with."""
        said: dict[str, Any] = {
            "metrics": list(self.metrics),
            "first": self.first.first,
            "last": self.last.first,
            "kecamatan": list(self.kecamatan),
            "as_of": self.as_of,
            "since": self.since,
            "vintages": VINTAGES[self.vintage][1],
            "closed": ever_closed(self.then) if self.vintage == "first" else [],
        }
        return sql.format(cells=self.cells, place=self.place, **parts), said

    def ask(self, sql: str, **parts: str) -> list[tuple[Any, ...]]:
        """What the database answers to the statement with these parts put in."""
        with connection.cursor() as cursor:
            cursor.execute(*self.put(sql, **parts))
            return cursor.fetchall()

    @property
    def columns(self) -> list[str]:
        """What stands in each row of `counts`."""
        return [*self.by, "metric", "value"]


def counts(question: Question) -> list[dict[str, Any]]:
    """Tidy rows `{<by>..., metric, value}` in the order of `by`; a combination without a row is 0.

    Since a revision: every row that an entry after it is in, with its value of now, which may be 0.
    """
    asked = counts_read(question)
    # Row by row: of every dimension there are a hundred thousand.
    with connection.cursor() as cursor:
        cursor.execute(asked.sql, asked.said)
        return asked.tell(cursor.fetchall())


def counts_read(question: Question) -> Reading[list[dict[str, Any]]]:
    sql, said = counting(question)
    return Reading(sql, said, lambda rows: [dict(zip(question.columns, row, strict=True)) for row in rows])


def counting(question: Question) -> tuple[str, dict[str, Any]]:
    """The SELECT whose rows `counts` reads, and what it is asked with: for a file, into which they go one by one."""
    month, _vintages = VINTAGES[question.vintage]
    return question.put(
        COUNTS,
        columns="".join(f"{DIMENSIONS[name]}, " for name in question.by),
        month=month,
        resident=RESIDENTS[question.resident],
        vintage=question.entries,
        shown="sum(value) <> 0" if question.since is None else "bool_or(changed)",
    )


def reporting(question: Question) -> dict[str, int]:
    """How many of the kecamatan asked about have anything but money counted in these months, whichever the metric."""
    inside = [code for code in question.kecamatan if code != OUTSIDE]
    ((found,),) = question.ask(REPORTING)
    return {"kecamatan_reporting": found, "of": len(inside) if question.kecamatan else Kecamatan.objects.count()}


# What is told of a month: itself, all through it, and through it from the beginning of its calendar `year` and of its
# `programme_year`; of each what was `first_` published when its months were first closed, and of all what is `before` it.
SPANS = ["month", "through", "year", "programme_year"]
NOTHING = dict.fromkeys([*SPANS, *(f"first_{span}" for span in SPANS), "before"], 0)

# Of one place, by metric.
Totals = dict[str, dict[str, int]]


def totals_read(
    month: Month,
    targets: Targets,
    *,
    kecamatan: str | None = None,
    vintage: str = "latest",
    then: Standing | None = None,
) -> Reading[dict[str, Totals]]:
    """The totals of each kecamatan, and of people from outside under LUAR; a place without counts is not there.

    Of `first` only what was ever closed is published: whoever asks looks for that.
    """
    told, vintages = VINTAGES[vintage]
    cells, value = cells_of(then)
    if kecamatan:
        cells = cells.filter(kecamatan=kecamatan)
    if vintages:
        cells = cells.filter(vintage__in=vintages)

    began = {"month": month, "year": Month(month.year, 1), "programme_year": targets.year_began(month)}
    since = {span: Q(**{f"{told}__gte": first.first}) for span, first in began.items()} | {"through": Q()}
    sums = {f"sum_{span}": Sum(value, filter=since[span], default=0) for span in SPANS}
    first = Q(vintage=Vintage.FIRST)
    sums |= {f"first_{span}": Sum(value, filter=since[span] & first, default=0) for span in SPANS}
    rows = cells.filter(**{f"{told}__lte": month.first}).values("kecamatan", "metric").annotate(**sums)
    return values_read(rows.values_list("kecamatan", "metric", *sums)).then(_totals)


totals_by_place = by_itself(totals_read)


def _totals(rows: Rows) -> dict[str, Totals]:
    names = [*SPANS, *(f"first_{span}" for span in SPANS)]
    places: dict[str, Totals] = {}
    for place, metric, *sums in rows:
        total = dict(zip(names, sums, strict=True))
        total["before"] = total["through"] - total["month"]
        places.setdefault(place, {})[metric] = total
    return places


def cells_of(then: Standing | None) -> tuple[QuerySet[Any], str]:
    """Where the values lie, and the column that has them: in the rollups, or as of an earlier revision in the ledger."""
    if then is None:
        return MonthlyCount.objects.all(), "value"
    return LedgerEntry.objects.filter(revision__lte=then.revision), "delta"


def totals_of(places: Iterable[Totals]) -> Totals:
    """The sum over places."""
    sums: Totals = {}
    for place in places:
        for metric, total in place.items():
            sums[metric] = {name: sums.get(metric, NOTHING)[name] + value for name, value in total.items()}
    return sums


def reading(definition: Definition, total: Totals) -> dict[str, int]:
    """The totals of the headline by this definition: a metric, less another."""
    less = total.get(definition.less, NOTHING)
    return {name: value - less[name] for name, value in total.get(definition.metric, NOTHING).items()}


def residents(places: dict[str, Totals]) -> list[Totals]:
    """The places inside Jakarta: people from outside are never in the headline."""
    return [total for code, total in places.items() if code != OUTSIDE]


def summary(month: Month, definition: Definition, then: Standing | None = None) -> dict[str, Any]:
    """One month as docs/api.md shows it, now or as it was then. Values are people, jobs, trainings or rupiah.

    What depends on the day is null here: what may still come, and how long people took.
    """
    ground = Ground.of(then)
    places = totals_by_place(month, ground.targets, then=then)
    return summary_of(month, definition, ground, places)


def summary_of(
    month: Month,
    definition: Definition,
    ground: Ground,
    by_place: dict[str, Totals],
    *,
    forecast: dict[str, int] | None = None,
    waits: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The same from what a page has read already, with the month's forecast if it has one and how long people took."""
    programme, status = ground.targets.programme, ground.statuses[month]
    now = ground.standing
    places = residents(by_place)
    total = totals_of(places)
    return {
        "programme": {"code": programme.code, "first_month": str(programme.first), "months": programme.months},
        "month": str(month),
        "status": status,
        "as_of": now.as_of,
        "revision": now.revision,
        "definition": {
            "code": definition.code,
            "metric": definition.metric,
            "backcast": month in ground.backwards(definition),
        },
        "headline": headline(month, definition, total, ground) | {"forecast": forecast},
        "ladder": ladder(total, waits or {}),
        "trainings": {"value": total.get("trainings", NOTHING)["month"], **ground.targets.band("trainings", month)},
        "jobs_created": jobs_created(month, total, ground.targets),
        "spending": spending(month, total, ground.targets),
        "coverage": coverage(places, of=len(ground.kecamatan)),
    }


def headline(month: Month, definition: Definition, total: Totals, ground: Ground) -> dict[str, Any]:
    """The month and the programme against their targets, and the pace that the programme's target asks for."""
    value, targets = reading(definition, total), ground.targets
    goal = targets.floor("new_entrepreneurs", "programme", month)
    backwards = ground.backwards(definition)
    return {
        "month": {
            "value": value["month"],
            "first_published": value["first_month"] if ground.published([month], definition) else None,
            "target": targets.floor("new_entrepreneurs", "month", month),
        },
        "programme": {
            "value": value["through"],
            "backcast": any(each <= month for each in backwards),
            "target": goal,
        },
        "required_per_month": required_pace(goal, value["before"], targets.months_left(month)),
    }


def required_pace(goal: int | None, before: int, months_left: int) -> int | None:
    """People a month, this one included, that still reach the goal; rounded up, never below 0."""
    if goal is None or months_left <= 0:
        return None
    return max(0, math.ceil((goal - before) / months_left))


def ladder(total: Totals, waits: Mapping[str, Any] = MappingProxyType({})) -> list[dict[str, Any]]:
    """The seven steps in order, then new entrepreneurs and *naik kelas*: this month, and all until its end.

    And the median of the days that they took to it, None where that is not known.
    """
    return [
        {
            "metric": metric,
            "step": STEPS.get(metric),
            "month": total.get(metric, NOTHING)["month"],
            "cumulative": total.get(metric, NOTHING)["through"],
            "median_days": waits[metric].days if metric in waits else None,
        }
        for metric in LADDER
    ]


def jobs_created(month: Month, total: Totals, targets: Targets) -> dict[str, Any]:
    """The jobs of the programme year until the end of the month; after the programme there is no such year."""
    year = targets.year(month)
    return {
        "programme_year": year,
        "value": total.get("jobs_created", NOTHING)["programme_year"] if year else None,
        "target": targets.floor("jobs_created", "year", month),
    }


def spending(month: Month, total: Totals, targets: Targets) -> dict[str, Any]:
    """The calendar year until the end of the month, beside the new entrepreneurs of the same time.

    Always `new_entrepreneurs`, whichever definition the headline has: money for each of somebody else is another number.
    """
    spent, entrepreneurs = (total.get(metric, NOTHING)["year"] for metric in ("spending", "new_entrepreneurs"))
    return {
        "year": month.year,
        "value": spent,
        # A budget is a calendar year's, so all of its months show the same one wherever the programme begins.
        "target": targets.ceiling("spending", "year", Month(month.year, MIDYEAR), seen_in=month),
        "new_entrepreneurs": entrepreneurs,
        "per_new_entrepreneur": per_person(spent, entrepreneurs),
    }


def per_person(rupiah: int, people: int) -> int | None:
    """Whole rupiah, a half rounded up; None without people."""
    return (2 * rupiah + people) // (2 * people) if people > 0 else None


def coverage(places: list[Totals], *, of: int) -> dict[str, int]:
    """How many kecamatan have anything but money counted in the month."""
    reporting = sum(
        any(total["month"] > 0 for metric, total in place.items() if metric != SAYS_NOTHING) for place in places
    )
    return {"kecamatan_reporting": reporting, "of": of}
