"""The shapes that the API answers in; the schema is made from them."""

from rest_framework import serializers

from okoce.core.months import Month


class ProgrammeShape(serializers.Serializer):
    code = serializers.CharField()
    first_month = serializers.CharField(help_text="YYYY-MM")
    months = serializers.IntegerField()


class ChosenDefinitionShape(serializers.Serializer):
    code = serializers.CharField()
    metric = serializers.CharField()


class MonthHeadlineShape(serializers.Serializer):
    value = serializers.IntegerField(help_text="people, latest")
    first_published = serializers.IntegerField(
        allow_null=True, help_text="people, as published when the month was closed"
    )
    target = serializers.IntegerField(allow_null=True, help_text="people; null after the programme's last month")


class ProgrammeHeadlineShape(serializers.Serializer):
    value = serializers.IntegerField(help_text="people from the first month to the end of this one")
    target = serializers.IntegerField(allow_null=True)


class ForecastShape(serializers.Serializer):
    value = serializers.IntegerField()
    low = serializers.IntegerField()
    high = serializers.IntegerField()


class HeadlineShape(serializers.Serializer):
    month = MonthHeadlineShape()
    programme = ProgrammeHeadlineShape()
    required_per_month = serializers.IntegerField(
        allow_null=True, help_text="people a month, this one included, that still reach the programme's target"
    )
    forecast = ForecastShape(allow_null=True)


class RungShape(serializers.Serializer):
    metric = serializers.CharField()
    step = serializers.CharField()
    month = serializers.IntegerField(help_text="people")
    cumulative = serializers.IntegerField(help_text="people")


class BandShape(serializers.Serializer):
    value = serializers.IntegerField(help_text="trainings")
    floor = serializers.IntegerField(allow_null=True)
    ceiling = serializers.IntegerField(allow_null=True)


class JobsShape(serializers.Serializer):
    programme_year = serializers.IntegerField(allow_null=True)
    value = serializers.IntegerField(allow_null=True, help_text="null: not counted yet")
    target = serializers.IntegerField(allow_null=True)


class SpendingShape(serializers.Serializer):
    year = serializers.IntegerField()
    value = serializers.IntegerField(allow_null=True, help_text="rupiah; null: not counted yet")
    target = serializers.IntegerField(allow_null=True, help_text="rupiah")
    new_entrepreneurs = serializers.IntegerField(allow_null=True)
    per_new_entrepreneur = serializers.IntegerField(allow_null=True, help_text="rupiah")


class CoverageShape(serializers.Serializer):
    kecamatan_reporting = serializers.IntegerField()
    of = serializers.IntegerField()


class SummaryShape(serializers.Serializer):
    programme = ProgrammeShape()
    month = serializers.CharField(help_text="YYYY-MM")
    status = serializers.ChoiceField(["open", "provisional", "final"])
    as_of = serializers.DateTimeField(allow_null=True)
    revision = serializers.IntegerField()
    definition = ChosenDefinitionShape()
    headline = HeadlineShape()
    ladder = RungShape(many=True)
    trainings = BandShape()
    jobs_created = JobsShape()
    spending = SpendingShape()
    coverage = CoverageShape()


class CountShape(serializers.Serializer):
    """One row. Only the dimensions asked for in `by` are there."""

    month = serializers.CharField(required=False, help_text="YYYY-MM")
    year = serializers.IntegerField(required=False)
    kecamatan = serializers.CharField(required=False, help_text="dotted code, or LUAR")
    city = serializers.CharField(required=False)
    gender = serializers.CharField(required=False)
    age_band = serializers.CharField(required=False)
    resident = serializers.CharField(required=False)
    metric = serializers.CharField()
    value = serializers.IntegerField()


class CountsShape(serializers.Serializer):
    as_of = serializers.DateTimeField(allow_null=True)
    revision = serializers.IntegerField()
    resident = serializers.CharField()
    vintage = serializers.CharField()
    count = serializers.IntegerField()
    results = CountShape(many=True)


class TargetShape(serializers.Serializer):
    code = serializers.CharField()
    version = serializers.IntegerField()
    metric = serializers.CharField()
    period = serializers.CharField()
    from_month = serializers.IntegerField(help_text="1 is the programme's first month")
    to_month = serializers.IntegerField()
    floor = serializers.IntegerField(allow_null=True)
    ceiling = serializers.IntegerField(allow_null=True)
    unit = serializers.CharField()
    source = serializers.CharField()
    note = serializers.CharField()
    valid_from = serializers.DateField()
    superseded_by = serializers.IntegerField(source="superseded_by.version", allow_null=True, default=None)
    reason = serializers.CharField()


class DefinitionShape(serializers.Serializer):
    code = serializers.CharField()
    metric = serializers.CharField()
    less = serializers.CharField()
    source = serializers.CharField()
    is_default = serializers.BooleanField()


class PeriodShape(serializers.Serializer):
    month = serializers.SerializerMethodField()
    status = serializers.CharField()

    def get_month(self, period) -> str:
        return str(Month.of(period.month))


class KecamatanShape(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    city = serializers.CharField(source="city_id")
    city_name = serializers.CharField(source="city.name")
    aliases = serializers.ListField(child=serializers.CharField())
    grid_row = serializers.IntegerField()
    grid_col = serializers.IntegerField()
