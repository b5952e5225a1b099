"""What was published about the programme from 2018 on, beside the rung that each number meant (docs/counting.md, “Published claims”)."""

import datetime
import functools
import re
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from okoce.core.months import Month
from programs.reference import rows
from reports.summary import STEPS, Question, counts

# What the columns of the file are called here.
METRICS = {metric: metric for metric in STEPS} | {"jobs_created": "jobs"}
IN_BRACKETS = re.compile(r" \(.*\)")

OFFICES = {
    "programme association": _("Programme association"),
    "licensing office": _("Licensing office"),
    "city department": _("City department"),
    "governor": _("Governor"),
    "city council": _("City council"),
    "acting governor": _("Acting governor"),
}
# Two things in one number, or a number of another thing than its rung: said by the source itself.
MIXED: dict[datetime.date, Any] = {
    datetime.date(2018, 9, 11): _("1,161 licences in all; 608 of them belong to people of the programme."),
    datetime.date(2018, 9, 12): _("8,000 are in the stage of capital; not all of them were paid out."),
    datetime.date(2019, 3, 18): _(
        "16,734 licences in all, whoever holds them. Three days later 7,295 were matched to people of the programme."
    ),
    datetime.date(2019, 3, 21): _("16,734 licences in all; 7,295 matched."),
    datetime.date(2023, 3, 29): _("Only from 17 October 2022 to 24 March 2023; compared with these six months."),
}
# Claims about some months alone; all others are about everything from the start.
MONTHS = {datetime.date(2023, 3, 29): (Month(2022, 10), Month(2023, 3))}


@dataclass(frozen=True)
class Figure:
    """One number of a claim: which rung it meant, what was claimed, and what is counted here (None: nothing was here yet)."""

    metric: str
    claimed: int
    counted: int | None = None


@dataclass(frozen=True)
class Claim:
    day: datetime.date
    office: Any
    source: str
    figures: tuple[Figure, ...]

    @property
    def mixed(self) -> Any:
        """What its numbers mix, if they do."""
        return MIXED.get(self.day)

    @property
    def months(self) -> tuple[Month | None, Month]:
        """From which month on (None: from the start) to which its numbers are."""
        return MONTHS.get(self.day, (None, Month.of(self.day)))

    @property
    def is_from_the_start(self) -> bool:
        return self.months[0] is None

    @property
    def last(self) -> Month:
        return self.months[1]


@functools.cache
def published() -> tuple[Claim, ...]:
    """Every claim, oldest first."""
    return tuple(_claim(row) for row in rows("published_claims"))


def _claim(row: dict[str, str]) -> Claim:
    said = [(metric, row[column]) for metric, column in METRICS.items()]
    return Claim(
        day=datetime.date.fromisoformat(row["date"]),
        office=OFFICES[IN_BRACKETS.sub("", row["office"])],
        source=IN_BRACKETS.sub("", row["source"]),
        figures=tuple(Figure(metric, int(number)) for metric, number in said if number),
    )


def beside_counts(first: Month) -> tuple[Claim, ...]:
    """Every claim with what is counted here of residents, from the programme's `first` month to the end of the claim's month."""
    claims = published()
    last = max(claim.last for claim in claims)
    if last < first:
        return claims
    counted = counts(Question(metrics=tuple(METRICS), first=first, last=last))
    return tuple(_beside(claim, first, counted) for claim in claims)


def _beside(claim: Claim, first: Month, counted: list[dict[str, Any]]) -> Claim:
    begin, last = claim.months
    if last < first or (begin and begin < first):
        return claim
    within = [row for row in counted if str(begin or first) <= row["month"] <= str(last)]
    return replace(claim, figures=tuple(_counted(figure, within) for figure in claim.figures))


def _counted(figure: Figure, within: list[dict[str, Any]]) -> Figure:
    return replace(figure, counted=sum(row["value"] for row in within if row["metric"] == figure.metric))
