"""Which number the records and their entries are asked for: one that programs may ask about, or one that a page alone adds up."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.core.months import Month, today
from okoce.core.queries import MonthField
from reports.api.explain import NumberQuery
from reports.api.ledger import LedgerQuery
from reports.cohorts import RUNGS


class RecordsQuery(NumberQuery):
    """What the API explains, and besides: any months together (`from` one to the `month`), and a part of a cohort.

    `registered` are those alone who registered in that month, and had climbed the rung by the end of the `month`
    (docs/cohorts.md).
    """

    vars()["from"] = MonthField(required=False)
    registered = MonthField(required=False)

    # What says itself which months are added up, and of whom.
    alone = ("span", "vintage", "kecamatan", "definition", "from")

    validate_from = validate_registered = NumberQuery.within_reach

    def validate(self, asked):
        if "from" in asked and asked["span"] != "month":
            raise serializers.ValidationError({"from": [_("Give the first month or a span, not both.")]}, "both")
        if "registered" in asked:
            self.refuse_beside_registered(asked)
        return super().validate(asked)

    def refuse_beside_registered(self, asked):
        usual = {"span": "month", "vintage": "latest"}
        if any(asked.get(name) not in (None, usual.get(name)) for name in self.alone):
            sentence = _("What became of those who registered is told of the whole city, in its latest numbers.")
            raise serializers.ValidationError({"registered": [sentence]}, "alone")
        if asked.get("metric") not in RUNGS:
            sentence = _("Choose from: %(known)s.") % {"known": ", ".join(RUNGS)}
            raise serializers.ValidationError({"metric": [sentence]}, "unknown")

    def first_of(self, asked):
        first = asked.get("registered") or asked.get("from")
        if first is None:
            return super().first_of(asked)
        refuse_before(first, asked["month"])
        return first

    def number_of(self, asked, first):
        number = super().number_of(asked, first)
        return replace(number, registered=asked.get("registered"))


class EntriesQuery(LedgerQuery):
    """What ledger/ of the API is asked with, and besides: any months together (`from` one to the `month`).

    Their last may be said as `to` too, as in counts/; without a first one they are then all until it.
    """

    vars()["from"] = MonthField(required=False)
    to = MonthField(required=False)

    validate_from = validate_to = LedgerQuery.within_reach

    def validate(self, asked):
        if last := asked.pop("to", None):
            if "month" in asked:
                raise serializers.ValidationError(
                    {"to": [_("Give the last month once: as “to” or as “month”.")]}, "both"
                )
            asked = {"from": self.reach[0]} | asked | {"month": last}
        if first := asked.pop("from", None):
            last = asked.setdefault("month", Month.of(today()))
            refuse_before(first, last)
            asked |= {"first": first} if first < last else {}
        return super().validate(asked)


def refuse_before(first, last):
    """Raise ValidationError for a last month before the first one."""
    if first > last:
        raise serializers.ValidationError({"month": [_("This is before the first month.")]}, "before")
