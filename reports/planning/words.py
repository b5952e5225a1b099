"""A plan as a page tells it: row by row, in sentences, and beside others (docs/planner.md)."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import pgettext

from okoce.core.months import Month
from reports.models import Definition, Plan
from reports.planning.chain import HEADLINE, RUNGS, TRAININGS, half_up
from reports.planning.reading import Outlook
from reports.words import headline_name, name_of


def linked(link: str, definition: Definition) -> str:
    """The name of a link."""
    return headline_name(definition) if link == HEADLINE else name_of(link)


def of(link: str, definition: Definition) -> str:
    """What the address of the records behind a link says that it is."""
    return f"definition={definition.code}" if link == HEADLINE else f"metric={link}"


def lines(outlook: Outlook, definition: Definition) -> list[dict[str, Any]]:
    """A row for each link: how it went, what is assumed, and what that makes and takes in a month."""
    went, planned = outlook.present.a_month(), outlook.assumed.a_month()
    for_month, for_whole = outlook.for_month, outlook.for_whole
    counted = outlook.basis.counted
    rows = []
    for at, link in enumerate(outlook.present.links):
        before = outlook.present.links[at - 1] if at else ""
        rows.append(
            {
                "link": link,
                "name": linked(link, definition),
                "counted": counted[link],
                "before": counted[before] if before else None,
                "percent": outlook.present.in_percent(link),
                "present": outlook.present.shown(link),
                "assumed": outlook.assumed.shown(link),
                "changed": link in outlook.changed,
                "went": rounded(went[link]),
                "planned": rounded(planned[link]),
                "for_month": for_month[link],
                "for_whole": for_whole[link],
            }
        )
    return rows


def rounded(value: Fraction | None) -> Decimal | int | None:
    """In three figures, enough to reckon on with: to a hundredth below ten, to a tenth below a hundred, else whole; None stays."""
    if value is None:
        return None
    places = 2 if value < 10 else 1 if value < 100 else 0
    told = Decimal(half_up(value * 10**places)).scaleb(-places)
    return int(told) if told == int(told) else told.normalize()


def in_words(outlook: Outlook) -> dict[str, Any]:
    """What the sentences need: the trainings that each goal takes, and what each of the band's most has to make."""
    basis, headline = outlook.basis, rounded(outlook.headline)
    most = basis.ceiling
    return {
        "trainings": rounded(outlook.assumed.trainings),
        "each": rounded(outlook.assumed.per_training),
        "headline": headline,
        "for_month": outlook.for_month[TRAININGS],
        "for_whole": outlook.for_whole[TRAININGS],
        "each_at_most": rounded(Fraction(basis.month_target, most)) if most and basis.month_target else None,
        "whole": outlook.whole,
        # A little past the target or the value, whichever is more.
        "scale": round(float(max(headline or 0, basis.month_target or 0)) * 1.05),
    }


def headline_of(plan: Plan) -> Decimal | int | None:
    """What a plan that was kept makes of the headline in a month; None where a rung has nobody."""
    return rounded(Outlook.kept(plan).headline)


def told(plan: Plan) -> dict[str, Any]:
    """A plan that was kept, with what it says and the address that reckons it anew."""
    outlook, definition = Outlook.kept(plan), plan.definition
    said = {"month": Month.of(plan.month), "definition": definition.code, **plan.assumed}
    said |= {"kecamatan": plan.kecamatan_id} if plan.kecamatan_id else {}
    return {
        "plan": plan,
        "outlook": outlook,
        "basis": outlook.basis,
        "words": in_words(outlook),
        "headline_name": headline_name(definition),
        "by_link": {line["link"]: line for line in lines(outlook, definition)},
        "anew": urlencode(said),
    }


def compared(plans: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any] | None]]]:
    """The rows of the links, as far as any of the plans has them: a name and each plan's own line, or None."""
    links = [TRAININGS, *RUNGS, HEADLINE]
    names = {HEADLINE: pgettext("last link of a plan", "Reach the headline")}
    rows: list[tuple[str, list[dict[str, Any] | None]]]
    rows = [(names.get(link) or name_of(link), [one["by_link"].get(link) for one in plans]) for link in links]
    return [row for row in rows if any(row[1])]
