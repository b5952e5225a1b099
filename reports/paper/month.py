"""What every paper of a month says, read once through the summary (docs/reports.md)."""

import datetime
import functools
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from okoce.core.months import JAKARTA, Month
from programs.deadlines import close_on
from programs.models import Kecamatan, Programme
from reports import dashboard as shown
from reports.contributions import OUTSIDE
from reports.declared import declared_in, declared_jobs
from reports.definitions import definitions_in
from reports.explaining.asked import Number, first_of
from reports.forecast import Forecast, forecast
from reports.known import Ground, told_as
from reports.models import Closing, Definition, Period
from reports.official import LICENSED, Beside, beside
from reports.revisions import Revised, revisions
from reports.sampling.results import Result, newest_result, result_of
from reports.standing import Standing
from reports.summary import NOTHING, Totals, residents, summary_of, totals_by_place, totals_of
from reports.survival import Survival, survival, survival_of
from reports.waiting import Waiting

# Beside a number that is not closed or was never published, what else is provisional says nothing new.
FINAL = Period.Status.FINAL


@dataclass(frozen=True)
class PaperMonth:
    """One month by one definition, now or as it was then, on a day: what a paper says is in here, and nowhere else.

    Each thing is read once, when it is wanted.
    """

    month: Month
    definition: Definition
    definitions: list[Definition]
    ground: Ground
    # The day on which the paper is made: what is known of today is known of this day.
    on: datetime.date
    kecamatan: list[Kecamatan]
    places: dict[str, Totals]

    @classmethod
    def of(cls, month: Month, *, code: str = "", then: Standing | None = None, on: datetime.date) -> Self:
        """By the definition that the month's headline reads, unless another `code` is said; LookupError for none such."""
        ground = Ground.of(then)
        definitions = definitions_in(month, as_of=ground.as_of)
        by_code = {"": definitions[0]} | {each.code: each for each in definitions}
        return cls(
            month=month,
            definition=by_code[code],
            definitions=definitions,
            ground=ground,
            on=on,
            kecamatan=list(Kecamatan.objects.select_related("city")),
            places=totals_by_place(month, ground.targets, then=then),
        )

    @property
    def then(self) -> Standing | None:
        return self.ground.then

    @property
    def programme(self) -> Programme:
        return self.ground.targets.programme

    @functools.cached_property
    def total(self) -> Totals:
        return totals_of(residents(self.places))

    @functools.cached_property
    def numbers(self) -> dict[str, Any]:
        """The summary, as the API answers it."""
        ahead = asdict(self.forecast.band) if self.forecast else None
        asked = self.month, self.definition, self.ground, self.places
        return summary_of(*asked, forecast=ahead)

    @functools.cached_property
    def forecast(self) -> Forecast | None:
        """What the month may reach, said on the day of the numbers."""
        return forecast(self.month, self.definition, self.ground, on=self.seen_on)

    @functools.cached_property
    def backwards(self) -> set[Month]:
        return self.ground.backwards(self.definition)

    @functools.cached_property
    def sure(self) -> shown.Sureness:
        return shown.Sureness.of(self.month, self.ground)

    @functools.cached_property
    def sure_of_headline(self) -> shown.Sureness:
        return shown.Sureness.of(self.month, self.ground, backwards=self.backwards)

    @functools.cached_property
    def told(self) -> dict[str, shown.Told]:
        return shown.told(
            self.total,
            self.month,
            self.definition,
            self.ground,
            self.sure,
            sure_of_headline=self.sure_of_headline,
            vintage="latest",
        )

    @functools.cached_property
    def ladder(self) -> list[dict[str, Any]]:
        return shown.named(self.numbers["ladder"], shown.moved_since(self.total, self.month, self.ground))

    @property
    def outside(self) -> dict[str, int]:
        """Who registered from outside Jakarta: a line of their own."""
        return self.places.get(OUTSIDE, {}).get("registered", NOTHING)

    @functools.cached_property
    def bars(self) -> list[shown.Bar]:
        """The months until this one; a final one is told as such where all of it is published."""
        bars = shown.bars(self.month, self.definition, self.ground)
        return [
            replace(bar, status=told_as(bar.status, moved=False, waits=bool(self.waits(self.definition, [bar.month]))))
            for bar in bars
        ]

    @functools.cached_property
    def first_bars(self) -> list[shown.Bar]:
        """The same months as they were first published; None where that is not."""
        return shown.bars(self.month, self.definition, self.ground, vintage="first")

    @functools.cached_property
    def table(self) -> dict[str, Any]:
        return shown.table(self.places, self.definition, self.kecamatan)

    @functools.cached_property
    def waiting(self) -> Waiting:
        return Waiting.of(self.ground)

    def waits(self, definition: Definition, months: Iterable[Month], kecamatan: str = "") -> int:
        """How much of a number no closing has published yet: of final months, for another one is not published at all."""
        asked = set(months)
        if self.ground.status_of(asked) != FINAL or not asked.isdisjoint(self.ground.backwards(definition)):
            return 0
        return self.waiting(definition, asked, kecamatan)

    def waits_in(self, span: str, definition: Definition, kecamatan: str = "") -> int:
        """The same in the `month`, or all `through` it."""
        return self.waits(definition, first_of(span, self.month, self.ground.targets).until(self.month), kecamatan)

    @property
    def is_final(self) -> bool:
        return self.numbers["status"] == FINAL

    @property
    def close_on(self) -> datetime.date:
        return close_on(self.month)

    @property
    def seen_on(self) -> datetime.date:
        """The day of the numbers: of the paper, or of the earlier revision."""
        return self.then.at.astimezone(JAKARTA).date() if self.then and self.then.at else self.on

    @property
    def is_overdue(self) -> bool:
        return not self.is_final and self.close_on < self.seen_on

    @property
    def is_over(self) -> bool:
        """Whether the month's last day is behind."""
        return self.month.days()[1] <= self.seen_on

    @functools.cached_property
    def audited(self) -> Result | None:
        """What the random audit says of the month where it is closed, else of the newest that was drawn from.

        None by another definition than the one that the headline reads: nobody was drawn by that.
        """
        if self.definition != self.definitions[0] or self.month in self.backwards:
            return None
        as_of = self.ground.as_of
        return result_of(self.month, as_of=as_of) if self.is_final else newest_result(as_of=as_of)

    @functools.cached_property
    def survival(self) -> list[tuple[int, Survival]]:
        """Each mark with its numbers, as known on this day; nothing as of an earlier revision."""
        return [] if self.then else survival_of(survival(self.month))

    @functools.cached_property
    def declared(self) -> int | None:
        """Jobs of the programme year that wait for a verifier, on this day."""
        first, after = self.ground.targets.year_began(self.month).first, self.month.days()[1]
        return None if self.then else declared_in(declared_jobs(first, after))

    @functools.cached_property
    def official(self) -> Beside | None:
        """Of how many of the licensed a line of an official list is confirmed, on this day."""
        licensed = Number(LICENSED, self.programme.first, self.month)
        return None if self.then else beside(licensed, self.total.get(LICENSED, NOTHING)["through"])

    @functools.cached_property
    def revised(self) -> list[Revised]:
        """The months until this one that were published, the newest first; nothing as of an earlier revision."""
        return [] if self.then else [one for one in revisions(self.definition) if one.month <= self.month]

    @functools.cached_property
    def closing(self) -> Closing | None:
        return shown.last_closing(self.then)
