"""Where it stands and why: each kecamatan against its own target, and what keeps it from it."""

from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from okoce.core.months import today
from programs.models import Kecamatan
from reports.api.reads import ToldAsItIsView
from reports.api.summary import SummaryQuery
from reports.definitions import named_in
from reports.known import Ground
from reports.local import local
from reports.place_shapes import DiagnosisShape, SharedByShape
from reports.places import Grounds, rows
from reports.summary import totals_by_place


class DiagnosisQuery(SummaryQuery):
    # Half of it is read from the facts of today.
    as_of = None


class DiagnosisView(ToldAsItIsView):
    title = _("Where, and why")
    about = _(
        "Each kecamatan against its own part of the target, the one that needs help most first, and in at most two sentences"
        " why. A reading of today."
    )
    group = "counts"
    query = DiagnosisQuery
    shape = DiagnosisShape
    renderer_classes = [JSONRenderer]

    def answer(self, asked):
        month, ground = asked["month"], Ground.of()
        definition = asked.get("definition") or named_in(month)
        kecamatan = list(Kecamatan.objects.all())
        grounds = Grounds.of(month, definition, ground, known=local(month), day=today())
        found = rows(grounds, totals_by_place(month, ground.targets), kecamatan)
        now = ground.standing
        told = {
            "as_of": now.as_of,
            "revision": now.revision,
            "month": month.first,
            "definition": {
                "code": definition.code,
                "metric": definition.metric,
                "backcast": month in ground.backwards(definition),
            },
            "shared_by": SharedByShape.told(grounds.own.weights),
            "count": len(found),
            "results": [told_of(row) for row in found],
        }
        return Response(DiagnosisShape(told).data)


def told_of(row):
    return {
        "kecamatan": row.place.code,
        "need": row.need,
        "month": {"value": row.month.value, "target": row.month.target},
        "through": {"value": row.through.value, "target": row.through.target},
        "diagnosis": row.diagnosis,
    }
