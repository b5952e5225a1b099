"""Addresses of the REST API, version 1."""

from django.urls import path
from drf_spectacular.views import SpectacularSwaggerSplitView

from okoce.core.schema import SchemaView
from participants.api.checked import DECISIONS
from participants.api.visits import Visits
from programs.api.expenses import Expenses
from programs.api.records import addresses
from reports import api as reports

urlpatterns = [
    path("summary/", reports.SummaryView.as_view(), name="api-summary"),
    path("counts/", reports.CountsView.as_view(), name="api-counts"),
    path("targets/", reports.TargetsView.as_view(), name="api-targets"),
    path("definitions/", reports.DefinitionsView.as_view(), name="api-definitions"),
    path("periods/", reports.PeriodsView.as_view(), name="api-periods"),
    path("kecamatan/", reports.KecamatanView.as_view(), name="api-kecamatan"),
    *addresses(Expenses()),
    *addresses(Visits(), *DECISIONS),
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
