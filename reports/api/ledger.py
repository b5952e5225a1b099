"""The entries behind a number, in the order in which they were written."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from okoce.accounts.models import Scope
from okoce.accounts.roles import Power
from okoce.core.cursors import Cursor, CursorFields
from okoce.core.queries import MonthField
from programs.scoping import area_of
from reports.api.formats import CsvRenderer, FormatFirst, as_csv, refuse_pages
from reports.api.questions import CodesField, MetricsField, MonthsQuery, RevisionField
from reports.api.reads import ReadView, revision_headers
from reports.entries import entries
from reports.shapes import LedgerEntryShape, LedgerShape
from reports.standing import standing


class LedgerQuery(MonthsQuery, CursorFields):
    metric = MetricsField(required=False, help_text=_("One metric or several, with commas; all when left out."))
    month = MonthField(required=False, help_text=_("The month that an entry counts in."))
    posting_month = MonthField(required=False, help_text=_("The month that it is published in."))
    kecamatan = CodesField(required=False, help_text=_("Dotted codes, with commas; all that you see when left out."))
    source = serializers.UUIDField(
        required=False, help_text=_("The id of one record that was counted, as “source” gives it.")
    )
    since = RevisionField(
        required=False, help_text=_("Only entries of later revisions: “revision” of the last page read before.")
    )
    format = serializers.ChoiceField(
        ["json", "csv"], required=False, help_text=_("The same rows as JSON or CSV; goes before the Accept header.")
    )

    validate_month = validate_posting_month = MonthsQuery.within_reach

    def validate(self, asked):
        refuse_pages(self, asked, *CursorFields().fields)
        return asked

    def validate_kecamatan(self, codes):
        """Without this, a place that the user does not see would look like one in which nothing was counted."""
        area = area_of(self.context["request"].user)
        if area is not None and (hidden := [code for code in codes if code not in area]):
            sentence = _("You see the entries of %(area)s, not those of %(hidden)s.")
            words = {"area": ", ".join(area) or "-", "hidden": ", ".join(hidden)}
            raise serializers.ValidationError(sentence % words, "outside_area")
        return codes


# Rows of CSV: what a spreadsheet opens, and a process holds.
MOST_AS_CSV = 50_000
OF_ENTRIES = [
    OpenApiParameter(
        "OKOCE-Area",
        location=OpenApiParameter.HEADER,
        response=[200],
        description=_("The kecamatan whose entries you see; left out when that is the whole city."),
    )
]


class LedgerView(ReadView):
    title = _("The ledger")
    about = _(
        "The entries that a number is the sum of, oldest first; none is ever changed or deleted, and a correction is an"
        " entry of its own. A user with kecamatan sees their entries alone, and “area” says so."
        " To keep a copy: read page after page along “next”, and later go on with “since” the last page's revision."
        " CSV has no pages: all rows come at once, and more than 50,000 are refused."
    )
    group = "counts"
    headers_told = OF_ENTRIES
    scope = Scope.DETAILS
    power = Power.SEE_RECORDS
    query = LedgerQuery
    shape = LedgerShape
    example_as_csv = as_csv(LedgerShape.example["results"], LedgerEntryShape().fields)
    file_name = "ledger"
    columns = tuple(LedgerEntryShape().fields)
    content_negotiation_class = FormatFirst
    renderer_classes = [JSONRenderer, CsvRenderer]
    same_for_all = False

    def about_reader(self, request):
        return [str(area_of(request.user))]

    def answer(self, asked):
        user, now = self.request.user, standing()
        asked = {name: value for name, value in asked.items() if name not in ("cursor", "format")}
        size = asked.pop("page_size")
        rows = entries(user, **asked)
        told = {"as_of": now.as_of, "revision": now.revision, "area": area_of(user)}
        if self.request.accepted_renderer.format == "csv":
            return Response({**told, "results": LedgerEntryShape(whole(rows), many=True).data})
        pages = Cursor(size, "id")
        shown = LedgerEntryShape(pages.rows(rows, self.request), many=True).data
        return Response({**told, **pages.around(rows.count()), "results": shown})

    def spoken(self, data):
        area = {} if data["area"] is None else {"OKOCE-Area": ", ".join(data["area"])}
        return revision_headers(standing()) | area


def whole(rows):
    """All the rows; raises ValidationError for more than fit, because a part would look like all of them."""
    if (count := rows.count()) > MOST_AS_CSV:
        sentence = _("These are %(count)s entries, and CSV has at most %(most)s: ask by month or since, or read JSON.")
        words = {"count": count, "most": MOST_AS_CSV}
        raise serializers.ValidationError({"format": [sentence % words]}, "too_many_rows")
    return rows.order_by("id")
