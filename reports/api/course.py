"""What may still come, and what became of those who registered."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from okoce.core.months import Month, today
from okoce.core.queries import MonthField
from reports.api.questions import AsOfField, MonthsQuery
from reports.api.reads import ReadView, revision_headers
from reports.api.summary import SummaryQuery
from reports.cohorts import RUNGS, cohorts
from reports.course_shapes import CohortsShape, ForecastsShape
from reports.definitions import named_in
from reports.forecast import forecast, of_programme
from reports.known import Ground
from reports.standing import standing


class ForecastView(ReadView):
    title = _("What may still come")
    about = _(
        "The headline of a month as it may end: what is counted so far, and what usually still comes after this day of a"
        " month, with how wrong that would have been before. And where the programme may end at the pace of the last six"
        " months."
    )
    group = "counts"
    query = SummaryQuery
    shape = ForecastsShape
    renderer_classes = [JSONRenderer]

    def answer(self, asked):
        month, then, on = asked["month"], asked["as_of"], asked["on"]
        definition = asked.get("definition") or named_in(month, as_of=then and then.revision)
        ground = Ground.of(then)
        told = {
            "as_of": ground.standing.as_of,
            "revision": ground.standing.revision,
            "month": month.first,
            "status": ground.statuses[month],
            "definition": definition.code,
            "day": on,
            "forecast": forecast(month, definition, ground, on=on),
            "programme": of_programme(month, definition, ground, on=on),
        }
        self.standing = ground.standing
        return Response(ForecastsShape(told).data)

    def spoken(self, data):
        return revision_headers(self.standing)


class CohortsQuery(MonthsQuery):
    metric = serializers.ChoiceField(RUNGS, help_text=_("The rung."))
    vars()["from"] = MonthField(
        required=False, help_text=_("First month of registration; the programme's first when left out.")
    )
    to = MonthField(required=False, help_text=_("Last month of registration, included; the current one when left out."))
    as_of = AsOfField(
        required=False,
        help_text=_("A revision's number, or a day that is over: the same as it was told then. Now when left out."),
    )

    validate_from = validate_to = MonthsQuery.within_reach

    def validate(self, asked):
        asked = {"from": self.reach[0], "as_of": None} | asked
        then = asked["as_of"]
        asked["current"] = then.month if then else Month.of(today())
        asked = {"to": max(asked["from"], asked["current"])} | asked
        if asked["to"] < asked["from"]:
            raise serializers.ValidationError({"to": [_("This month lies before “from”.")]}, "months_reversed")
        return asked


class CohortsView(ReadView):
    title = _("What became of those who registered")
    about = _(
        "For each month of registration, how many of those who registered then had reached a rung so many months later."
        " Residents of Jakarta, without what was taken back. Who reached it before registering has it from the beginning."
    )
    group = "counts"
    query = CohortsQuery
    shape = CohortsShape
    renderer_classes = [JSONRenderer]

    def answer(self, asked):
        self.standing = now = asked["as_of"] or standing()
        first, last = asked["from"], asked["to"]
        rows = cohorts(asked["metric"], first, last, now=now, current=asked["current"])
        told = {"as_of": now.as_of, "revision": now.revision, "metric": asked["metric"]}
        told |= {"from": first.first, "to": last.first, "count": len(rows), "results": rows}
        return Response(CohortsShape(told).data)

    def spoken(self, data):
        return revision_headers(self.standing)
