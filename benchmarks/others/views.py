"""The same numbers as a Django developer would get them without rollups: with our token, and nothing else of ours."""

from collections.abc import Callable

from django.db import connection
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncMonth
from django.http import Http404
from django.urls import path
from rest_framework.response import Response
from rest_framework.views import APIView

from benchmarks.others.question import COLUMNS, QUESTIONS, Row
from okoce.accounts.models import Scope
from okoce.accounts.roles import Power
from participants.models import Attendance, Participant, Residence
from programs.models import Training, TrainingSession


class Counts(APIView):
    scope, power = Scope.SUMMARY, Power.SEE_COUNTS

    def get(self, request, metric):
        if metric not in QUESTIONS:
            raise Http404
        return Response([dict(zip(COLUMNS, row, strict=True)) for row in self.rows(metric)])


class ByModels(Counts):
    """Counted by the models each time that somebody asks."""

    def rows(self, metric):
        return by_models(metric)


class FromView(Counts):
    """Read from a materialized view, as old as its last refresh."""

    def rows(self, metric):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT month, kecamatan, value FROM {view_of(metric)} ORDER BY month, kecamatan")
            return cursor.fetchall()


def by_models(metric: str) -> list[Row]:
    counted = FACTS[metric]().values("month", "place").annotate(value=Count("pk")).order_by("month", "place")
    rows = counted.values_list("month", "place", "value")
    # Left out here: a condition on it would have the database look for each home twice.
    return [(f"{month:%Y-%m}", place, value) for month, place, value in rows if place]


def registered() -> QuerySet:
    homes = Residence.objects.filter(participant=OuterRef("pk"), since__lte=OuterRef("registered_on"))
    people = Participant.objects.filter(identity_verified=True, registered_on__isnull=False)
    return people.annotate(
        month=TruncMonth("registered_on"), place=Subquery(homes.order_by("-since").values("kecamatan")[:1])
    )


def attendances() -> QuerySet:
    held = {"session__state": TrainingSession.State.HELD, "session__training__state": Training.State.VERIFIED}
    came = Attendance.objects.filter(status__in=Attendance.CAME, **held)
    return came.annotate(month=TruncMonth("session__held_on"), place=F("session__training__kecamatan"))


# What is counted of each metric, with its month and place.
FACTS: dict[str, Callable[[], QuerySet]] = {"registered": registered, "attendances": attendances}


def view_of(metric: str) -> str:
    return f"bench_{metric}"


urlpatterns = [
    path("others/models/<metric>/", ByModels.as_view()),
    path("others/view/<metric>/", FromView.as_view()),
]
