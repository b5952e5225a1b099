"""The API's numbers: summary, counts and the reference data that they are read with (docs/api.md)."""

import csv
import functools
import hashlib
import io
from typing import Any

from django.conf import settings
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from okoce.accounts.models import Scope
from okoce.accounts.roles import Power
from okoce.core.months import Month, today
from okoce.core.queries import MonthField, Query, WordsField
from okoce.core.schema import ReadSchema
from okoce.core.snapshot import snapshot
from programs.models import Kecamatan, Programme, Target
from reports.contributions import ACTIVITY_METRICS, METRICS, OUTSIDE
from reports.models import Definition, Period
from reports.shapes import CountsShape, DefinitionShape, KecamatanShape, PeriodShape, SummaryShape, TargetShape, listed
from reports.summary import (
    DIMENSIONS,
    NOT_ADDED,
    PERSONAL,
    RESIDENTS,
    VINTAGES,
    Question,
    counts,
    fingerprint,
    standing,
    statuses,
    summary_of,
    totals_by_place,
)
from reports.targets import Targets


class ReadView(APIView):
    """A read of counts or reference data as of one revision; unchanged since the client's ETag it answers 304."""

    schema = ReadSchema()
    scope = Scope.SUMMARY
    power = Power.SEE_COUNTS
    query = Query

    def get(self, request):
        with snapshot():
            asked = self.query.of(request)
            tag = self.tag(request)
            answer = get_conditional_response(request, etag=tag) or self.answer(asked)
        answer["ETag"] = tag
        answer["Cache-Control"] = "private, no-cache"
        patch_vary_headers(answer, ["Authorization", "Cookie", "Accept-Language"])
        return answer

    def answer(self, asked: dict[str, Any]) -> Response:
        raise NotImplementedError

    def tag(self, request) -> str:
        """Changes with the numbers and their status, and with who reads what in which form and language."""
        scope = request.auth.scope if request.auth else "session"
        about = [fingerprint(), request.get_full_path(), request.accepted_renderer.format, get_language() or "", scope]
        # Without a month the question itself is another one next month, and a new version may answer otherwise.
        about += [str(Month.of(today())), settings.SPECTACULAR_SETTINGS["VERSION"]]
        return f'"{hashlib.sha256(chr(10).join(about).encode()).hexdigest()[:32]}"'


class MonthsQuery(Query):
    """Asks about months that there are counts for."""

    @functools.cached_property
    def programme(self) -> Programme:
        return Programme.objects.get()

    @property
    def reach(self) -> tuple[Month, Month]:
        return self.programme.first, Month.of(today())

    def within_reach(self, month: Month) -> Month:
        first, last = self.reach
        if not first <= month <= last:
            sentence = _("There are counts from %(first)s to %(last)s.") % {"first": first, "last": last}
            raise serializers.ValidationError(sentence, "month_out_of_range")
        return month


class SummaryQuery(MonthsQuery):
    month = MonthField(required=False, help_text=_("Month as YYYY-MM; the current one when left out."))
    definition = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Definition.objects.all(),
        required=False,
        error_messages={"does_not_exist": _("Unknown definition “{value}”; definitions/ lists those that there are.")},
        help_text=_("Named definition of the headline; the default one when left out."),
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
    query = SummaryQuery
    shape = SummaryShape

    def answer(self, asked):
        month, targets = asked["month"], Targets.of(asked["programme"])
        definition = asked.get("definition") or Definition.objects.get(is_default=True)
        return Response(summary_of(month, definition, targets, statuses()[month], totals_by_place(month, targets)))


class CodesField(WordsField):
    """Dotted kecamatan codes, or LUAR for people from outside Jakarta."""

    pattern = r"^(31\.\d\d\.\d\d|LUAR)$"
    default_error_messages = {
        "unknown": _("Unknown kecamatan “{word}”. Write the dotted code, for example 31.74.01."),
    }

    def __init__(self, **kwargs):
        super().__init__(known=(), **kwargs)

    def to_internal_value(self, data):
        self.known = {OUTSIDE, *Kecamatan.objects.values_list("code", flat=True)}
        return super().to_internal_value(data)


