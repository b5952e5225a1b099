"""What is asked of the numbers: months, metrics, places and revisions that there are."""

import functools

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from okoce.core.months import Month, now, today
from okoce.core.queries import Query, WordsField
from programs.models import Programme
from programs.places import places, unknown
from reports.contributions import METRICS
from reports.definitions import series
from reports.standing import NUMBER, NoSuchMoment, Standing, standing, standing_said


class MonthsQuery(Query):
    """Asks about months that there are counts for."""

    @functools.cached_property
    def programme(self) -> Programme:
        return Programme.objects.get()

    @property
    def reach(self) -> tuple[Month, Month]:
        return self.programme.first, Month.of(today())

    def within_reach(self, month: Month) -> Month:
        first, last = self.reach
        if not first <= month <= last:
            sentence = _("There are counts from %(first)s to %(last)s.") % {"first": first, "last": last}
            raise serializers.ValidationError(sentence, "month_out_of_range")
        return month


class MetricsField(WordsField):
    """Metrics, and those of a later set of thresholds as `metric@CODE`."""

    def __init__(self, **kwargs):
        super().__init__(known=METRICS, **kwargs)

    def to_internal_value(self, data):
        if "@" in data:
            self.known = self.words()
        return super().to_internal_value(data)

    def words(self):
        return [*METRICS, *series()]


class CodesField(WordsField):
    """Dotted kecamatan codes, or LUAR for people from outside Jakarta."""

    are_codes = True

    def __init__(self, **kwargs):
        super().__init__(known=(), **kwargs)

    def to_internal_value(self, data):
        self.known = self.words()
        return super().to_internal_value(data)

    def words(self):
        return places()

    def fail(self, key, **about):
        if key == "unknown":
            raise serializers.ValidationError(unknown(about["word"]), "unknown")
        super().fail(key, **about)


@extend_schema_field({"type": "integer", "format": "int64", "minimum": 0, "examples": [0]})
class RevisionField(serializers.Field):
    """The number of a revision that there is; 0 is before the first."""

    default_error_messages = {
        "invalid": _("Write the number of a revision, as answers give it."),
        "revision_unknown": _("There is no such revision yet; the newest is {newest}."),
    }

    def to_internal_value(self, data):
        if not NUMBER.fullmatch(data):
            self.fail("invalid")
        if int(data) > (newest := standing().revision):
            self.fail("revision_unknown", newest=newest)
        return int(data)


@extend_schema_field({"type": "string", "pattern": r"^(\d{1,18}|\d{4}-\d\d-\d\d)$", "examples": ["1"]})
class AsOfField(serializers.Field):
    """A revision's number, or a day that is over, to the Standing that it stands for."""

    def to_internal_value(self, data) -> Standing:
        try:
            return standing_said(data, at=now())
        except NoSuchMoment as none:
            raise serializers.ValidationError(none.sentence, none.code) from none
