"""The shape in which the API says why a number is what it is."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.core.months import JAKARTA
from okoce.core.queries import MonthField
from reports.explaining.records import CONDITIONS
from reports.models import Vintage
from reports.shapes import AS_OF, METRIC, MONTH_STATUSES, REVISION, MetricField
from reports.summary import SPANS, VINTAGES

EXPLANATION = {
    "as_of": "2018-04-24T09:15:02+07:00",
    "revision": 18305,
    "metric": "licensed",
    "less": "",
    "definition": None,
    "from": "2018-03",
    "month": "2018-03",
    "span": "month",
    "kecamatan": None,
    "vintage": "latest",
    "status": "final",
    "rule": {
        "code": "C7",
        "heading": "C7 licensed",
        "means": "Somebody with a licence (NIB or IUMK) in the own name, issued on the day of registration or later. A"
        " verifier has approved it.",
        "day": "The day on which the first such licence was issued.",
    },
    "value": 4302,
    "first_published": 4305,
    "backcast": False,
    "corrections": -3,
    "adjustments": 12,
    "published_since": 0,
    "not_published": -3,
    "waits_for": [{"month": "2018-04", "value": -3}],
    "closing": {
        "number": 4,
        "month": "2018-03",
        "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "closed_at": "2018-04-10T09:00:00+07:00",
    },
    "records": {
        "recorded": 5120,
        "conditions": [
            {"condition": "waits", "sentence": "wait for a verifier", "records": 310, "left": 4810},
            {"condition": "other_name", "sentence": "in somebody else's name", "records": 508, "left": 4302},
        ],
        "counting": 4302,
        "worth": 4302,
        "less": 0,
        "on_the_way": 0,
    },
    "entries": [
        {
            "reason": "record approved",
            "sentence": "approved by a verifier",
            "vintage": "first",
            "entries": 4305,
            "added": 4305,
            "taken": 0,
            "first_revision": 9120,
            "last_revision": 16001,
        },
        {
            "reason": "record revoked",
            "sentence": "revoked: void from the start",
            "vintage": "adjustment",
            "entries": 3,
            "added": 0,
            "taken": -3,
            "first_revision": 18290,
            "last_revision": 18305,
        },
    ],
    "ledger": "https://okoce.example/api/v1/ledger/?metric=licensed&month=2018-03",
}


class RuleShape(serializers.Serializer):
    code = serializers.CharField(help_text=_("Code of the counting rule."))
    heading = serializers.CharField(help_text=_("Its heading in docs/counting.md."))
    means = serializers.CharField(help_text=_("What it says in plain words, in the language asked for."))
    day = serializers.CharField(help_text=_("On which day somebody counts, likewise; empty where it is no person."))


class ClosingShape(serializers.Serializer):
    number = serializers.IntegerField(help_text=_("Number of the link in the chain of closings."))
    month = MonthField(help_text=_("The month that it closed."))
    digest = serializers.CharField(help_text=_("SHA-256 of the link."))
    closed_at = serializers.DateTimeField(default_timezone=JAKARTA, help_text=_("When, in Jakarta's time."))


class ConditionShape(serializers.Serializer):
    condition = serializers.ChoiceField(CONDITIONS, help_text=_("The condition at which they fall out. More may come."))
    sentence = serializers.CharField(help_text=_("The same in words, in the language asked for."))
    records = serializers.IntegerField(help_text=_("Records that fall out there."))
    left = serializers.IntegerField(help_text=_("Records that are left after it."))


class RecordsShape(serializers.Serializer):
    recorded = serializers.IntegerField(help_text=_("Everything that was recorded towards the number."))
    conditions = ConditionShape(
        many=True, help_text=_("In the order in which they are told, those that any falls out at.")
    )
    counting = serializers.IntegerField(help_text=_("Records that count."))
    worth = serializers.IntegerField(help_text=_("What they are worth, in the unit of the metric."))
    less = serializers.IntegerField(help_text=_("What the definition takes off that."))
    on_the_way = serializers.IntegerField(
        help_text=_("What changed in the last seconds and is not posted yet, the other way round; 0 as a rule.")
    )


class PostedShape(serializers.Serializer):
    reason = serializers.CharField(help_text=_("What was done, as the program calls it."))
    sentence = serializers.CharField(help_text=_("The same in words, in the language asked for."))
    vintage = serializers.ChoiceField(
        Vintage.values,
        help_text=_("First published with the month; an adjustment; or a backcast: counted backwards, not published."),
    )
    entries = serializers.IntegerField(help_text=_("Entries of the ledger."))
    added = serializers.IntegerField(help_text=_("What they added."))
    taken = serializers.IntegerField(help_text=_("What they took away: 0 or less."))
    first_revision = serializers.IntegerField(help_text=_("Revision of the first of them."))
    last_revision = serializers.IntegerField(help_text=_("Revision of the last of them."))


class WaitsShape(serializers.Serializer):
    month = MonthField(source="month.first", help_text=_("The month whose closing it waits for."))
    value = serializers.IntegerField(help_text=_("What that closing will publish, in the unit of the metric."))


class NumberShape(serializers.Serializer):
    """Which number is told, as it was asked, and as of when."""

    as_of = serializers.DateTimeField(allow_null=True, help_text=AS_OF)
    revision = serializers.IntegerField(help_text=REVISION)
    metric = MetricField(help_text=METRIC)
    less = serializers.CharField(help_text=_("The metric that the definition takes off it; empty when there is none."))
    definition = serializers.CharField(allow_null=True, help_text=_("Code of the definition, where one was asked for."))
    vars()["from"] = MonthField(help_text=_("The first month that is added up."))
    month = MonthField(help_text=_("The last one, included."))
    span = serializers.ChoiceField(SPANS, help_text=_("Which months are added up, as it was asked."))
    kecamatan = serializers.CharField(
        allow_null=True, help_text=_("Dotted code, or LUAR. Null: the city, and of people its residents.")
    )


class ExplanationShape(NumberShape):
    """A number, and why it is what it is, in numbers alone."""

    example = EXPLANATION

    vintage = serializers.ChoiceField(list(VINTAGES), help_text=_("Which reading of the number, as it was asked."))
    status = serializers.ChoiceField(MONTH_STATUSES, help_text=_("Of the months, the least sure one's."))
    rule = RuleShape(help_text=_("The counting rule behind it."))
    value = serializers.IntegerField(help_text=_("The number, in the unit of the metric."))
    first_published = serializers.IntegerField(
        allow_null=True, help_text=_("As its months were first published. Null where one of them was not.")
    )
    backcast = serializers.BooleanField(
        help_text=_("Whether one of its months was closed before the series came: counted backwards, never published.")
    )
    corrections = serializers.IntegerField(
        allow_null=True,
        help_text=_("What was found out about them since: with it, first published is what they count now."),
    )
    adjustments = serializers.IntegerField(
        help_text=_(
            "Corrections that the closings of these months published, or will: of earlier months, and of their own once"
            " they were open again. No part of the value."
        )
    )
    published_since = serializers.IntegerField(
        help_text=_("How much of the value closings published after its months were first published.")
    )
    not_published = serializers.IntegerField(
        help_text=_("How much of the value no closing has published yet, whatever its status.")
    )
    waits_for = WaitsShape(
        many=True,
        help_text=_(
            "By the month whose closing will publish it, also where that comes to nothing: it may still change."
        ),
    )
    closing = ClosingShape(
        allow_null=True,
        help_text=_("The newest link of the chain that published it. Null: none did, or its months are open again."),
    )
    records = RecordsShape(
        allow_null=True,
        help_text=_("What was recorded, by the condition met. Null for other vintages and earlier moments."),
    )
    entries = PostedShape(many=True, help_text=_("By reason: their sum is the number."))
    ledger = serializers.URLField(help_text=_("The entries themselves, for tokens of the scope details."))
