"""One month against its targets."""

from dataclasses import asdict

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from okoce.core.months import Month, today
from okoce.core.queries import MonthField
from okoce.core.schema import OF_NUMBERS
from reports.api.questions import AsOfField, MonthsQuery
from reports.api.reads import ReadView, number_headers
from reports.definitions import named_in
from reports.forecast import forecast
from reports.known import Ground
from reports.models import Definition, Period
from reports.sampling.results import result_of
from reports.sampling.shapes import AuditShape
from reports.shapes import SummaryShape
from reports.summary import summary_of, totals_by_place
from reports.waits import waits


class SummaryQuery(MonthsQuery):
    month = MonthField(required=False, help_text=_("Month as YYYY-MM; the current one when left out."))
    definition = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Definition.objects.all(),
        required=False,
        error_messages={"does_not_exist": _("Unknown definition “{value}”; definitions/ lists those that there are.")},
        help_text=_("Named definition of the headline; the one that it is named by in that month when left out."),
    )

    as_of = AsOfField(
        required=False,
        help_text=_(
            "A revision's number, or a day that is over: the month as it was told then, with the statuses, targets and"
            " definitions of then. Now when left out."
        ),
    )

    validate_month = MonthsQuery.within_reach

    def validate(self, asked):
        then = asked.setdefault("as_of", None)
        if then and "definition" in asked:
            self.refuse_what_came_later(asked["definition"], then)
        # A forecast depends on the day on which it is said.
        on = (then and then.day) or today()
        return {"month": Month.of(on), "programme": self.programme, "on": on} | asked

    def refuse_what_came_later(self, definition, then):
        if definition.revision_id and definition.revision_id > then.revision:
            sentence = _("The definition %(code)s came with revision %(revision)s, which is later.")
            words = {"code": definition.code, "revision": definition.revision_id}
            raise serializers.ValidationError({"definition": [sentence % words]}, "does_not_exist")


def audit_of(month, definition, ground):
    """Of the number that was published: of a final month, by the definition that its headline reads."""
    final = ground.statuses[month] == Period.Status.FINAL
    if not final or definition != named_in(month, as_of=ground.as_of) or not ground.published([month], definition):
        return None
    found = result_of(month, as_of=ground.as_of)
    return found and AuditShape(found).data


class SummaryView(ReadView):
    title = _("One month")
    about = _(
        "The headline by a named definition against its targets, and the ladder, trainings, jobs, spending and coverage"
        " beside it. Only people who live in Jakarta are counted; money, trainings and visits where their centre is."
    )
    group = "counts"
    headers_told = OF_NUMBERS
    query = SummaryQuery
    shape = SummaryShape

    def answer(self, asked):
        month, then = asked["month"], asked["as_of"]
        definition = asked.get("definition") or named_in(month, as_of=then and then.revision)
        ground = Ground.of(then)
        places = totals_by_place(month, ground.targets, then=then)
        ahead = forecast(month, definition, ground, on=asked["on"])
        said = {
            "forecast": asdict(ahead.band) if ahead else None,
            # Days are those of today: of an earlier moment nobody knows them.
            "waits": None if then else waits(month, on=asked["on"]),
        }
        told = summary_of(month, definition, ground, places, **said)
        told["headline"]["audit"] = audit_of(month, definition, ground)
        return Response(told)

    def spoken(self, data):
        read = data["definition"]
        return number_headers(data, [data["status"]], [read["code"]], [read["code"]] if read["backcast"] else [])
