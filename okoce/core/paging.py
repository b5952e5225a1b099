"""Pages of a list: one size on screen, one place that reads ?page=."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

ON_SCREEN = 50


def page_of(
    request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int = ON_SCREEN, *, many: int | None = None
) -> Page[Any]:
    """The page that the request asks for; the nearest one when it asks for none or too many.

    How many rows there are is not asked again where somebody knows it.
    """
    pages = Paginator(rows, size)
    if many is not None:
        pages.count = many
    return pages.get_page(request.GET.get("page"))
