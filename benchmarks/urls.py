"""The site's addresses and some more, to hold the others against: a page with nothing on it, and rows without any care."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path
from rest_framework.generics import ListAPIView
from rest_framework.serializers import ModelSerializer

from benchmarks.others import views
from okoce.accounts.models import Scope
from okoce.accounts.roles import Power
from okoce.urls import urlpatterns
from reports.models import MonthlyCount


@login_not_required
def empty(request):
    """Two hundred bytes through the project's middleware, without a query."""
    return HttpResponse("." * 200, content_type="text/plain")


class RowSerializer(ModelSerializer):
    class Meta:
        model = MonthlyCount
        fields = ["month", "kecamatan", "metric", "value"]


class Rows(ListAPIView):
    """The rollups of one metric, as the REST framework lists a model unless told otherwise."""

    scope, power = Scope.SUMMARY, Power.SEE_COUNTS
    serializer_class = RowSerializer

    def get_queryset(self):
        rows = MonthlyCount.objects.filter(metric=self.request.GET["metric"])
        return rows.exclude(value=0).order_by("month", "kecamatan")


urlpatterns = [path("empty/", empty), path("rows/", Rows.as_view()), *views.urlpatterns, *urlpatterns]
