"""The API's numbers: summary, counts and the reference data that they are read with (docs/api.md)."""

import csv
import hashlib
import io
from typing import Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from okoce.accounts.models import Scope
from okoce.accounts.roles import Power
from okoce.core.months import Month, today
from okoce.core.queries import MonthField, Query, WordsField
from okoce.core.snapshot import snapshot
from programs.models import Kecamatan, Programme, Target
from reports.contributions import ACTIVITY_METRICS, METRICS, OUTSIDE
from reports.models import Definition, Period
from reports.shapes import CountsShape, DefinitionShape, KecamatanShape, PeriodShape, SummaryShape, TargetShape
from reports.summary import DIMENSIONS, PERSONAL, RESIDENTS, VINTAGES, Question, counts, fingerprint, standing, summary


class ReadView(APIView):
    """A read of counts or reference data as of one revision; unchanged since the client's ETag it answers 304."""

    scope = Scope.SUMMARY
    power = Power.SEE_COUNTS
    query = Query

    def get(self, request):
        with snapshot():
            asked = self.query.of(request)
            tag = self.tag(request)
            if unchanged := get_conditional_response(request, etag=tag):
                return self.marked(unchanged, tag)
            return self.marked(self.answer(asked), tag)

    def answer(self, asked: dict[str, Any]) -> HttpResponse:
        raise NotImplementedError

    def tag(self, request) -> str:
        """Changes with the numbers and their status, with the current month, and with who reads what in which language."""
        scope = request.auth.scope if request.auth else "session"
        current = str(Month.of(today()))
        text = "\n".join([fingerprint(), current, request.get_full_path(), get_language() or "", scope])
        return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'

    def marked(self, response: HttpResponse, tag: str) -> HttpResponse:
        response["ETag"] = tag
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Authorization", "Cookie", "Accept-Language"])
        return response


def month_in_reach(month: Month) -> Month:
    """The month itself; refuses one before the programme or after today's."""
    first, last = Programme.objects.get().first, Month.of(today())
    if not first <= month <= last:
        sentence = _("There are counts from %(first)s to %(last)s.") % {"first": first, "last": last}
        raise serializers.ValidationError(sentence, "month_out_of_range")
    return month


class SummaryQuery(Query):
    month = MonthField(required=False, help_text=_("Month as YYYY-MM; the current one when left out."))
    definition = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Definition.objects.all(),
        required=False,
        help_text=_("Named definition of the headline; the default one when left out."),
    )

    def validate_month(self, month):
        return month_in_reach(month)


class SummaryView(ReadView):
    query = SummaryQuery

    @extend_schema(parameters=[SummaryQuery], responses=SummaryShape, operation_id="summary", tags=["counts"])
    def get(self, request):
        """One month: headline against its targets, the ladder, trainings, coverage."""
        return super().get(request)

    def answer(self, asked):
        definition = asked.get("definition") or Definition.objects.get(is_default=True)
        return Response(summary(asked.get("month") or Month.of(today()), definition))


class CodesField(WordsField):
    """Dotted kecamatan codes, or LUAR for people from outside Jakarta."""

    default_error_messages = {
        "unknown": _("Unknown kecamatan “{word}”. Write the dotted code, for example 31.74.01."),
    }

    def __init__(self, **kwargs):
        super().__init__(known=(), **kwargs)

    def to_internal_value(self, data):
        self.known = {OUTSIDE, *Kecamatan.objects.values_list("code", flat=True)}
        return super().to_internal_value(data)


