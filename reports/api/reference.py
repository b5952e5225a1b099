"""What the numbers are read with: lists that come whole."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from okoce.accounts.roles import Power
from okoce.core.queries import Query
from programs.models import Agency, Curriculum, Kecamatan, Target
from reports.api.reads import ReadView
from reports.models import Definition, Period
from reports.shapes import (
    AgencyShape,
    CurriculumShape,
    DefinitionShape,
    KecamatanShape,
    PeriodShape,
    TargetShape,
    listed,
)


class ListQuery(Query):
    page = serializers.IntegerField(min_value=1, default=1, help_text=_("Which page; the first when left out."))
    page_size = serializers.IntegerField(min_value=1, max_value=500, default=500, help_text=_("Rows on a page."))


class ListView(ReadView):
    """Subclasses say the `rows` of a reference table, and the `row_shape` of one of them."""

    group = "reference"
    query = ListQuery

    def answer(self, asked):
        rows, page, size = list(self.rows()), asked["page"], asked["page_size"]
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


class TargetsView(ListView):
    title = _("Targets")
    about = _("Every version of every target, with its source and what replaced it.")
    row_shape = TargetShape
    shape = listed(TargetShape)

    def rows(self):
        return Target.objects.select_related("superseded_by")


class DefinitionsView(ListView):
    title = _("Definitions")
    about = _("The named readings of the headline.")
    row_shape = DefinitionShape
    shape = listed(DefinitionShape)

    def rows(self):
        return Definition.objects.all()


class PeriodsView(ListView):
    title = _("Periods")
    about = _("The months that anything was posted in, with their status; a month that is not listed is open.")
    row_shape = PeriodShape
    shape = listed(PeriodShape)

    def rows(self):
        return Period.objects.order_by("month")


class KecamatanView(ListView):
    title = _("Kecamatan")
    about = _("The 44 kecamatan with their dotted codes, their city and their place on the tile map.")
    power = Power.SEE_REFERENCE
    row_shape = KecamatanShape
    shape = listed(KecamatanShape)

    def rows(self):
        return Kecamatan.objects.select_related("city")


class CurriculaView(ListView):
    title = _("Curricula")
    about = _("What trainings teach; a training names the code of one.")
    power = Power.SEE_REFERENCE
    row_shape = CurriculumShape
    shape = listed(CurriculumShape)

    def rows(self):
        return Curriculum.objects.all()


class AgenciesView(ListView):
    title = _("Agencies")
    about = _("The departments that pay for trainings; a training names the code of one.")
    power = Power.SEE_REFERENCE
    row_shape = AgencyShape
    shape = listed(AgencyShape)

    def rows(self):
        return Agency.objects.all()
