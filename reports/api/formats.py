"""The same rows as JSON or as CSV, and smaller on the way."""

import csv
import gzip
import io
from collections.abc import Collection, Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer

from okoce.core.queries import Query
from okoce.core.sheets.formulas import safe

# Below this the packing costs more than it saves.
WORTH_PACKING = 500


class FormatFirst(DefaultContentNegotiation):
    """`format` in the address goes before the Accept header; one that is not known is refused as a parameter."""

    def select_renderer(self, request, renderers, format_suffix=None):
        for renderer in renderers:
            if renderer.format == request.query_params.get("format"):
                return renderer, renderer.media_type
        return super().select_renderer(request, renderers, format_suffix)


class CsvRenderer(BaseRenderer):
    """The rows of the results, under the view's `columns`, as a file of its `file_name`."""

    media_type = "text/csv"
    format = "csv"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        view, response = renderer_context["view"], renderer_context["response"]
        response["Content-Disposition"] = f'attachment; filename="{view.file_name}.csv"'
        return as_csv(data["results"], view.columns)


def as_csv(rows: Iterable[dict[str, Any]], columns: Collection[str]) -> str:
    """The rows under the names of their columns."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([safe(row[name]) for name in columns] for row in rows)
    return text.getvalue()


def refuse_pages(query: Query, asked: dict[str, Any], *pages: str) -> None:
    """Raises ValidationError for a page of CSV: a spreadsheet would take it for all there is."""
    turned = [name for name in pages if name in query.initial_data]
    if asked.get("format") == "csv" and turned:
        sentence = _("CSV comes whole: leave this out, or read JSON page by page.")
        raise ValidationError(dict.fromkeys(turned, sentence), "csv_comes_whole")


def pack(response: HttpResponse) -> None:
    """Make the body smaller, where that is worth while; the same body gives the same bytes."""
    if len(response.content) >= WORTH_PACKING:
        response.content = gzip.compress(response.content, compresslevel=6, mtime=0)
        response["Content-Encoding"] = "gzip"
