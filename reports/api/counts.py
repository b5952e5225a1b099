"""Tidy rows of one metric or several."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from okoce.core.months import Month
from okoce.core.queries import MonthField, WordsField
from okoce.core.schema import OF_NUMBERS
from reports.api.formats import CsvRenderer, FormatFirst, as_csv
from reports.api.questions import AsOfField, CodesField, MetricsField, MonthsQuery, RevisionField
from reports.api.reads import ReadView, number_headers
from reports.contributions import ACTIVITY_METRICS, OUTSIDE
from reports.definitions import closed_before, thresholds_of
from reports.periods import ever_closed, statuses
from reports.shapes import CountsShape
from reports.standing import standing
from reports.summary import (
    DIMENSIONS,
    NOT_ADDED,
    PERSONAL,
    RESIDENTS,
    VINTAGES,
    Question,
    counts,
    reporting,
)


class CountsQuery(MonthsQuery):
    metric = MetricsField(
        help_text=_("One metric or several, with commas; those of a later set of thresholds as metric@CODE.")
    )
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
        help_text=_(
            "Latest; first published, where a month that was never closed has no row, which is no 0; or adjustments"
            " published in a month: of earlier months, and of its own once it was open again."
        ),
    )
    as_of = AsOfField(
        required=False,
        help_text=_("A revision's number, or a day that is over: the counts as they were then. Now when left out."),
    )
    since = RevisionField(
        required=False,
        help_text=_(
            "The revision of an earlier answer: only rows that changed after it, with what they are now, 0 too."
        ),
    )
    format = serializers.ChoiceField(
        ["json", "csv"], required=False, help_text=_("The same rows as JSON or CSV; goes before the Accept header.")
    )

    validate_from = validate_to = MonthsQuery.within_reach

    def validate(self, asked):
        asked = {"from": self.reach[0], "by": ("month",), "kecamatan": (), "as_of": None, "since": None} | asked
        asked = {"to": self.last_month(asked)} | asked
        if asked["to"] < asked["from"]:
            raise serializers.ValidationError({"to": [_("This month lies before “from”.")]}, "months_reversed")
        self.refuse_traits_of_activities(asked)
        self.refuse_sums_over_months(asked)
        self.refuse_places_without_people(asked)
        self.refuse_changes_that_no_entry_tells(asked)
        self.refuse_sums_over_what_is_not_published(asked)
        return asked

    def last_month(self, asked):
        """The current month, or the one that was current then."""
        then = asked["as_of"]
        return max(asked["from"], then.month) if then else self.reach[1]

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

    def refuse_sums_over_what_is_not_published(self, asked):
        """A year of which three months are published would stand there as the year's figure."""
        if asked["vintage"] != "first" or "month" in asked["by"]:
            return
        closed = {Month.of(day) for day in ever_closed(asked["as_of"])}
        if not closed.issuperset(asked["from"].until(asked["to"])):
            sentence = _("Not every month asked about was closed, and only closed months are published: ask by month.")
            raise serializers.ValidationError({"vintage": [sentence]}, "not_published")

    def refuse_changes_that_no_entry_tells(self, asked):
        """First published figures appear with a closing, and no entry of the ledger says so."""
        if asked["since"] is None:
            return
        if asked["vintage"] == "first":
            sentence = _("What was first published is asked for whole: leave “since” out.")
            raise serializers.ValidationError({"since": [sentence]}, "no_changes_of_first")
        if asked["as_of"] and asked["as_of"].revision < asked["since"]:
            sentence = _("This revision lies after “as_of”.")
            raise serializers.ValidationError({"since": [sentence]}, "revisions_reversed")


class CountsView(ReadView):
    title = _("Tidy rows")
    about = _(
        "Counts of one metric or several, told apart by any mix of dimensions, in the order of these. A combination"
        " without a row is 0. Person metrics count each person once for life, where they lived on that day; activities"
        " and money are counted where their centre is, a visit where it was made. Active facilitators and centres are"
        " those of one month and do not add up over months. “as_of” replays an earlier revision exactly; “since” tells"
        " what changed after one, for programs that keep their own copy."
    )
    group = "counts"
    headers_told = OF_NUMBERS
    query = CountsQuery
    shape = CountsShape
    example_as_csv = as_csv(CountsShape.example["results"], ["month", "metric", "value"])
    file_name = "counts"
    content_negotiation_class = FormatFirst
    renderer_classes = [JSONRenderer, CsvRenderer]

    def answer(self, asked):
        then, question = asked["as_of"], question_of(asked)
        rows, now, months = counts(question), then or standing(), statuses(then)
        plain, *others = thresholds_of(question.metrics)
        asked_months = question.first.until(question.last)
        self.columns = [*question.by, "metric", "value"]
        return Response(
            {
                "as_of": now.as_of,
                "revision": now.revision,
                "definition": plain,
                "series": [
                    one | {"backcast": [str(month) for month in closed_before(one["code"], asked_months, then=then)]}
                    for one in others
                ],
                "resident": question.resident,
                "vintage": question.vintage,
                "periods": [{"month": str(month), "status": months[month]} for month in asked_months],
                "coverage": reporting(question),
                "count": len(rows),
                "results": rows,
            }
        )

    def spoken(self, data):
        told = [data["definition"], *data["series"]]
        statuses = [month["status"] for month in data["periods"]]
        backwards = [one["code"] for one in told if one.get("backcast")]
        return number_headers(data, statuses, [one["code"] for one in told], backwards)


def question_of(asked):
    then = asked["as_of"]
    return Question(
        metrics=asked["metric"],
        first=asked["from"],
        last=asked["to"],
        by=asked["by"],
        kecamatan=asked["kecamatan"],
        resident=asked["resident"],
        vintage=asked["vintage"],
        as_of=then.revision if then else None,
        since=asked["since"],
    )
