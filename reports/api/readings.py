"""Readings of today, beside the counts: whose people a number is, and how many new entrepreneurs still trade."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from okoce.core.months import Month, today
from okoce.core.queries import MonthField, WordsField
from reports import agencies
from reports.agencies import NO_AGENCY, Claimed
from reports.api.explain import NumberQuery, as_asked
from reports.api.questions import CodesField, MonthsQuery
from reports.api.reads import ToldAsItIsView
from reports.contributions import ACTIVITY_METRICS, OUTSIDE
from reports.reading_shapes import AgencyClaimsShape, SurvivalShape
from reports.standing import standing
from reports.survival import MARKS, Places, Survival, survival

GROUPS: dict[str, Callable[[Claimed], Any]] = {
    "month": lambda one: one.month.first,
    "kecamatan": lambda one: one.kecamatan,
}


class ClaimsQuery(NumberQuery):
    by = WordsField(
        list(GROUPS), required=False, help_text=_("What to tell it apart by, with commas; all in one else.")
    )
    # Trainings are as they are now: no earlier reading can be held against them.
    vintage = as_of = None

    def validate(self, asked):
        asked = super().validate({"by": (), "vintage": "latest"} | asked)
        metric = asked["number"].metric
        if metric in ACTIVITY_METRICS:
            sentence = _("%(metric)s counts activities, and agencies share people.")
            raise serializers.ValidationError({"metric": [sentence % {"metric": metric}]}, "no_such_dimension")
        return asked


class AgencyClaimsView(ToldAsItIsView):
    title = _("Whose people")
    about = _(
        "Of a number of people: whom each agency is credited with, to whom it contributed, and what adding up the agencies'"
        " own numbers counts more than once. A reading of today. Contributions have no sum: each of these people is in"
        " another agency's credit."
    )
    group = "counts"
    query = ClaimsQuery
    shape = AgencyClaimsShape
    renderer_classes = [JSONRenderer]

    def answer(self, asked):
        number, now = asked["number"], standing()
        groups = grouped(agencies.claimed_of(number), asked["by"])
        told = {
            "as_of": now.as_of,
            "revision": now.revision,
            **as_asked(asked),
            "sums": [about | summed(rows) for about, rows in groups],
            "agencies": [about | shared(share) for about, rows in groups for share in agencies.shares(rows)],
        }
        return Response(AgencyClaimsShape(told).data)


def grouped(claimed: list[Claimed], by: Iterable[str]) -> list[tuple[dict[str, Any], list[Claimed]]]:
    """What each group is of, with its rows, in order; without `by` one group, of everybody or of nobody."""
    groups: dict[tuple[Any, ...], list[Claimed]] = {} if by else {(): claimed}
    for one in claimed if by else ():
        groups.setdefault(tuple(GROUPS[name](one) for name in by), []).append(one)
    return [(dict(zip(by, key, strict=True)), groups[key]) for key in sorted(groups)]


def summed(rows: list[Claimed]) -> dict[str, int]:
    sums = agencies.together(rows)
    return {"claims": sums.claims, "unclaimed": sums.unclaimed, "union": sums.union, "overlap": sums.overlap}


def shared(share: agencies.Share) -> dict[str, Any]:
    named = None if share.agency == NO_AGENCY else share.agency
    return {"agency": named, "credit": share.credit, "contribution": share.contribution, "shared": share.shared}


class SurvivalQuery(MonthsQuery):
    month = MonthField(
        required=False, help_text=_("Who is due in this month or before; the current one when left out.")
    )
    by = WordsField(
        ["kecamatan"], required=False, help_text=_("Told apart by kecamatan; all residents in one when left out.")
    )
    kecamatan = CodesField(
        required=False, help_text=_("Dotted codes or LUAR, with commas; the residents of the city when left out.")
    )

    validate_month = MonthsQuery.within_reach

    def validate(self, asked):
        return {"month": Month.of(today()), "by": (), "kecamatan": ()} | asked


class SurvivalView(ToldAsItIsView):
    title = _("Still trading")
    about = _(
        "Of those who count as new entrepreneurs, how many still trade 6 and 12 months later, as far as that is known"
        " today. A share of it never stands without both its numbers."
    )
    group = "counts"
    query = SurvivalQuery
    shape = SurvivalShape
    renderer_classes = [JSONRenderer]

    def answer(self, asked):
        now = standing()
        rows = survivors(survival(asked["month"]), asked["kecamatan"], apart=bool(asked["by"]))
        told = {"as_of": now.as_of, "revision": now.revision, "month": asked["month"].first, "count": len(rows)}
        return Response(SurvivalShape(told | {"results": rows}).data)


def survivors(places: Places, chosen: Iterable[str], *, apart: bool) -> list[dict[str, Any]]:
    """A row for each mark, of each of these places or of all of them; a place where nobody is due has none."""
    codes = chosen or [code for code in places if code != OUTSIDE]
    there = {code: places[code] for code in sorted(codes) if code in places}
    groups: list[tuple[dict[str, Any], list[dict[int, Survival]]]] = [({}, [*there.values()])]
    if apart:
        groups = [({"kecamatan": code}, [marks]) for code, marks in there.items()]
    return [
        about | told_of(months, sum((marks.get(months, Survival()) for marks in group), Survival()))
        for about, group in groups
        for months in MARKS
    ]


def told_of(months: int, mark: Survival) -> dict[str, Any]:
    return vars(mark) | {"months": months, "trading": mark.trading}
