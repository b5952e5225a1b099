"""The shapes in which the API tells what is asked of each kecamatan, and why it stands where it does."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.core.months import Month
from okoce.core.queries import MonthField
from reports.shapes import listed
from reports.shares import Weights

CODE = _("Dotted code.")


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
