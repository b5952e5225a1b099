"""Targets: every version of every one, and what a month's target is in each kecamatan."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import PolymorphicProxySerializer

from okoce.core.months import Month, today
from okoce.core.queries import MonthField, WordsField
from programs.models import Programme, Target
from reports.api.questions import MonthsQuery
from reports.api.reference import ListQuery, ListView
from reports.known import Ground
from reports.place_shapes import OwnTargetShape, OwnTargetsShape
from reports.shapes import TargetShape, listed
from reports.shares import OwnTargets
from reports.targets import Targets


class TargetsQuery(MonthsQuery, ListQuery):
    by = WordsField(
        ["kecamatan"],
        required=False,
        help_text=_("With kecamatan the month's target of new entrepreneurs as it is shared out among them."),
    )
    month = MonthField(
        required=False,
        help_text=_("The versions that hold in this month; all when left out. By kecamatan the current one."),
    )

    validate_month = MonthsQuery.within_reach


Versions = listed(TargetShape)
# A list of versions, or of kecamatan with what is theirs.
EITHER = PolymorphicProxySerializer("Targets", [Versions, OwnTargetsShape], resource_type_field_name=None, many=False)
EITHER.example = Versions.example


class TargetsView(ListView):
    title = _("Targets")
    about = _(
        "Every version of every target, with its source and what replaced it. By kecamatan: what is each one's own of the"
        " month's target, by population where it is loaded."
    )
    query = TargetsQuery
    row_shape = TargetShape
    shape = EITHER
    file_name = "targets"

    def answer(self, asked):
        if "by" not in asked:
            self.found = self.versions(asked.get("month"))
            return super().answer(asked)
        month = asked.get("month", Month.of(today()))
        own = OwnTargets.of(month, Ground.of())
        self.row_shape, self.found = OwnTargetShape, own_rows(own)
        told = super().answer(asked)
        told.data.update(OwnTargetsShape.about(month, own.weights))
        return told

    def rows(self):
        return self.found

    @staticmethod
    def versions(month):
        rows = Target.objects.select_related("superseded_by")
        if month is None:
            return rows
        held = Targets.of(Programme.objects.get())
        holding = {held.row(row.metric, row.period, month) for row in held.rows}
        return [row for row in rows if row in holding]


def own_rows(own):
    """A row for each kecamatan; after the programme's last month without targets."""
    return [
        {
            "kecamatan": code,
            "target": own.month.get(code),
            "through": own.through.get(code),
            "people": None if own.weights.equal else weight,
        }
        for code, weight in sorted(own.weights.by.items())
    ]
