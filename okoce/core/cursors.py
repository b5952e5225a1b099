"""Long lists of the API, read page by page: what comes or goes meanwhile moves no page."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination

LARGEST = 500


class Cursor(CursorPagination):
    """Rows in the order of their keys, from the one that the cursor stands for."""

    def __init__(self, page_size: int, ordering: str) -> None:
        self.page_size, self.ordering = page_size, (ordering,)

    def get_page_size(self, request: Any) -> int:
        return self.page_size

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> tuple[str, ...]:
        return self.ordering

    def rows(self, queryset: QuerySet, request: Any) -> list[Any]:
        """The rows of the page that the request asks for; raises ValidationError for a cursor that is none."""
        try:
            return list(self.paginate_queryset(queryset, request) or [])
        except (NotFound, ValidationError, ValueError, DataError):
            sentence = _("This is no cursor: take it from “next” or “previous” of the page before.")
            raise serializers.ValidationError({"cursor": [sentence]}, "invalid") from None

    def around(self, count: int) -> dict[str, Any]:
        """What a list says besides its results."""
        return {"count": count, "next": self.get_next_link(), "previous": self.get_previous_link()}


class CursorFields(serializers.Serializer):
    """The parameters that every long list takes."""

    cursor = serializers.CharField(
        required=False,
        min_length=1,
        max_length=300,
        help_text=_("Where to go on: part of the addresses “next” and “previous”."),
    )
    page_size = serializers.IntegerField(
        min_value=1, max_value=LARGEST, default=LARGEST, help_text=_("Rows on a page, at most 500.")
    )
