"""The shapes that the API answers in, with their units; the schema is made from them."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from okoce.core.months import JAKARTA
from okoce.core.queries import MonthField
from programs.models import Target
from reports import examples
from reports.contributions import METRICS
from reports.definitions import BY_THRESHOLDS
from reports.models import Period, Vintage
from reports.sampling.shapes import AuditShape
from reports.summary import LADDER, RESIDENTS, STEPS, VINTAGES

PEOPLE = _("People.")
PEOPLE_OR_OVER = _("People. Null after the programme's last month.")
TRAININGS_OR_OVER = _("Trainings. Null after the programme's last month.")
AS_OF = _("When the revision that it is of was written, in Jakarta's time. Null before the first one.")
MONTH = _("The month, YYYY-MM.")
METRIC = _("What is counted.")
COVERAGE = _("In how many kecamatan anything was counted.")
ROWS = _("The rows of this page.")
MONTH_STATUSES = Period.Status.values
REVISION = _("Number of the revision that it is of; 0 before the first one.")


class ProgrammeShape(serializers.Serializer):
    code = serializers.CharField(help_text=_("Code of the programme."))
    first_month = MonthField(help_text=_("Facts before this month are refused."))
    months = serializers.IntegerField(help_text=_("Months; targets and pace end with the last of them."))


class ChosenDefinitionShape(serializers.Serializer):
    code = serializers.CharField(help_text=_("Code of the definition; definitions/ lists them."))
    metric = serializers.CharField(
        help_text=_("The metric that the headline reads; definitions/ says which other one is taken off it.")
    )
    backcast = serializers.BooleanField(
        help_text=_(
            "Whether the month was closed before the definition came: the headline of it was never published, whatever"
            " its status."
        )
    )


class MonthHeadlineShape(serializers.Serializer):
    value = serializers.IntegerField(help_text=_("People, as known at that revision."))
    first_published = serializers.IntegerField(
        allow_null=True,
        help_text=_(
            "People, as published when the month was closed. Null while it is not final, and where it was closed before"
            " the definition came."
        ),
    )
    target = serializers.IntegerField(allow_null=True, help_text=PEOPLE_OR_OVER)


class ProgrammeHeadlineShape(serializers.Serializer):
    value = serializers.IntegerField(help_text=_("People, from the programme's first month to the end of this one."))
    backcast = serializers.BooleanField(
        help_text=_(
            "Whether one of these months was closed before the definition came: what counts there was never published."
        )
    )
    target = serializers.IntegerField(allow_null=True, help_text=PEOPLE_OR_OVER)


class ForecastShape(serializers.Serializer):
    value = serializers.IntegerField(help_text=PEOPLE)
    low = serializers.IntegerField(help_text=PEOPLE)
    high = serializers.IntegerField(help_text=PEOPLE)


class HeadlineShape(serializers.Serializer):
    month = MonthHeadlineShape(help_text=_("This month."))
    programme = ProgrammeHeadlineShape(help_text=_("All from the programme's first month to the end of this one."))
    required_per_month = serializers.IntegerField(
        allow_null=True,
        help_text=_(
            "People a month, this one included, that still reach the programme's target; rounded up."
            " Null after the programme's last month."
        ),
    )
    forecast = ForecastShape(
        allow_null=True,
        help_text=_(
            "What this month may end with; forecast/ says more. Null with fewer than six months to learn from, and of a"
            " month that is final or two months over."
        ),
    )
    audit = AuditShape(
        allow_null=True,
        help_text=_(
            "What the random audit of the month's newest closing has found by now, whatever the moment asked about: samples/ has all"
            " of them. Null while the month is not final, and by another definition than the closing's."
        ),
    )


class RungShape(serializers.Serializer):
    metric = serializers.ChoiceField(LADDER, help_text=METRIC)
    step = serializers.ChoiceField(
        list(STEPS.values()),
        allow_null=True,
        help_text=_("The programme's name of the rung, P1 to P7. Null for what is made of the steps."),
    )
    month = serializers.IntegerField(help_text=_("People, in this month."))
    cumulative = serializers.IntegerField(
        help_text=_("People, from the programme's first month to the end of this one.")
    )
    median_days = serializers.IntegerField(
        allow_null=True,
        help_text=_(
            "Half of those who stand on the rung until the end of the month came to it so many days after registering, or"
            " sooner; new_entrepreneurs so many days after licensed. As it was known when the day began. Null where nobody"
            " did, for registered and level_up, and as of an earlier moment."
        ),
    )


class BandShape(serializers.Serializer):
    value = serializers.IntegerField(help_text=_("Trainings, in this month."))
    floor = serializers.IntegerField(allow_null=True, help_text=TRAININGS_OR_OVER)
    ceiling = serializers.IntegerField(allow_null=True, help_text=TRAININGS_OR_OVER)


class JobsShape(serializers.Serializer):
    programme_year = serializers.IntegerField(
        allow_null=True, help_text=_("1 is the programme's first year. Null after its last month.")
    )
    value = serializers.IntegerField(
        allow_null=True,
        help_text=_("Jobs, from the programme year's first month to the end of this one. Null after the last year."),
    )
    target = serializers.IntegerField(
        allow_null=True, help_text=_("Jobs a programme year. Null after the programme's last month.")
    )


class SpendingShape(serializers.Serializer):
    year = serializers.IntegerField(help_text=_("Calendar year."))
    value = serializers.IntegerField(help_text=_("Rupiah, from January to the end of this month."))
    target = serializers.IntegerField(
        allow_null=True, help_text=_("Rupiah: the budget of the whole year. Null in a year without one.")
    )
    new_entrepreneurs = serializers.IntegerField(
        help_text=_("People of the metric new_entrepreneurs in the same time, whatever the definition.")
    )
    per_new_entrepreneur = serializers.IntegerField(
        allow_null=True, help_text=_("Whole rupiah a person. Null without new entrepreneurs.")
    )


class CoverageShape(serializers.Serializer):
    kecamatan_reporting = serializers.IntegerField(
        help_text=_("Kecamatan with anything but money counted in the month.")
    )
    of = serializers.IntegerField(help_text=_("Kecamatan."))


class SummaryShape(serializers.Serializer):
    """One month. People from outside Jakarta are in none of its numbers."""

    example = examples.SUMMARY

    programme = ProgrammeShape(help_text=_("The programme that is counted."))
    month = MonthField(help_text=MONTH)
    status = serializers.ChoiceField(MONTH_STATUSES, help_text=_("Open is not final."))
    as_of = serializers.DateTimeField(allow_null=True, help_text=AS_OF)
    revision = serializers.IntegerField(help_text=REVISION)
    definition = ChosenDefinitionShape(help_text=_("The definition of the headline."))
    headline = HeadlineShape(help_text=_("People by that definition, against their targets."))
    ladder = RungShape(many=True, help_text=_("The seven steps, then new entrepreneurs and those who moved up."))
    trainings = BandShape(help_text=_("Trainings of the month, and how many there should be."))
    jobs_created = JobsShape(help_text=_("Jobs of the programme year so far."))
    spending = SpendingShape(help_text=_("Money of the calendar year so far."))
    coverage = CoverageShape(help_text=COVERAGE)


METRIC_SCHEMA = {
    "anyOf": [
        {"type": "string", "enum": METRICS},
        {"type": "string", "pattern": f"^({'|'.join(BY_THRESHOLDS)})@.{{1,20}}$"},
    ]
}


@extend_schema_field(METRIC_SCHEMA)
class MetricField(serializers.CharField):
    """A metric, or one of a later set of thresholds as `metric@CODE`."""


class CountShape(serializers.Serializer):
    """One row, with only the dimensions that were asked for in `by`."""

    month = MonthField(required=False, help_text=MONTH)
    year = serializers.IntegerField(required=False, help_text=_("Calendar year."))
    kecamatan = serializers.CharField(required=False, help_text=_("Dotted code, or LUAR."))
    city = serializers.CharField(required=False, help_text=_("Dotted code, or LUAR."))
    gender = serializers.ChoiceField(["female", "male", "unknown"], required=False, help_text=_("Of the people."))
    age_band = serializers.ChoiceField(
        ["-24", "25-34", "35-44", "45-54", "55-", "unknown"], required=False, help_text=_("Years of age.")
    )
    resident = serializers.ChoiceField(["yes", "no"], required=False, help_text=_("Whether they live in Jakarta."))
    metric = MetricField(help_text=METRIC)
    value = serializers.IntegerField(
        help_text=_(
            "What the metric counts: people; jobs (jobs_created); trainings, attendances or visits (mentoring_visits);"
            " facilitators and kecamatan (active_facilitators, active_centres); rupiah (spending)."
        )
    )


class ThresholdsShape(serializers.Serializer):
    code = serializers.CharField(help_text=_("What stands after the @ in the metrics of a later set."))
    attendance_percent = serializers.IntegerField(help_text=_("Percent of a training's minutes that trained asks for."))
    visit_days = serializers.IntegerField(help_text=_("Days with a visit that mentored asks for."))
    licence_types = serializers.ListField(
        child=serializers.CharField(), help_text=_("The kinds of licence that licensed takes.")
    )


class SeriesShape(ThresholdsShape):
    backcast = serializers.ListField(
        child=MonthField(),
        help_text=_(
            "The months asked about that were closed before this set came: what it counts there was never published,"
            " whatever their status."
        ),
    )


class MonthStatusShape(serializers.Serializer):
    month = MonthField(help_text=MONTH)
    status = serializers.ChoiceField(MONTH_STATUSES, help_text=_("Open is not final."))


class ReportingShape(serializers.Serializer):
    kecamatan_reporting = serializers.IntegerField(
        help_text=_("Kecamatan, of those asked about, with anything but money counted in the months asked about.")
    )
    of = serializers.IntegerField(help_text=_("Kecamatan asked about."))


class CountsShape(serializers.Serializer):
    example = examples.COUNTS

    as_of = serializers.DateTimeField(allow_null=True, help_text=AS_OF)
    revision = serializers.IntegerField(help_text=REVISION)
    definition = ThresholdsShape(help_text=_("The thresholds behind metrics with plain names."))
    series = SeriesShape(
        many=True, help_text=_("The thresholds of each later set that was asked for, and where it is a backcast.")
    )
    resident = serializers.ChoiceField(list(RESIDENTS), help_text=_("Whom the rows count, as it was asked."))
    vintage = serializers.ChoiceField(list(VINTAGES), help_text=_("Which reading of the numbers, as it was asked."))
    periods = MonthStatusShape(many=True, help_text=_("Every month that was asked about."))
    coverage = ReportingShape(help_text=COVERAGE)
    count = serializers.IntegerField(help_text=_("Rows."))
    results = CountShape(many=True, help_text=_("All rows, in the order of “by”."))


class LedgerEntryShape(serializers.Serializer):
    """What one posting changed for one record in one cell."""

    example = examples.ENTRY

    id = serializers.IntegerField(help_text=_("Number of the entry; later ones are higher."))
    revision = serializers.IntegerField(source="revision_id", help_text=_("Number of the revision that it is part of."))
    at = serializers.DateTimeField(
        source="revision.at", default_timezone=JAKARTA, help_text=_("When that was written, in Jakarta's time.")
    )
    metric = MetricField(help_text=METRIC)
    month = MonthField(help_text=_("The month that it counts in."))
    posting_month = MonthField(
        help_text=_("The month that it is published in: a later one when that was final already.")
    )
    vintage = serializers.ChoiceField(
        Vintage.values,
        help_text=_(
            "Whether it belongs to what its month first published; is an adjustment, posted after the month was closed; or"
            " a backcast: of a definition that came after the month was closed, and published nothing in it."
        ),
    )
    kecamatan = serializers.CharField(help_text=_("Dotted code, or LUAR."))
    gender = serializers.ChoiceField(["female", "male", "unknown", "-"], help_text=_("A dash: of activities."))
    age_band = serializers.ChoiceField(
        ["-24", "25-34", "35-44", "45-54", "55-", "unknown", "-"], help_text=_("Years of age. A dash: of activities.")
    )
    delta = serializers.IntegerField(help_text=_("What it adds, or takes away: in the unit of the metric."))
    reason = serializers.CharField(help_text=_("What was done, as the program calls it."))
    change = serializers.UUIDField(allow_null=True, help_text=_("The same for all that was changed in one act."))
    source_kind = serializers.CharField(
        help_text=_(
            "What was counted: participant (opened at participants/), training (trainings/), expense (expenses/),"
            " facilitator or centre (no records: keys). More kinds may come."
        )
    )
    source = serializers.UUIDField(
        source="source_id",
        help_text=_(
            "Id of the record that was counted. Of a facilitator a key that stands for the user, of a centre one that is"
            " made of its place and the month: neither opens anything."
        ),
    )


class TargetShape(serializers.Serializer):
    example = {
        "code": "T-2017-CENTRES",
        "version": 1,
        "metric": "active_centres",
        "period": "programme",
        "from_month": 1,
        "to_month": 60,
        "floor": 44,
        "ceiling": 44,
        "unit": "kecamatan",
        "source": "kumparan 2017-11-25",
        "note": "one centre in each kecamatan",
        "valid_from": "2017-12-01",
        "superseded_by": None,
        "reason": "",
    }

    code = serializers.CharField(help_text=_("Code of the target, the same in all its versions."))
    version = serializers.IntegerField(help_text=_("1 for the first that was set."))
    metric = serializers.CharField(help_text=METRIC)
    period = serializers.ChoiceField(Target.Period.values, help_text=_("What the target is for: each month, say."))
    from_month = serializers.IntegerField(help_text=_("1 is the programme's first month."))
    to_month = serializers.IntegerField(help_text=_("The last month that it holds for."))
    floor = serializers.IntegerField(allow_null=True, help_text=_("At least so many units. Null: no lower bound."))
    ceiling = serializers.IntegerField(allow_null=True, help_text=_("At most so many units. Null: no upper bound."))
    unit = serializers.CharField(help_text=_("What floor and ceiling are counted in."))
    source = serializers.CharField(help_text=_("Who said it, and when."))
    note = serializers.CharField(help_text=_("What else was said of it."))
    valid_from = serializers.DateField(help_text=_("The day from which this version holds."))
    superseded_by = serializers.SerializerMethodField(
        help_text=_("The version that replaced it from its own day on. Null: it is the newest.")
    )
    reason = serializers.CharField(help_text=_("Why this version was made."))

    def get_superseded_by(self, target) -> int | None:
        return target.superseded_by and target.superseded_by.version


class PeriodShape(MonthStatusShape):
    """A month that is not open, or was closed before."""

    example = {
        "month": "2018-03",
        "status": "final",
        "provisional_at": "2018-04-06T00:05:00+07:00",
        "first_closed_at": "2018-04-10T09:12:40+07:00",
        "closing": 4,
        "closed_at": "2018-04-10T09:12:40+07:00",
        "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    }

    provisional_at = serializers.DateTimeField(
        allow_null=True,
        default_timezone=JAKARTA,
        help_text=_("When its entries ended. Null: it was closed before that."),
    )
    first_closed_at = serializers.DateTimeField(
        allow_null=True, default_timezone=JAKARTA, help_text=_("When it was closed the first time. Null: never.")
    )
    closing = serializers.IntegerField(
        allow_null=True, help_text=_("Number of its newest closing in the chain. Null: never closed.")
    )
    closed_at = serializers.DateTimeField(
        allow_null=True, default_timezone=JAKARTA, help_text=_("When that was; the month may be open again by now.")
    )
    digest = serializers.CharField(
        allow_null=True,
        help_text=_("SHA-256 of that closing, which holds every closing before it. Null: never closed."),
    )


def listed(shape: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The shape of a page of a list of them."""
    fields = {
        "count": serializers.IntegerField(help_text=_("Rows on all pages.")),
        "next": serializers.URLField(allow_null=True, help_text=_("The next page. Null on the last.")),
        "previous": serializers.URLField(allow_null=True, help_text=_("The page before. Null on the first.")),
        "results": shape(many=True, help_text=ROWS),
        "example": {"count": 1, "next": None, "previous": None, "results": [shape.example]},
    }
    return type(f"{shape.__name__.removesuffix('Shape')}ListShape", (serializers.Serializer,), fields)


class LedgerShape(listed(LedgerEntryShape)):
    """A page of entries."""

    example = {
        "count": 1,
        "next": None,
        "previous": None,
        "results": [LedgerEntryShape.example],
        "as_of": "2018-04-02T10:00:00+07:00",
        "revision": 18305,
        "area": None,
    }

    as_of = serializers.DateTimeField(allow_null=True, help_text=AS_OF)
    revision = serializers.IntegerField(help_text=REVISION)
    area = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text=_("The kecamatan whose entries you see. Null: the whole city, and people from outside."),
    )
