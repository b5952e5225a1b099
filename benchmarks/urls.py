"""The site's addresses and one more: a page with nothing on it, to hold every other page against."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

from okoce.urls import urlpatterns


@login_not_required
def empty(request):
    """Two hundred bytes through the project's middleware, without a query."""
    return HttpResponse("." * 200, content_type="text/plain")


urlpatterns = [path("empty/", empty), *urlpatterns]
