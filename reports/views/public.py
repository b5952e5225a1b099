"""What everybody may read without signing in: one page, and two tables as files (docs/open-data.md)."""

import json

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from okoce.core.months import Month, today
from reports.api.formats import as_csv
from reports.known import Ground
from reports.publishing.data import TABLES, as_json, as_metadata
from reports.publishing.page import Page
from reports.publishing.tables import Published
from reports.views.public_answers import answer


@login_not_required
def public(request):
    def make():
        # Without the request: whoever asks, it is the same page, and nobody looks for a session.
        return HttpResponse(render_to_string("reports/public.html", Page(Month.of(today())).told()))

    return answer(request, make)


@login_not_required
def table_csv(request, table):
    def make():
        found = TABLES[table]
        made = HttpResponse(
            as_csv(found.rows(published()), [column.name for column in found.columns]), "text/csv; charset=utf-8"
        )
        made["Content-Disposition"] = f'attachment; filename="{table}.csv"'
        described = reverse("public-metadata", args=[table])
        made["Link"] = f'<{described}>; rel="describedby"; type="application/csvm+json"'
        return made

    return data(request, make)


@login_not_required
def table_json(request, table):
    return data(request, lambda: written(as_json(TABLES[table], published()), "application/json"))


@login_not_required
def table_metadata(request, table):
    return data(request, lambda: written(as_metadata(TABLES[table], published()), "application/csvm+json"))


def data(request, make):
    """The whole table, or a refusal: nobody is to take it for the part that they asked for."""
    if set(request.GET) - {"lang"}:
        raise BadRequest
    return answer(request, make)


def written(told, content_type):
    return HttpResponse(json.dumps(told, ensure_ascii=False), f"{content_type}; charset=utf-8")


def published():
    ground = Ground.of()
    return Published(ground, max(Month.of(today()), ground.targets.programme.first))
