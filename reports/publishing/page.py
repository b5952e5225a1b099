"""What the public page says: all of its numbers are added up from the two open tables (docs/open-data.md)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

from okoce.core.months import Month
from okoce.core.templatetags.jakarta import number, of_target
from reports import chain, claims
from reports.known import Ground, told_as
from reports.meanings import in_plain_words
from reports.models import Definition
from reports.publishing.data import LICENCE, LICENCE_URL, TABLES, in_words_of_hidden
from reports.publishing.suppression import PART_OF, is_small
from reports.publishing.tables import BY_KECAMATAN, VALUE, OfMonth, Published, Sum, reading
from reports.publishing.words import every_threshold, meaning_of
from reports.revisions import Published as Closed
from reports.revisions import Revised, revisions
from reports.summary import LADDER, STEPS
from reports.tiles import tiles
from reports.words import headline_name, name_of

# So many months with a revision are told on the page; the table of months has them all.
REVISED = 12


@dataclass(frozen=True)
class Figure:
    """A number in words, how sure it is, its target and how much of it that is; what it was first published as, if otherwise."""

    text: str
    status: str
    total: Sum
    target: int | None
    first: str = ""

    @property
    def share(self) -> str:
        """“1.284 of 4.000 = 32 %”; a share never stands without its two numbers, and not where nothing is told."""
        if not self.target or (self.total.at_least and not self.total.value):
            return ""
        words = of_target({"value": self.total.value, "target": self.target})
        return _("%(share)s, or more") % {"share": words} if self.total.at_least else words


@dataclass(frozen=True)
class Place:
    """A kecamatan since the start, and how many of its quarters are hidden."""

    name: str
    text: str
    hidden: int


@dataclass(frozen=True)
class Revision:
    """A month that moved, in words, and why it was opened again where it was."""

    words: str
    published: list[Closed]

    @classmethod
    def of(cls, month: Revised) -> Self:
        """How many each reason moved is told where it is a small number for none of them: one alone is what the others leave."""
        small = any(is_small(abs(why.value)) for why in month.why)
        return cls(month.told(month.reasons_alone) if small else str(month), month.published)


class Page:
    """One page as of now: everything that the template asks of it."""

    def __init__(self, today: Month) -> None:
        self.ground = Ground.of()
        self.programme = self.ground.targets.programme
        self.current = max(today, self.programme.first)
        self.published = Published(self.ground, self.current)

    def told(self) -> dict[str, Any]:
        closed = self.published.last_closed
        read, now = self.read_in(closed or self.current), self.read_in(self.current)
        revised = self.revised(read)
        return {
            "programme": self.programme,
            "closed": closed,
            "current": self.current,
            "definition": read,
            "name": headline_name(read),
            "closed_figure": closed and self.figure(read, closed, moved={each.month for each in revised}),
            "current_figure": self.figure(now, self.current),
            "current_name": headline_name(now),
            "programme_figure": self.since_the_start(read),
            "ladder": self.ladder(closed),
            **self.definitions(),
            "claims": claims_told(),
            **self.map(read),
            "revised": [Revision.of(each) for each in revised[:REVISED]],
            "revised_shown": REVISED if len(revised) > REVISED else None,
            "newest": chain.newest(),
            "revision": self.ground.standing.revision,
            "tables": [{"name": each.name, "title": each.title, "about": each.about} for each in TABLES.values()],
            "quarters": self.published.closed_quarters,
            "hidden_words": in_words_of_hidden(),
            "licence": {"name": LICENCE, "url": LICENCE_URL},
        }

    def read_in(self, month: Month) -> Definition:
        """The definition that the headline of that month reads."""
        return next(span.definition for span in reversed(self.published.spans) if span.first <= month)

    def figure(self, definition: Definition, month: Month, moved: Collection[Month] = ()) -> Figure:
        """One month of the headline, beside what it first published where that is another number.

        Of the months that `moved` since a final one is told as corrected, even if that evened out.
        """
        now, first = self.published.city(definition, [month]), self.published.city_at_first(definition, month)
        target = self.ground.targets.floor("new_entrepreneurs", "month", month)
        changed = first is not None and not now.at_least and first != now.value
        return Figure(
            text=not_told(definition.less or definition.metric) if now.at_least else number(now.value),
            status=told_as(self.ground.statuses[month], moved=month in moved),
            total=now,
            target=target,
            first=number(first) if changed else "",
        )

    def since_the_start(self, definition: Definition) -> Figure:
        months = self.programme.first.until(self.current)
        total = self.published.city(definition, months)
        target = self.ground.targets.floor("new_entrepreneurs", "programme", self.current)
        return Figure(text_of(total), self.ground.status_of(months), total, target)

    def ladder(self, closed: Month | None) -> list[dict[str, Any]]:
        """Each rung with its name, in the month that was closed last, and all since the start."""
        rows: dict[str, list[OfMonth]] = {metric: [] for metric in LADDER}
        for row in self.published.months:
            if row.metric in rows:
                rows[row.metric].append(row)
        return [
            {
                "metric": metric,
                "step": STEPS.get(metric),
                "name": name_of(metric),
                "month": next((text_of_row(row) for row in rows[metric] if row.month == closed), None),
                "through": text_of(reading(Definition(metric=metric), rows[metric])),
            }
            for metric in LADDER
        ]

    def definitions(self) -> dict[str, Any]:
        """Every definition in words, the headline's first, and whom each rung counts."""
        thresholds = every_threshold()
        read = self.read_in(self.current)
        known = sorted(Definition.objects.all(), key=lambda each: (each != read, each.code))
        return {
            "definitions": [
                {
                    "code": each.code,
                    "name": headline_name(each),
                    "words": in_plain_words(each, behind(each, thresholds)),
                }
                for each in known
            ],
            "meanings": [
                {"name": name_of(metric), "step": STEPS.get(metric), "who": meaning_of(metric, thresholds[""])[0]}
                for metric in LADDER
            ],
        }

    def map(self, read: Definition) -> dict[str, Any]:
        """The headline by kecamatan since the start; where that is not told by kecamatan, new entrepreneurs are."""
        told_there = {read.metric, read.less or read.metric} <= set(BY_KECAMATAN)
        shown = read if told_there else Definition(metric="new_entrepreneurs")
        sums, hidden = self.published.by_place(shown), self.published.hidden_quarters(shown)
        nothing = [code for code, each in sums.items() if each.at_least and not each.value]
        more = [code for code, each in sums.items() if each.at_least and each.value]
        values = {code: each.value for code, each in sums.items()} if self.published.closed_quarters else {}
        return {
            "mapped": headline_name(shown),
            # Where nothing at all is told there is nothing to draw.
            "all_hidden": len(nothing) == len(sums),
            "pluses": bool(more),
            "tiles": tiles(
                values, unit=headline_name(shown), kecamatan=self.published.places, suppressed=nothing, at_least=more
            ),
            "places": [
                Place(place.name, text_of(sums[place.code]), hidden[place.code]) for place in self.published.places
            ],
        }

    def revised(self, read: Definition) -> list[Revised]:
        """The months that closings corrected since they were first published, and of which both numbers are told, the newest first."""
        hidden = {row.month for row in self.published.months if row.hidden and row.metric in (read.metric, read.less)}
        moved = [each for each in revisions(read, waiting=False) if each.moved and each.first is not None]
        return [each for each in moved if each.month not in hidden]


def behind(definition: Definition, thresholds: dict[str, Any]) -> Any:
    """Its own thresholds, of those that came later."""
    _metric, at, code = definition.metric.partition("@")
    return thresholds[at + code] if at else None


def text_of(total: Sum) -> str:
    """“1.284”, “1.284 or more”, or that it is not shown where nothing is told of it."""
    if not total.at_least:
        return number(total.value)
    return _("%(number)s or more") % {"number": number(total.value)} if total.value > 0 else _("not shown")


def text_of_row(row: OfMonth) -> str:
    return not_told(row.metric) if VALUE in row.hidden else number(row.value)


def not_told(metric: str) -> str:
    """A part may be hidden because the rest of its whole is small."""
    return _("not shown") if metric in PART_OF else _("fewer than 5")


def claims_told() -> list[dict[str, Any]]:
    """Numbers that offices gave the press, each by the rung that it meant."""
    return [
        {
            "claim": claim,
            "figures": [(name_of(each.metric), STEPS.get(each.metric), each.claimed) for each in claim.figures],
        }
        for claim in claims.published()
    ]
