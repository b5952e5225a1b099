"""The shapes in which the API tells what is asked of each kecamatan, and why it stands where it does."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.core.months import Month
from okoce.core.queries import MonthField
from reports.diagnosis import CODES
from reports.shapes import AS_OF, REVISION, ChosenDefinitionShape, listed
from reports.shares import Weights

CODE = _("Dotted code.")
DIAGNOSIS: dict[str, Any] = {
    "as_of": "2018-03-24T09:15:02+07:00",
    "revision": 18231,
    "month": "2018-03",
    "definition": {"code": "OKOCE-2026.1", "metric": "new_entrepreneurs", "backcast": False},
    "shared_by": {"year": 2017, "source": "BPS 2018"},
    "count": 44,
    "results": [
        {
            "kecamatan": "31.74.01",
            "need": 76,
            "month": {"value": 12, "target": 83},
            "through": {"value": 110, "target": 333},
            "diagnosis": [
                {
                    "code": "unlicensed",
                    "numbers": {"trained": 312, "licensed": 41},
                    "sentence": "Many trained, few licensed: 312 and 41 in six months.",
                }
            ],
        }
    ],
}


class OwnTargetShape(serializers.Serializer):
    example = {"kecamatan": "31.74.01", "target": 83, "through": 333, "people": 211287}

    kecamatan = serializers.CharField(help_text=CODE)
    target = serializers.IntegerField(
        allow_null=True, help_text=_("People: its part of the month's target. Null after the programme's last month.")
    )
    through = serializers.IntegerField(
        allow_null=True,
        help_text=_(
            "People: its part of what the months from the programme's first to this one ask for. Null after the last."
        ),
    )
    people = serializers.IntegerField(
        allow_null=True, help_text=_("Who lives there, by which it is shared. Null where all have the same part.")
    )


class SharedByShape(serializers.Serializer):
    """By what a target is shared out among the kecamatan."""

    year = serializers.IntegerField(
        allow_null=True, help_text=_("Of which year the population is. Null: none is loaded, all have the same part.")
    )
    source = serializers.CharField(help_text=_("Who counted, and where it is published."))

    @staticmethod
    def told(weights: Weights) -> dict[str, Any]:
        return {"year": weights.year, "source": weights.source}


class OwnTargetsShape(listed(OwnTargetShape)):
    """The kecamatan with what is theirs of a month's target; the parts add up to it exactly."""

    example = {
        "count": 44,
        "next": None,
        "previous": None,
        "results": [OwnTargetShape.example],
        "month": "2018-03",
        "shared_by": {"year": 2017, "source": "BPS 2018"},
    }

    month = MonthField(help_text=_("The month whose target it is."))
    shared_by = SharedByShape(help_text=_("By what it is shared out."))

    @staticmethod
    def about(month: Month, weights: Weights) -> dict[str, Any]:
        return {"month": str(month), "shared_by": SharedByShape.told(weights)}


class AimShape(serializers.Serializer):
    """What was reached against what is asked for."""

    value = serializers.IntegerField(help_text=_("People, by the definition."))
    target = serializers.IntegerField(
        allow_null=True, help_text=_("People: the kecamatan's own part. Null after the programme's last month.")
    )


class ReasonShape(serializers.Serializer):
    code = serializers.ChoiceField(CODES, help_text=_("Which rule holds: stable, for programs."))
    numbers = serializers.DictField(
        child=serializers.IntegerField(), help_text=_("The numbers by which it holds, by name.")
    )
    sentence = serializers.CharField(help_text=_("The same in words, in the language asked for."))


class PlaceShape(serializers.Serializer):
    kecamatan = serializers.CharField(help_text=CODE)
    need = serializers.IntegerField(
        allow_null=True,
        help_text=_("0 to 100: how much of its own target is missing. Null after the programme's last month."),
    )
    month = AimShape(help_text=_("In this month."))
    through = AimShape(help_text=_("From the programme's first month to the end of this one."))
    diagnosis = ReasonShape(many=True, help_text=_("At most two, the worst first; never none."))


class DiagnosisShape(serializers.Serializer):
    """Where it stands and why, the kecamatan that needs help most first."""

    example = DIAGNOSIS

    as_of = serializers.DateTimeField(allow_null=True, help_text=AS_OF)
    revision = serializers.IntegerField(help_text=REVISION)
    month = MonthField(help_text=_("The month that it is of."))
    definition = ChosenDefinitionShape(help_text=_("By which the headline is read."))
    shared_by = SharedByShape(help_text=_("By what the target is shared out."))
    count = serializers.IntegerField(help_text=_("Rows."))
    results = PlaceShape(many=True, help_text=_("All 44."))
