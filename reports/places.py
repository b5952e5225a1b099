"""Where it stands: a row for each kecamatan, against its own target, and who needs help first (docs/where.md)."""

import datetime
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from okoce.core.months import Month
from okoce.core.readings import Reading, read
from okoce.core.templatetags.jakarta import meter_scale
from programs.models import Kecamatan
from reports.contributions import METRICS
from reports.diagnosis import HALF_OVER, LATELY, Diagnosis, Numbers, diagnosis
from reports.known import Ground
from reports.local import Local, Locals
from reports.models import Definition
from reports.shares import OwnTargets, monthly
from reports.summary import NOTHING, Question, Totals, counts_read, reading

# What the map can show: a sum of money has no room on a tile.
MAPPED = [metric for metric in METRICS if metric != "spending"]
RUNGS = ("registered", "trained", "licensed")
# The line of the trend lies within so many units.
WIDE, HIGH = 100, 24


@dataclass(frozen=True)
class Aim:
    """What was reached, and what was asked for: None after the programme, and of what is no reading of its own."""

    value: int
    target: int | None

    @property
    def missing(self) -> int:
        """People, never below 0."""
        return max(0, self.target - self.value) if self.target else 0

    @property
    def filled(self) -> int:
        """How far a meter is filled: never less than empty."""
        return max(0, self.value)

    @property
    def scale(self) -> int:
        """How far a meter reaches: a little past the target or the value."""
        return meter_scale({"value": self.filled, "target": self.target or 0})

    @property
    def short(self) -> float:
        """The share of the target that is missing, 0 to 1."""
        return min(1.0, self.missing / self.target) if self.target else 0.0


@dataclass(frozen=True)
class Trend:
    """The headline of the last months, oldest first, as numbers and as the points of a line."""

    values: tuple[int, ...]

    @property
    def points(self) -> str:
        most, steps = max(1, *self.values), max(1, len(self.values) - 1)
        heights = [HIGH - 2 - round((HIGH - 4) * max(0, value) / most) for value in self.values]
        return " ".join(f"{round(WIDE * step / steps)},{height}" for step, height in enumerate(heights))


@dataclass(frozen=True)
class Row:
    """One kecamatan: `month` and `through` against its own target, and what else is known of it."""

    place: Kecamatan
    month: Aim
    through: Aim
    trend: Trend
    trainings: int
    facilitators: int
    local: Local | None
    diagnosis: list[Diagnosis] = field(default_factory=list)

    @property
    def need(self) -> int | None:
        """0 to 100: how much of its own target is missing, half for this month and half since the start."""
        if self.month.target is None:
            return None
        return math.floor(50 * (self.month.short + self.through.short) + 0.5)

    @property
    def missing(self) -> int | None:
        """People that it lacks of its own target since the start; None where it has none."""
        return None if self.through.target is None else self.through.missing

    @property
    def lag_days(self) -> int:
        """-1 where nothing was approved in the month."""
        return self.local.lag.days if self.local and self.local.lag else -1


# By what the table can stand. None is by a raw count: a large kecamatan is no better than a small one.
ORDERS: dict[str, Callable[[Row], Any]] = {
    "need": lambda row: (-(row.need or 0), -row.through.missing, row.place.code),
    "name": lambda row: row.place.name,
    "month": lambda row: (-row.month.short, row.place.code),
    "through": lambda row: (-row.through.short, row.place.code),
    "lag": lambda row: (-row.lag_days, row.place.code),
}


@dataclass(frozen=True)
class Recent:
    """The last LATELY months: by code and metric what each of the `months` counts."""

    months: list[Month]
    values: Mapping[str, Mapping[str, Mapping[str, int]]]

    @classmethod
    def of(
        cls, month: Month, definition: Definition, ground: Ground, *, vintage: str = "latest", kecamatan: str = ""
    ) -> "Recent":
        """One question, of all kecamatan or of that one."""
        (recent,) = read(cls.read(month, definition, ground, vintage=vintage, kecamatan=kecamatan))
        return recent

    @classmethod
    def read(
        cls, month: Month, definition: Definition, ground: Ground, *, vintage: str = "latest", kecamatan: str = ""
    ) -> "Reading[Recent]":
        first = max(ground.targets.programme.first, month + (1 - LATELY))
        metrics = tuple(dict.fromkeys(filter(None, (definition.metric, definition.less, *RUNGS))))
        asked: dict[str, Any] = {
            "vintage": vintage,
            "as_of": ground.as_of,
            "kecamatan": (kecamatan,) if kecamatan else (),
        }
        rows = counts_read(Question(metrics, first, month, by=("month", "kecamatan"), **asked))
        return rows.then(partial(cls._of_rows, first.until(month)))

    @classmethod
    def _of_rows(cls, months: list[Month], rows: Iterable[Mapping[str, Any]]) -> "Recent":
        found: dict[str, Any] = defaultdict(lambda: defaultdict(dict))
        for row in rows:
            found[row["kecamatan"]][row["metric"]][row["month"]] = row["value"]
        return cls(months, found)

    def trend(self, code: str, definition: Definition) -> Trend:
        return Trend(
            tuple(
                self._each(code, definition.metric, month) - self._each(code, definition.less, month)
                for month in self.months
            )
        )

    def sum(self, code: str, metric: str) -> int:
        return sum(self._each(code, metric, month) for month in self.months)

    def _each(self, code: str, metric: str, month: Month) -> int:
        return self.values.get(code, {}).get(metric, {}).get(str(month), 0)


