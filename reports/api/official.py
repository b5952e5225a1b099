"""What other offices' lists say of those who count as licensed, as it is known today."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from okoce.core.months import Month, today
from okoce.core.queries import MonthField
from reports.api.questions import CodesField, MonthsQuery
from reports.api.reads import ToldAsItIsView
from reports.explaining.asked import Number
from reports.official import LICENSED, beside
from reports.reading_shapes import OfficialListsShape
from reports.standing import standing


class OfficialListsQuery(MonthsQuery):
    month = MonthField(required=False, help_text=_("Licensed in this month or before; the current one when left out."))
    kecamatan = CodesField(
        required=False, help_text=_("One dotted code, or LUAR; the residents of the city when left out.")
    )

    validate_month = MonthsQuery.within_reach

    def validate_kecamatan(self, codes):
        if len(codes) > 1:
            raise serializers.ValidationError(_("One at a time."), "repeated")
        return codes[0]

    def validate(self, asked):
        return {"month": Month.of(today()), "kecamatan": "", "programme": self.programme} | asked


class OfficialListsView(ToldAsItIsView):
    title = _("Official lists")
    about = _(
        "Of those who count as licensed, of how many a verifier confirmed a line of a licensing office's list; and how many"
        " of the licences on these lists are confirmed to be of participants. A reading of today."
    )
    group = "counts"
    query = OfficialListsQuery
    shape = OfficialListsShape
    renderer_classes = [JSONRenderer]

    def answer(self, asked):
        number = Number(LICENSED, asked["programme"].first, asked["month"], kecamatan=asked["kecamatan"])
        told, now = beside(number), standing()
        said: dict[str, Any] = {
            "as_of": now.as_of,
            "revision": now.revision,
            "month": asked["month"].first,
            "kecamatan": number.kecamatan or None,
            "licensed": told.licensed if told else number.value(),
            "on_a_list": told.shown if told else 0,
            "lists": told and told.share._asdict(),
        }
        return Response(OfficialListsShape(said).data)
