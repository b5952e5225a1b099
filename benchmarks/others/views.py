"""The same numbers as a Django developer would get them without rollups: with our token, and nothing else of ours."""

from django.db import connection
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import TruncMonth
from django.urls import path
from rest_framework.response import Response
from rest_framework.views import APIView

from benchmarks.others.question import COLUMNS
from okoce.accounts.models import Scope
from okoce.accounts.roles import Power
from participants.models import Participant, Residence

VIEW = "bench_registered"


class Registered(APIView):
    scope, power = Scope.SUMMARY, Power.SEE_COUNTS

    def get(self, request):
        return Response([dict(zip(COLUMNS, row, strict=True)) for row in self.rows()])


class ByModels(Registered):
    """Counted by the models each time that somebody asks."""

    def rows(self):
        homes = Residence.objects.filter(participant=OuterRef("pk"), since__lte=OuterRef("registered_on"))
        people = Participant.objects.filter(identity_verified=True, registered_on__isnull=False)
        lived = people.annotate(
            month=TruncMonth("registered_on"), place=Subquery(homes.order_by("-since").values("kecamatan")[:1])
        )
        counted = lived.values("month", "place").annotate(value=Count("pk")).order_by("month", "place")
        rows = counted.values_list("month", "place", "value")
        # Left out here: a condition on it would have the database look for each home twice.
        return [(f"{month:%Y-%m}", place, value) for month, place, value in rows if place]


class FromView(Registered):
    """Read from a materialized view, as old as its last refresh."""

    def rows(self):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT month, kecamatan, value FROM {VIEW} ORDER BY month, kecamatan")
            return cursor.fetchall()


urlpatterns = [path("others/models/", ByModels.as_view()), path("others/view/", FromView.as_view())]
