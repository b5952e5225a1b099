"""Which agencies claim whom, once more in plain Python (docs/counting.md, “Agencies”)."""

from collections import Counter
from dataclasses import dataclass, field

from okoce.core.months import Month
from programs.models import TrainingSession
from tests.reports import recount
from tests.reports.shown.memory import Memory
from tests.reports.shown.numbers import Asked


@dataclass
class Claims:
    """Of whom a number counts, by whom they are claimed: {(month, kecamatan, agencies, the credited one first): people}."""

    rows: Counter = field(default_factory=Counter)

    def of(self, *, kecamatan: str = "", month: Month | None = None) -> "Claims":
        here = {
            key: people
            for key, people in self.rows.items()
            if (not kecamatan or key[1] == kecamatan) and (month is None or key[0] == month)
        }
        return Claims(Counter(here))

    @property
    def added_up(self) -> int:
        return sum(people * len(agencies) for (_month, _place, agencies), people in self.rows.items())

    @property
    def nobodys(self) -> int:
        return sum(people for (_month, _place, agencies), people in self.rows.items() if not agencies)

    @property
    def once(self) -> int:
        return sum(self.rows.values())

    @property
    def overlap(self) -> int:
        return self.added_up + self.nobodys - self.once

    def credit(self, agency: str) -> int:
        return sum(
            people for (*_cell, agencies), people in self.rows.items() if ("", *agencies)[bool(agencies)] == agency
        )

    def claimed(self, *agencies: str) -> int:
        """By every one of these."""
        return sum(people for (*_cell, by), people in self.rows.items() if set(agencies) <= set(by))

    def shared(self, agency: str) -> int:
        return sum(people for (*_cell, by), people in self.rows.items() if agency in by and len(by) > 1)


def claims(memory: Memory, asked: Asked) -> Claims:
    """Of whom the number counts as it is now; agencies in the order in which somebody finished their trainings by that day."""
    people, trainings = memory.facts_at()
    code = asked.metric.partition("@")[2]
    (thresholds,) = (one for one in memory.definitions if one.code == code)
    taken, told = recount.counting(trainings), Claims()
    finished = in_order(taken, thresholds.attendance_percent)
    for key, metric, day, value in recount.climbed(people, taken, thresholds):
        home, month = people[key].lives_in(day), Month.of(day)
        series = thresholds.series(metric)
        sign = asked.sign(series, home) if series else 0
        if sign and asked.first <= month <= asked.last:
            by = dict.fromkeys(agency for last, agency, who in finished if last <= day and key in who)
            told.rows[month, home, tuple(by)] += sign * value
    return told


def in_order(trainings: list[recount.Training], percent: int) -> list[tuple[recount.Day, str, set]]:
    """Each with its last day, its agency and who finished it: the first that ended first, of two at once the lower id."""
    rows = {one.pk: one.training for one in TrainingSession.objects.select_related("training")}
    ends = {one.pk: one.ends_at for one in TrainingSession.objects.all()}
    told = []
    for one in trainings:
        row = next(rows[key] for key in one.sessions)
        ended = max(
            ends[key] for key, held in one.sessions.items() if held in one.held and held.held_on == one.last_day
        )
        told.append((one.last_day, ended, row.pk, row.agency_id, one.finished(percent)))
    return [(last, agency, who) for last, _ended, _pk, agency, who in sorted(told, key=lambda each: each[:3])]