class CountsQuery(MonthsQuery):
    metric = WordsField(METRICS, help_text=_("One metric or several, with commas."))
    vars()["from"] = MonthField(required=False, help_text=_("First month; the programme's first when left out."))
    to = MonthField(required=False, help_text=_("Last month, included; the current one when left out."))
    by = WordsField(
        list(DIMENSIONS),
        required=False,
        help_text=_(
            "What to tell counts apart by, with commas; month when left out. Activities have no person's traits, and"
            " active facilitators and centres are told month by month."
        ),
    )
    kecamatan = CodesField(required=False, help_text=_("Dotted codes, with commas; the whole city when left out."))
    resident = serializers.ChoiceField(
        list(RESIDENTS), default="yes", help_text=_("Residents of Jakarta only (yes), others only (no), or all.")
    )
    vintage = serializers.ChoiceField(
        list(VINTAGES),
        default="latest",
        help_text=_("Latest, first published of final months, or adjustments published in a month."),
    )
    format = serializers.ChoiceField(
        ["json", "csv"], required=False, help_text=_("The same rows as JSON or CSV; goes before the Accept header.")
    )

    validate_from = validate_to = MonthsQuery.within_reach

    def validate(self, asked):
        first, last = self.reach
        asked = {"from": first, "to": last, "by": ("month",), "kecamatan": ()} | asked
        if asked["to"] < asked["from"]:
            raise serializers.ValidationError({"to": [_("This month lies before “from”.")]}, "months_reversed")
        self.refuse_traits_of_activities(asked)
        self.refuse_sums_over_months(asked)
        self.refuse_places_without_people(asked)
        return asked

    def refuse_traits_of_activities(self, asked):
        activities = [metric for metric in asked["metric"] if metric in ACTIVITY_METRICS]
        traits = [name for name in asked["by"] if name in PERSONAL]
        if activities and (traits or asked["resident"] == "no"):
            sentence = _("%(metrics)s count activities, which have no %(dimensions)s.")
            words = {"metrics": ", ".join(activities), "dimensions": ", ".join(traits or ["resident"])}
            raise serializers.ValidationError({"by" if traits else "resident": [sentence % words]}, "no_such_dimension")

    def refuse_sums_over_months(self, asked):
        """Who is active in three months is one facilitator, not three."""
        activities = [metric for metric in asked["metric"] if metric in NOT_ADDED]
        added = "month" not in asked["by"] and ("year" in asked["by"] or asked["from"] != asked["to"])
        if activities and added:
            sentence = _("%(metrics)s do not add up over months: ask by month, or for a single month.")
            words = {"metrics": ", ".join(activities)}
            raise serializers.ValidationError({"by": [sentence % words]}, "no_sum_over_months")

    def refuse_places_without_people(self, asked):
        """Without this, LUAR among residents would be an empty answer that looks like a zero."""
        lost = [code for code in asked["kecamatan"] if (code == OUTSIDE) == (asked["resident"] == "yes")]
        if lost and asked["resident"] != "all":
            sentence = _("resident=%(resident)s leaves out %(codes)s: ask for resident=all.")
            words = {"resident": asked["resident"], "codes": ", ".join(lost)}
            raise serializers.ValidationError({"kecamatan": [sentence % words]}, "resident_excludes")


class FormatFirst(DefaultContentNegotiation):
    """`format` in the address goes before the Accept header; one that is not known is refused as a parameter."""

    def select_renderer(self, request, renderers, format_suffix=None):
        for renderer in renderers:
            if renderer.format == request.query_params.get("format"):
                return renderer, renderer.media_type
        return super().select_renderer(request, renderers, format_suffix)


class CsvRenderer(BaseRenderer):
    """The rows of the results, under the view's `columns`."""

    media_type = "text/csv"
    format = "csv"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        renderer_context["response"]["Content-Disposition"] = 'attachment; filename="counts.csv"'
        text = io.StringIO()
        writer = csv.DictWriter(text, renderer_context["view"].columns)
        writer.writeheader()
        writer.writerows(data["results"])
        return text.getvalue()


class CountsView(ReadView):
    title = _("Tidy rows")
    about = _(
        "Counts of one metric or several, told apart by any mix of dimensions, in the order of these. A combination"
        " without a row is 0. Person metrics count each person once for life, where they lived on that day; activities"
        " and money are counted where their centre is, a visit where it was made. Active facilitators and centres are"
        " those of one month and do not add up over months."
    )
    group = "counts"
    query = CountsQuery
    shape = CountsShape
    content_negotiation_class = FormatFirst
    renderer_classes = [JSONRenderer, CsvRenderer]

    def answer(self, asked):
        question = Question(
            metrics=asked["metric"],
            first=asked["from"],
            last=asked["to"],
            by=asked["by"],
            kecamatan=asked["kecamatan"],
            resident=asked["resident"],
            vintage=asked["vintage"],
        )
        self.columns = [*question.by, "metric", "value"]
        rows, now = counts(question), standing()
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


class ListQuery(Query):
    page = serializers.IntegerField(min_value=1, default=1, help_text=_("Which page; the first when left out."))
    page_size = serializers.IntegerField(min_value=1, max_value=500, default=500, help_text=_("Rows on a page."))


class ListView(ReadView):
    """Subclasses say the `rows` of a reference table, and the `row_shape` of one of them."""

    group = "reference"
    query = ListQuery

    def answer(self, asked):
        rows, page, size = list(self.rows()), asked["page"], asked["page_size"]
        pages = max(1, -(-len(rows) // size))
        if page > pages:
            sentence = _("The last page is %(pages)s.") % {"pages": pages}
            raise serializers.ValidationError({"page": [sentence]}, "page_out_of_range")
        shown = rows[(page - 1) * size : page * size]
        return Response(
            {
                "count": len(rows),
                "next": self.address(page + 1) if page < pages else None,
                "previous": self.address(page - 1) if page > 1 else None,
                "results": self.row_shape(shown, many=True).data,
            }
        )

    def address(self, page):
        return replace_query_param(self.request.build_absolute_uri(), "page", page)


class TargetsView(ListView):
    title = _("Targets")
    about = _("Every version of every target, with its source and what replaced it.")
    row_shape = TargetShape
    shape = listed(TargetShape)

    def rows(self):
        return Target.objects.select_related("superseded_by")


class DefinitionsView(ListView):
    title = _("Definitions")
    about = _("The named readings of the headline.")
    row_shape = DefinitionShape
    shape = listed(DefinitionShape)

    def rows(self):
        return Definition.objects.all()


class PeriodsView(ListView):
    title = _("Periods")
    about = _("The months that anything was posted in, with their status; a month that is not listed is open.")
    row_shape = PeriodShape
    shape = listed(PeriodShape)

    def rows(self):
        return Period.objects.order_by("month")


class KecamatanView(ListView):
    title = _("Kecamatan")
    about = _("The 44 kecamatan with their dotted codes, their city and their place on the tile map.")
    row_shape = KecamatanShape
    shape = listed(KecamatanShape)

    def rows(self):
        return Kecamatan.objects.select_related("city")