class CountsQuery(Query):
    metric = WordsField(METRICS, help_text=_("One metric or several, with commas."))
    vars()["from"] = MonthField(required=False, help_text=_("First month; the programme's first when left out."))
    to = MonthField(required=False, help_text=_("Last month, included; the current one when left out."))
    by = WordsField(list(DIMENSIONS), required=False, help_text=_("What to tell counts apart by; month when left out."))
    kecamatan = CodesField(required=False, help_text=_("Dotted codes, with commas."))
    resident = serializers.ChoiceField(
        list(RESIDENTS), default="yes", help_text=_("Residents of Jakarta only (yes), others only (no), or all.")
    )
    vintage = serializers.ChoiceField(
        list(VINTAGES),
        default="latest",
        help_text=_("Latest, first published of final months, or adjustments published in a month."),
    )
    format = serializers.ChoiceField(["json", "csv"], default="json", help_text=_("The same rows as JSON or CSV."))

    def validate(self, asked):
        asked["from"] = month_in_reach(asked["from"]) if "from" in asked else Programme.objects.get().first
        asked["to"] = month_in_reach(asked.get("to") or Month.of(today()))
        if asked["to"] < asked["from"]:
            raise serializers.ValidationError({"to": [_("This month lies before “from”.")]}, "months_reversed")
        asked.setdefault("by", ("month",))
        personal, activity = PERSONAL & set(asked["by"]), set(ACTIVITY_METRICS) & set(asked["metric"])
        if personal and activity:
            sentence = _("%(metrics)s count activities, which have no %(dimensions)s.")
            words = {"metrics": ", ".join(sorted(activity)), "dimensions": ", ".join(sorted(personal))}
            raise serializers.ValidationError({"by": [sentence % words]}, "no_such_dimension")
        return asked


class CountsView(ReadView):
    query = CountsQuery

    @extend_schema(parameters=[CountsQuery], responses=CountsShape, operation_id="counts", tags=["counts"])
    def get(self, request):
        """Tidy rows of one or more metrics; a combination without a row is 0."""
        return super().get(request)

    def answer(self, asked):
        question = Question(
            metrics=asked["metric"],
            first=asked["from"],
            last=asked["to"],
            by=asked["by"],
            kecamatan=asked.get("kecamatan", ()),
            resident=asked["resident"],
            vintage=asked["vintage"],
        )
        rows = counts(question)
        if asked["format"] == "csv":
            return as_csv(rows, [*question.by, "metric", "value"])
        now = standing()
        return Response(
            {
                "as_of": now.as_of,
                "revision": now.revision,
                "resident": question.resident,
                "vintage": question.vintage,
                "count": len(rows),
                "results": rows,
            }
        )


def as_csv(rows: list[dict[str, Any]], names: list[str]) -> HttpResponse:
    text = io.StringIO()
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(rows)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="counts.csv"'
    return response


class ListView(ReadView):
    """A whole reference table in the shape of every list."""

    def answer(self, asked):
        rows = self.shape(self.rows(), many=True).data
        return Response({"count": len(rows), "next": None, "previous": None, "results": rows})


class TargetsView(ListView):
    shape = TargetShape

    @extend_schema(responses=TargetShape(many=True), operation_id="targets", tags=["reference"])
    def get(self, request):
        """Every version of every target, with its source and what replaced it."""
        return super().get(request)

    def rows(self):
        return Target.objects.select_related("superseded_by")


class DefinitionsView(ListView):
    shape = DefinitionShape

    @extend_schema(responses=DefinitionShape(many=True), operation_id="definitions", tags=["reference"])
    def get(self, request):
        """The named readings of the headline."""
        return super().get(request)

    def rows(self):
        return Definition.objects.all()


class PeriodsView(ListView):
    shape = PeriodShape

    @extend_schema(responses=PeriodShape(many=True), operation_id="periods", tags=["reference"])
    def get(self, request):
        """The months that anything was posted in, with their status; a month that is not listed is open."""
        return super().get(request)

    def rows(self):
        return Period.objects.order_by("month")


class KecamatanView(ListView):
    shape = KecamatanShape

    @extend_schema(responses=KecamatanShape(many=True), operation_id="kecamatan", tags=["reference"])
    def get(self, request):
        """The 44 kecamatan with their dotted codes and their place on the tile map."""
        return super().get(request)

    def rows(self):
        return Kecamatan.objects.select_related("city")
