"""One month against its targets."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from okoce.core.months import Month, today
from okoce.core.queries import MonthField
from okoce.core.schema import OF_NUMBERS
from reports.api.questions import MonthsQuery
from reports.api.reads import ReadView, number_headers
from reports.definitions import named_in
from reports.models import Definition
from reports.shapes import SummaryShape
from reports.summary import statuses, summary_of, totals_by_place
from reports.targets import Targets


class SummaryQuery(MonthsQuery):
    month = MonthField(required=False, help_text=_("Month as YYYY-MM; the current one when left out."))
    definition = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Definition.objects.all(),
        required=False,
        error_messages={"does_not_exist": _("Unknown definition “{value}”; definitions/ lists those that there are.")},
        help_text=_("Named definition of the headline; the one that it is named by in that month when left out."),
    )

    validate_month = MonthsQuery.within_reach

    def validate(self, asked):
        return {"month": Month.of(today()), "programme": self.programme} | asked


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
        month, targets = asked["month"], Targets.of(asked["programme"])
        definition = asked.get("definition") or named_in(month)
        return Response(summary_of(month, definition, targets, statuses()[month], totals_by_place(month, targets)))

    def spoken(self, data):
        return number_headers(data, [data["status"]], [data["definition"]["code"]])
