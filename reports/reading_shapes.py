"""The shapes in which the API tells the readings of today: whose people they are, and which businesses still trade."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.core.queries import MonthField
from reports.explaining.shapes import NumberShape
from reports.shapes import AS_OF, REVISION
from reports.survival import MARKS

PLACE = _("Dotted code, or LUAR.")
CLAIMS: dict[str, Any] = {
    "as_of": "2018-04-24T09:15:02+07:00",
    "revision": 18305,
    "metric": "licensed",
    "less": "",
    "definition": None,
    "from": "2018-03",
    "month": "2018-03",
    "span": "month",
    "kecamatan": None,
    "sums": [{"claims": 4399, "unclaimed": 611, "union": 4302, "overlap": 708}],
    "agencies": [
        {"agency": "UKM", "credit": 2711, "contribution": 390, "shared": 655},
        {"agency": "NAKER", "credit": 980, "contribution": 318, "shared": 601},
        {"agency": None, "credit": 611, "contribution": 0, "shared": 0},
    ],
}
SURVIVAL: dict[str, Any] = {
    "as_of": "2018-04-24T09:15:02+07:00",
    "revision": 18305,
    "month": "2018-10",
    "count": 1,
    "results": [
        {
            "months": 6,
            "due": 1284,
            "trading": 902,
            "verified": 411,
            "declared": 491,
            "closed": 96,
            "unreachable": 58,
            "unasked": 228,
            "lapsed": 17,
        }
    ],
}
OFFICIAL_LISTS: dict[str, Any] = {
    "as_of": "2018-04-24T09:15:02+07:00",
    "revision": 18305,
    "month": "2018-12",
    "kecamatan": None,
    "licensed": 6120,
    "on_a_list": 5874,
    "lists": {"licences": 16734, "confirmed": 7295, "proposed": 412, "newest": "2018-12-31"},
}


class GroupShape(serializers.Serializer):
    """What a row is of, with only what was asked for in `by`."""

    month = MonthField(required=False, help_text=_("The month in which they count."))
    kecamatan = serializers.CharField(required=False, help_text=PLACE)


class ClaimsSumShape(GroupShape):
    claims = serializers.IntegerField(help_text=_("What agencies would report by themselves, added up."))
    unclaimed = serializers.IntegerField(help_text=_("People whom no agency claims."))
    union = serializers.IntegerField(help_text=_("Everybody once: the number of counts/."))
    overlap = serializers.IntegerField(
        help_text=_("Claims and unclaimed less union: how often adding up counts somebody again.")
    )


class AgencyShareShape(GroupShape):
    agency = serializers.CharField(
        allow_null=True,
        help_text=_("Code of the agency; agencies/ lists them. Null: helped by no training until then."),
    )
    credit = serializers.IntegerField(help_text=_("People whom it helped first. These add up to the union."))
    contribution = serializers.IntegerField(
        help_text=_("People in another agency's credit whom it helped as well. Never add these up over agencies.")
    )
    shared = serializers.IntegerField(help_text=_("Of both, those whom another agency helped too."))


class AgencyClaimsShape(NumberShape):
    """Whose people a number is, in numbers alone."""

    example = CLAIMS

    sums = ClaimsSumShape(many=True, help_text=_("One row for each group, in their order; one in all without `by`."))
    agencies = AgencyShareShape(
        many=True, help_text=_("Of each group the agencies, the largest credit first, and no agency last.")
    )


class SurvivalRowShape(serializers.Serializer):
    kecamatan = serializers.CharField(required=False, help_text=PLACE)
    months = serializers.ChoiceField(MARKS, help_text=_("So many whole months after the one in which they count."))
    due = serializers.IntegerField(help_text=_("People for whom so many months are over."))
    trading = serializers.IntegerField(
        help_text=_("Verified and declared: the least that it can be, and never told without `due`.")
    )
    verified = serializers.IntegerField(help_text=_("Seen trading by a visit that a verifier approved."))
    declared = serializers.IntegerField(help_text=_("Said to trade, or seen by a visit that waits for a verifier."))
    closed = serializers.IntegerField(help_text=_("Said to have closed, or every business of theirs has."))
    unreachable = serializers.IntegerField(help_text=_("Asked and not reached."))
    unasked = serializers.IntegerField(help_text=_("Of whom nothing of this is known."))
    lapsed = serializers.IntegerField(help_text=_("Of the unasked, those whose licence ran out."))


class SurvivalShape(serializers.Serializer):
    """How many of those who counted as new entrepreneurs still trade, in numbers alone."""

    example = SURVIVAL

    as_of = serializers.DateTimeField(allow_null=True, help_text=AS_OF)
    revision = serializers.IntegerField(help_text=REVISION)
    month = MonthField(help_text=_("Who is due in this month or before."))
    count = serializers.IntegerField(help_text=_("Rows."))
    results = SurvivalRowShape(many=True, help_text=_("By place, if that was asked for, and then by months."))


class ListsShape(serializers.Serializer):
    licences = serializers.IntegerField(
        source="lines", help_text=_("Licences on the lists of licensing offices, each once.")
    )
    confirmed = serializers.IntegerField(help_text=_("Of these, confirmed by a verifier to be of participants."))
    proposed = serializers.IntegerField(help_text=_("Matched, and not confirmed so far."))
    newest = serializers.DateField(source="as_of", help_text=_("As of which day the newest list is."))


class OfficialListsShape(serializers.Serializer):
    """What other offices' lists say, in numbers alone."""

    example = OFFICIAL_LISTS

    as_of = serializers.DateTimeField(allow_null=True, help_text=AS_OF)
    revision = serializers.IntegerField(help_text=REVISION)
    month = MonthField(help_text=_("Licensed in this month or before."))
    kecamatan = serializers.CharField(allow_null=True, help_text=_("Dotted code, or LUAR. Null: the city's residents."))
    licensed = serializers.IntegerField(help_text=_("People of the metric licensed, through that month."))
    on_a_list = serializers.IntegerField(help_text=_("Of these, people of whom a line of such a list is confirmed."))
    lists = ListsShape(allow_null=True, help_text=_("The lists, of the whole city. Null where there is none."))
