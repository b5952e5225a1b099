"""What the numbers are read with: lists that come whole."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from okoce.accounts.roles import Power
from okoce.core.queries import Query
from programs.models import Agency, Curriculum, Kecamatan
from reports import calendar
from reports.api.formats import CsvRenderer, FormatFirst, as_csv, refuse_pages
from reports.api.reads import ReadView
from reports.name_shapes import AgencyShape, CurriculumShape, KecamatanShape
from reports.sampling.results import every_result
from reports.sampling.shapes import SampleShape
from reports.shapes import PeriodShape, listed


class ListQuery(Query):
    page = serializers.IntegerField(min_value=1, default=1, help_text=_("Which page; the first when left out."))
    page_size = serializers.IntegerField(min_value=1, max_value=500, default=500, help_text=_("Rows on a page."))
    format = serializers.ChoiceField(
        ["json", "csv"], required=False, help_text=_("The same rows as JSON or CSV; goes before the Accept header.")
    )

    def validate(self, asked):
        refuse_pages(self, asked, "page", "page_size")
        return asked


class ListView(ReadView):
    """Subclasses say the `rows` of a reference table, the `row_shape` of one of them, and the `file_name` of all as CSV."""

    group = "reference"
    query = ListQuery
    content_negotiation_class = FormatFirst
    renderer_classes = [JSONRenderer, CsvRenderer]

    @property
    def columns(self):
        return list(self.row_shape().fields)

    @property
    def example_as_csv(self):
        return as_csv(self.shape.example["results"], self.columns)

    def answer(self, asked):
        rows, page, size = list(self.rows()), asked["page"], asked["page_size"]
        if self.request.accepted_renderer.format == "csv":
            return Response({"results": self.row_shape(rows, many=True).data})
        pages = max(1, -(-len(rows) // size))
        if page > pages:
            sentence = _("The last page is %(pages)s.") % {"pages": pages}
            raise serializers.ValidationError({"page": [sentence]}, "page_out_of_range")
        shown = rows[(page - 1) * size : page * size]
        return Response(
            {
                "count": len(rows),
                "next": self.address(page + 1) if page < pages else None,
                "previous": self.address(page - 1) if page > 1 else None,
                "results": self.row_shape(shown, many=True).data,
            }
        )

    def address(self, page):
        return replace_query_param(self.request.build_absolute_uri(), "page", page)


class PeriodsView(ListView):
    title = _("Periods")
    about = _(
        "The months that are not open, or were closed before, with their status and their newest closing; a month that is not listed is open."
    )
    # Which month is closed is public: whoever enters something has to know.
    power = Power.SEE_REFERENCE
    row_shape = PeriodShape
    shape = listed(PeriodShape)
    file_name = "periods"

    def rows(self):
        return calendar.periods()


class SamplesView(ListView):
    title = _("Samples")
    about = _("The random audit of each closing, newest first: how many were drawn, and how many of them were wrong.")
    row_shape = SampleShape
    shape = listed(SampleShape)
    file_name = "samples"

    def rows(self):
        return every_result()


class KecamatanView(ListView):
    title = _("Kecamatan")
    about = _("The 44 kecamatan with their dotted codes, their city and their place on the tile map.")
    power = Power.SEE_REFERENCE
    row_shape = KecamatanShape
    shape = listed(KecamatanShape)
    file_name = "kecamatan"

    def rows(self):
        return Kecamatan.objects.select_related("city")


class CurriculaView(ListView):
    title = _("Curricula")
    about = _("What trainings teach; a training names the code of one.")
    power = Power.SEE_REFERENCE
    row_shape = CurriculumShape
    shape = listed(CurriculumShape)
    file_name = "curricula"

    def rows(self):
        return Curriculum.objects.all()


class AgenciesView(ListView):
    title = _("Agencies")
    about = _("The departments that pay for trainings; a training names the code of one.")
    power = Power.SEE_REFERENCE
    row_shape = AgencyShape
    shape = listed(AgencyShape)
    file_name = "agencies"

    def rows(self):
        return Agency.objects.all()
