"""Addresses of the REST API, version 1."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from okoce.core.queries import Query
from okoce.core.schema import SchemaView
from participants.api.attendances import Attendances, Leave
from participants.api.batches import BatchesView, in_batches
from participants.api.businesses import AddOwner, Businesses
from participants.api.checked import DECISIONS, Withdraw
from participants.api.entrepreneurs import Entrepreneurs, SubmitEntrepreneur
from participants.api.evidence import files
from participants.api.job_reports import JobReports, SubmitJobReport
from participants.api.milestones import Milestones, SubmitMilestone
from participants.api.people import Complete, Move, Participants
from participants.api.trainings import SubmitTraining, Trainings
from participants.api.visits import SubmitVisit, Visits
from participants.models import JobReport, Milestone, Visit
from programs.api.expenses import Expenses, StrikesOut
from programs.api.records import addresses
from programs.api.sessions import Cancel, Sessions
from reports.api.counts import CountsView
from reports.api.course import CohortsView, ForecastView
from reports.api.definitions import DefinitionsView
from reports.api.diagnosis import DiagnosisView
from reports.api.explain import ExplainView
from reports.api.ledger import LedgerView
from reports.api.official import OfficialListsView
from reports.api.readings import AgencyClaimsView, SurvivalView
from reports.api.reference import (
    AgenciesView,
    CurriculaView,
    KecamatanView,
    PeriodsView,
    SamplesView,
)
from reports.api.summary import SummaryView
from reports.api.targets import TargetsView

IN_BATCHES = in_batches(
    Expenses(),
    Trainings(),
    Sessions(),
    Participants(),
    Attendances(),
    Businesses(),
    Visits(),
    Milestones(),
    JobReports(),
)


class AddressesView(APIView):
    """Where to begin: every address that asks for no key, by name. Open to everybody, as the description is."""

    authentication_classes, permission_classes = [], []

    @extend_schema(exclude=True)
    def get(self, request):
        Query.of(request)
        begun = [one.name for one in urlpatterns if not one.pattern.converters and one.name != "api-addresses"]
        return Response({name.removeprefix("api-"): reverse(name, request=request) for name in begun})


urlpatterns = [
    path("", AddressesView.as_view(), name="api-addresses"),
    path("summary/", SummaryView.as_view(), name="api-summary"),
    path("counts/", CountsView.as_view(), name="api-counts"),
    path("counts/explain/", ExplainView.as_view(), name="api-explain"),
    path("ledger/", LedgerView.as_view(), name="api-ledger"),
    path("targets/", TargetsView.as_view(), name="api-targets"),
    path("definitions/", DefinitionsView.as_view(), name="api-definitions"),
    path("periods/", PeriodsView.as_view(), name="api-periods"),
    path("samples/", SamplesView.as_view(), name="api-samples"),
    path("kecamatan/", KecamatanView.as_view(), name="api-kecamatan"),
    path("curricula/", CurriculaView.as_view(), name="api-curricula"),
    path("agencies/", AgenciesView.as_view(), name="api-agencies"),
    path("agencies/claims/", AgencyClaimsView.as_view(), name="api-agency-claims"),
    path("diagnosis/", DiagnosisView.as_view(), name="api-diagnosis"),
    path("survival/", SurvivalView.as_view(), name="api-survival"),
    path("forecast/", ForecastView.as_view(), name="api-forecast"),
    path("cohorts/", CohortsView.as_view(), name="api-cohorts"),
    path("official-lists/", OfficialListsView.as_view(), name="api-official-lists"),
    *addresses(Expenses(), StrikesOut()),
    *addresses(Trainings(), SubmitTraining(), *DECISIONS),
    *addresses(Sessions(), Cancel()),
    *addresses(Attendances(), Leave()),
    *addresses(Participants(), Complete(), Move()),
    *addresses(Businesses(), AddOwner()),
    *addresses(Visits(), SubmitVisit(), *DECISIONS, Withdraw(Visit)),
    *addresses(Milestones(), SubmitMilestone(), *DECISIONS, Withdraw(Milestone)),
    *addresses(Entrepreneurs(), SubmitEntrepreneur(), *DECISIONS),
    *addresses(JobReports(), SubmitJobReport(), *DECISIONS, Withdraw(JobReport)),
    *files,
    path("batches/", BatchesView.as_view(kinds=IN_BATCHES), name="api-batches"),
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
