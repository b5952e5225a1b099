"""Pages of a list: one size on screen, one place that reads ?page=."""

from django.core.paginator import Page, Paginator

ON_SCREEN = 50


def page_of(request, rows, size=ON_SCREEN) -> Page:
    """The page that the request asks for; the nearest one when it asks for none or too many."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
