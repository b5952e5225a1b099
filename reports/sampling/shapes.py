"""What programs are told of the random audit."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.core.months import JAKARTA
from reports.sampling.wilson import wilson


class SampleShape(serializers.Serializer):
    """Of one closing: whom it counted anew, how many of them were drawn, and what was found so far."""

    example = {
        "closing": 4,
        "month": "2018-03",
        "drawn_at": "2018-04-10T09:12:40+07:00",
        "seed": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "people": 1284,
        "drawn": 30,
        "right": 26,
        "wrong": 2,
        "unknown": 0,
        "unjudged": 2,
        "low": wilson(2, 28).low,
        "high": wilson(2, 28).high,
    }

    closing = serializers.IntegerField(source="sample.pk", help_text=_("Number of the closing in the chain."))
    month = serializers.CharField(help_text=_("The month that was closed."))
    drawn_at = serializers.DateTimeField(
        source="sample.drawn_at", default_timezone=JAKARTA, help_text=_("When it was drawn: as it was closed.")
    )
    seed = serializers.CharField(
        source="closing.digest", help_text=_("The digest of the closing, by which anybody draws the same sample again.")
    )
    people = serializers.IntegerField(
        source="sample.people",
        help_text=_(
            "Residents whom the closing publishes by its headline: they were drawn from. Closed anew: all of them again."
        ),
    )
    drawn = serializers.IntegerField(help_text=_("How many of them were drawn."))
    right = serializers.IntegerField(help_text=_("Judged to count as they should."))
    wrong = serializers.IntegerField(help_text=_("Judged to count wrongly; nothing is corrected by that."))
    unknown = serializers.IntegerField(help_text=_("Judged not to be found out: neither right nor wrong."))
    unjudged = serializers.IntegerField(help_text=_("Not judged yet."))
    low = serializers.FloatField(
        allow_null=True,
        source="interval.low",
        default=None,
        help_text=_("Least share that is wrong of all, by Wilson's 95 % interval. Null: nobody is found out yet."),
    )
    high = serializers.FloatField(
        allow_null=True, source="interval.high", default=None, help_text=_("Largest share that is wrong of all.")
    )


class FoundShape(SampleShape):
    """The same beside the number that it is of."""

    month = drawn_at = seed = people = None


class AuditShape(FoundShape):
    """The newest closing's, and while not all of it is judged what was found of the one before that it replaces."""

    before = FoundShape(
        allow_null=True,
        help_text=_(
            "What was found of the month's last judged closing before this one, while not all that was drawn of this one is"
            " judged; null otherwise, and when there is none."
        ),
    )
