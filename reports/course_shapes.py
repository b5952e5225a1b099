"""The shapes in which the API tells what may still come, and what became of those who registered."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.core.queries import MonthField
from reports.cohorts import MONTHS, RUNGS
from reports.shapes import AS_OF, MONTH, MONTH_STATUSES, PEOPLE, PEOPLE_OR_OVER, REVISION, ForecastShape

FORECAST: dict[str, Any] = {
    "as_of": "2018-10-20T09:15:02+07:00",
    "revision": 18305,
    "month": "2018-10",
    "status": "open",
    "definition": "OKOCE-2026.1",
    "day": "2018-10-20",
    "forecast": {
        "value": 3710,
        "low": 3480,
        "high": 3990,
        "counted": 2410,
        "days": 19,
        "experience": 7,
        "past_error": None,
        "replays": [],
    },
    "programme": {
        "value": 186140,
        "low": 168956,
        "high": 201806,
        "target": 200000,
        "through": {"value": 30320, "low": 30090, "high": 30600},
        "per_month": {"value": 3180, "low": 2834, "high": 3494},
        "months": 49,
    },
}
COHORTS: dict[str, Any] = {
    "as_of": "2018-06-24T09:15:02+07:00",
    "revision": 18305,
    "metric": "licensed",
    "from": "2018-03",
    "to": "2018-04",
    "count": 2,
    "results": [
        {"month": "2018-03", "registered": 1284, "reached": [212, 390, 501, *[None] * 22]},
        {"month": "2018-04", "registered": 1102, "reached": [187, 344, *[None] * 23]},
    ],
}


class PastErrorShape(serializers.Serializer):
    months = serializers.IntegerField(
        help_text=_("Earlier months that could be forecast as early and as late as this.")
    )
    people = serializers.IntegerField(help_text=_("People: the middle of by how much these forecasts were wrong."))
    percent = serializers.IntegerField(
        help_text=_("The middle of the same as a share of what each month reached, in whole percent.")
    )
    inside = serializers.IntegerField(help_text=_("Of these months, those that ended within the band."))


class ReplayShape(ForecastShape):
    month = MonthField(source="month.first", help_text=_("An earlier month."))
    value = serializers.IntegerField(source="band.value", help_text=PEOPLE)
    low = serializers.IntegerField(source="band.low", help_text=PEOPLE)
    high = serializers.IntegerField(source="band.high", help_text=PEOPLE)
    reached = serializers.IntegerField(help_text=_("People: what the month has by now."))


class MonthForecastShape(ForecastShape):
    value = serializers.IntegerField(
        source="band.value", help_text=_("People: what is counted, and the middle of what came later in other months.")
    )
    low = serializers.IntegerField(source="band.low", help_text=_("People: the same with the tenth percentile."))
    high = serializers.IntegerField(source="band.high", help_text=_("People: the same with the ninetieth."))
    counted = serializers.IntegerField(help_text=_("People who are counted in the month so far."))
    days = serializers.IntegerField(help_text=_("Days since the month's first one."))
    experience = serializers.IntegerField(help_text=_("How many earlier months it is learned from: 6 to 24."))
    past_error = PastErrorShape(
        source="error", allow_null=True, help_text=_("How wrong it would have been. Null before any month can tell.")
    )
    replays = ReplayShape(
        source="past", many=True, help_text=_("Each earlier month as it would have been forecast, the first one first.")
    )


class OutlookShape(ForecastShape):
    value = serializers.IntegerField(source="band.value", help_text=_("People by the end of the programme."))
    low = serializers.IntegerField(source="band.low", help_text=_("The same with the lowest of the last six months."))
    high = serializers.IntegerField(
        source="band.high", help_text=_("The same with the highest of the last six months.")
    )
    target = serializers.IntegerField(allow_null=True, help_text=PEOPLE_OR_OVER)
    through = ForecastShape(help_text=_("People from the programme's first month to the end of this one, as forecast."))
    per_month = ForecastShape(
        source="pace", help_text=_("People a month: the middle, lowest and highest of the last six.")
    )
    months = serializers.IntegerField(help_text=_("Months of the programme after this one."))


class ForecastsShape(serializers.Serializer):
    """What the month may reach, and the programme."""

    example = FORECAST

    as_of = serializers.DateTimeField(allow_null=True, help_text=AS_OF)
    revision = serializers.IntegerField(help_text=REVISION)
    month = MonthField(help_text=MONTH)
    status = serializers.ChoiceField(MONTH_STATUSES, help_text=_("Open is not final."))
    definition = serializers.CharField(help_text=_("Code of the definition; definitions/ lists them."))
    day = serializers.DateField(help_text=_("The day in Jakarta on which it is said."))
    forecast = MonthForecastShape(
        allow_null=True,
        help_text=_("Null with fewer than six months to learn from, and of a month that is final or two months over."),
    )
    programme = OutlookShape(
        allow_null=True,
        help_text=_("Null with fewer than six whole months that have anything, and after the programme's last month."),
    )


class CohortShape(serializers.Serializer):
    month = MonthField(source="month.first", help_text=_("The month in which they registered."))
    registered = serializers.IntegerField(help_text=_("People: all of them, the whole of which the others are a part."))
    reached = serializers.ListField(
        child=serializers.IntegerField(allow_null=True),
        min_length=MONTHS + 1,
        max_length=MONTHS + 1,
        help_text=_(
            "People of these who had reached the rung by the end of that month, and then by the end of each of 24 months"
            " after it. Null for a month that is not over."
        ),
    )


class CohortsShape(serializers.Serializer):
    """What became of those who registered, month by month."""

    example = COHORTS

    as_of = serializers.DateTimeField(allow_null=True, help_text=AS_OF)
    revision = serializers.IntegerField(help_text=REVISION)
    metric = serializers.ChoiceField(RUNGS, help_text=_("The rung."))
    vars()["from"] = MonthField(help_text=_("First month of registration."))
    to = MonthField(help_text=_("Last month of registration."))
    count = serializers.IntegerField(help_text=_("Rows."))
    results = CohortShape(many=True, help_text=_("A row for each month, also for one in which nobody registered."))
