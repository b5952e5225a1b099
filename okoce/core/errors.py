"""What somebody sees when a request fails: a page, and under /api/ a problem.

None of them needs the database, and none reads the request's body, as Django's own pages do: it may be what failed.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as csrf_page

from okoce.core.problems import SENTENCES, answer

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(API):
        return answer(400, "bad_request", _("The request could not be read."))
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(API):
        return answer(403, "permission_denied", str(SENTENCES["permission_denied"]))
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(API):
        ends = "" if request.path.endswith("/") else " " + _("Addresses of the API end in “/”.")
        return answer(404, "not_found", f"{SENTENCES['not_found']}{ends}")
    return render(request, "404.html", status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(API):
        return answer(429, "throttled", str(SENTENCES["throttled"]))
    return render(request, "429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(API):
        return answer(500, "server_error", _("Something broke on our side; it has been noted without your data."))
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if request.path.startswith(API):
        return answer(403, "csrf_failed", _("The form's token is missing or too old: load the page again."))
    return csrf_page(request, reason)