@dataclass(frozen=True)
class Grounds:
    """All that the rows are made of, read once for every kecamatan.

    `known` is None where another moment or vintage is asked about: what is so today says nothing of that. `day` is
    the day on which it is read.
    """

    month: Month
    definition: Definition
    ground: Ground
    own: OwnTargets | None
    recent: Recent
    known: Locals | None
    day: datetime.date
    # Only of the latest numbers is said why: a correction, or what was published once, is no state of anything.
    explains: bool = True

    @classmethod
    def of(
        cls,
        month: Month,
        definition: Definition,
        ground: Ground,
        *,
        known: Locals | None,
        day: datetime.date,
        vintage: str = "latest",
        recent: Recent | None = None,
    ) -> "Grounds":
        """In two questions, or in one where the `recent` months were read."""
        return cls(
            month,
            definition,
            ground,
            # What corrects a month has no target of its own.
            own=None if vintage == "adjustments" else OwnTargets.of(month, ground),
            recent=recent or Recent.of(month, definition, ground, vintage=vintage),
            known=known,
            day=day,
            explains=vintage == "latest",
        )

    @property
    def over(self) -> bool:
        return self.day >= self.month.days()[1]

    @property
    def half_over(self) -> bool:
        return self.day > self.month.first.replace(day=HALF_OVER)

    @property
    def needed(self) -> int | None:
        """So many new entrepreneurs each training has to bring for the month's target, with as many trainings as it allows."""
        target, most = (
            monthly(self.ground.targets, self.month),
            self.ground.targets.band("trainings", self.month)["ceiling"],
        )
        return math.ceil(target / most) if target and most else None

    def row(self, place: Kecamatan, total: Totals) -> Row:
        read, code = reading(self.definition, total), place.code
        month, through = (self.aim(span, code, read) for span in ("month", "through"))
        local = None if self.known is None else self.known.get(code, Local())
        return Row(
            place,
            month,
            through,
            self.recent.trend(code, self.definition),
            trainings=total.get("trainings", NOTHING)["month"],
            facilitators=total.get("active_facilitators", NOTHING)["month"],
            local=local,
            diagnosis=self.why(code, total, local, month, through) if self.explains else [],
        )

    def aim(self, span: str, code: str, read: Mapping[str, int]) -> Aim:
        targets = getattr(self.own, span) if self.own else {}
        return Aim(read.get(span, 0), targets.get(code))

    def city(self, span: str, read: Mapping[str, int]) -> Aim:
        """Of all of Jakarta: what the parts add up to."""
        parts = getattr(self.own, span) if self.own else {}
        return Aim(read.get(span, 0), sum(parts.values()) if parts else None)

    def why(self, code: str, total: Totals, local: Local | None, month: Aim, through: Aim) -> list[Diagnosis]:
        asked = through.target if self.over or through.target is None else through.target - (month.target or 0)
        return diagnosis(self.numbers(code, total, local), value=through.value, target=asked)

    def numbers(self, code: str, total: Totals, local: Local | None) -> Numbers:
        said: dict[str, Any] = {metric: self.recent.sum(code, metric) for metric in RUNGS}
        if self.half_over:
            names = {"trainings": "trainings", "facilitators": "active_facilitators", "visits": "mentoring_visits"}
            said |= {name: total.get(metric, NOTHING)["month"] for name, metric in names.items()}
        if local is not None:
            said |= {"counted": local.counted.trainings, "people": local.counted.people}
            said |= {"uncounted": local.uncounted.trainings, "came": local.uncounted.people}
            said |= {
                "waiting": local.waiting,
                "days_waiting": local.waits(self.day),
                "overdue": local.overdue(self.day),
            }
            said |= {"lag": local.lag.days, "lag_of": local.lag.of} if local.lag else {}
        return Numbers(**said, needed=self.needed)


def rows(grounds: Grounds, places: Mapping[str, Totals], kecamatan: Iterable[Kecamatan]) -> list[Row]:
    """A row for each, who needs help first first."""
    return ordered([grounds.row(place, places.get(place.code, {})) for place in kecamatan], "need")


def ordered(found: Iterable[Row], order: str) -> list[Row]:
    return sorted(found, key=ORDERS[order])


def in_need(found: Iterable[Row]) -> list[Row]:
    """Those of whose own target anything is missing, in the order of need."""
    return [row for row in ordered(found, "need") if row.need]


@dataclass(frozen=True)
class Mapped:
    """What the map shows: the headline of a definition, or a metric, in the month or all `through` it."""

    metric: str
    definition: Definition | None
    span: str

    @property
    def of(self) -> str:
        return f"definition={self.definition.code}" if self.definition else f"metric={self.metric}"

    def values(self, places: Mapping[str, Totals]) -> dict[str, int]:
        """By code; where nothing was ever counted is no data."""
        if self.definition:
            return {code: reading(self.definition, total).get(self.span, 0) for code, total in places.items()}
        return {code: total.get(self.metric, NOTHING)[self.span] for code, total in places.items()}
