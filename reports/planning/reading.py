"""What the planner reads: the last whole months of the city and of each kecamatan, and what is asked of them (docs/planner.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

from okoce.core.months import Month
from programs.models import Kecamatan
from reports.contributions import OUTSIDE
from reports.known import Ground
from reports.models import Definition, Plan
from reports.planning.chain import HEADLINE, TRAININGS, Basis, Chain, half_up, links_to
from reports.shares import Weights, weights
from reports.summary import Question, Totals, counts, reading

# So many whole months before the month that is planned are what is usual.
EXPERIENCE = 6

# By month and kecamatan, how many of each link.
Cells = dict[tuple[str, str], dict[str, int]]


@dataclass(frozen=True)
class Experience:
    """What the last whole months before a month had, month by month and place by place."""

    months: list[Month]
    links: list[str]
    cells: Cells

    @classmethod
    def of(cls, month: Month, definition: Definition, ground: Ground) -> Self:
        """Of the six months before it, or as many as the programme has. One query; people who live in Jakarta."""
        first = max(ground.targets.programme.first, month + -EXPERIENCE)
        links, months = links_to(definition), first.until(month + -1)
        if not months:
            return cls([], links, {})
        metrics = tuple(filter(None, {TRAININGS, *links[1:-1], definition.metric, definition.less}))
        by = ("month", "kecamatan")
        cells: dict[tuple[str, str], dict[str, int]] = {}
        for row in counts(Question(metrics=metrics, first=first, last=months[-1], by=by, as_of=ground.as_of)):
            cells.setdefault((row["month"], row["kecamatan"]), {})[row["metric"]] = row["value"]
        return cls(months, links, {key: linked(found, links, definition) for key, found in cells.items()})

    def counted(self, kecamatan: str = "") -> dict[str, int]:
        """Of all the months together, by link; of one kecamatan, or of all of them."""
        return summed(self.links, (cell for (_month, code), cell in self.cells.items() if kecamatan in ("", code)))

    def by_month(self, kecamatan: str = "") -> list[tuple[Month, dict[str, int]]]:
        """Of each month, the latest first."""

        def of(month: Month) -> Iterable[dict[str, int]]:
            return (cell for (each, code), cell in self.cells.items() if each == str(month) and kecamatan in ("", code))

        return [(month, summed(self.links, of(month))) for month in self.months[::-1]]


def linked(found: Mapping[str, int], links: list[str], definition: Definition) -> dict[str, int]:
    """What was counted, by link of the chain; the headline is a metric, less another."""
    own = {link: found.get(link, 0) for link in links[:-1]}
    return own | {HEADLINE: found.get(definition.metric, 0) - found.get(definition.less, 0)}


def summed(links: list[str], cells: Iterable[Mapping[str, int]]) -> dict[str, int]:
    rows = list(cells)
    return {link: sum(row[link] for row in rows) for link in links}


@dataclass(frozen=True)
class Ask:
    """What is asked of the city and of each kecamatan: the targets shared out, and what counts already."""

    month: Month
    definition: Definition
    ground: Ground
    weights: Weights
    places: Mapping[str, Totals]

    def basis(self, experience: Experience, kecamatan: str = "") -> Basis:
        """What a plan of the city, or of that kecamatan, is reckoned from."""
        targets = self.ground.targets
        month = targets.floor("new_entrepreneurs", "month", self.month)
        whole = targets.floor("new_entrepreneurs", "programme", self.month)
        said: dict[str, Any] = {
            "months": len(experience.months),
            "counted": experience.counted(kecamatan),
            "before": self._before(kecamatan),
            "months_left": max(0, targets.months_left(self.month)),
        }
        if kecamatan:
            own = self.weights.share
            return Basis(month_target=own(month).get(kecamatan), whole_target=own(whole).get(kecamatan), **said)
        return Basis(month_target=month, whole_target=whole, **targets.band(TRAININGS, self.month), **said)

    def _before(self, kecamatan: str) -> int:
        inside = (total for code, total in self.places.items() if code != OUTSIDE and kecamatan in ("", code))
        return sum(reading(self.definition, total).get("before", 0) for total in inside)


def ask(month: Month, definition: Definition, ground: Ground, places: Mapping[str, Totals]) -> Ask:
    """With the totals of each place as `summary.totals_by_place` has them."""
    return Ask(month, definition, ground, weights(ground), places)


@dataclass(frozen=True)
class Row:
    """A kecamatan: what it had, what is asked of it in the month, and how many trainings that takes.

    By its own rates and by those of Jakarta: few had enough trainings to go by their own.
    """

    kecamatan: Kecamatan
    basis: Basis
    by_own: int | None
    by_city: int | None


def rows(asked: Ask, experience: Experience, kecamatan: Iterable[Kecamatan]) -> list[Row]:
    """One for each kecamatan, in their order. No query."""
    city = asked.basis(experience).present

    def row(place: Kecamatan) -> Row:
        basis = asked.basis(experience, place.code)
        own, by_city = (chain.taken(basis.month_target)[TRAININGS] for chain in (basis.present, city))
        return Row(place, basis, own, by_city)

    return [row(place) for place in kecamatan]


@dataclass(frozen=True)
class Outlook:
    """What a plan says: the chain as it went and as it is assumed, and what each goal takes."""

    basis: Basis
    assumed: Chain
    present: Chain

    @classmethod
    def of(cls, basis: Basis, assumed: Mapping[str, Decimal]) -> Self:
        return cls(basis, basis.present.assuming(assumed), basis.present)

    @classmethod
    def kept(cls, plan: Plan) -> Self:
        """Of a plan that was saved, from what it keeps."""
        basis = Basis(**{**plan.basis, "counted": dict(plan.basis["counted"])})
        return cls.of(basis, {link: Decimal(said) for link, said in plan.assumed.items()})

    @property
    def changed(self) -> list[str]:
        """The links of which something else is assumed than how it went."""
        return [link for link in self.present.links if self.assumed.shown(link) != self.present.shown(link)]

    @property
    def headline(self) -> Fraction | None:
        """People a month."""
        return self.assumed.a_month()[HEADLINE]

    @property
    def whole(self) -> int | None:
        """All of the programme at its end, if every month that is left goes like that; None after it."""
        if self.headline is None or not self.basis.months_left:
            return None
        return self.basis.before + half_up(self.headline * self.basis.months_left)

    @property
    def for_month(self) -> dict[str, int | None]:
        return self.assumed.taken(self.basis.month_target)

    @property
    def for_whole(self) -> dict[str, int | None]:
        return self.assumed.taken(self.basis.pace)


def kept_basis(basis: Basis) -> dict[str, Any]:
    """As a saved plan keeps it; the links as a list, because PostgreSQL forgets the order of names."""
    return asdict(basis) | {"counted": list(basis.counted.items())}
