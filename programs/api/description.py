"""The OpenAPI description of records: lists, one record, and what is done to it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from okoce.core import problems
from okoce.core.queries import Query
from okoce.core.schema import LANGUAGE, LIMITS, PROBLEMS, ProblemShape
from programs.api.resources import TryQuery

OF_WRITES = {
    404: _("No such record, or one outside the user's kecamatan."),
    409: _(
        "The id stands for something else, is being written now, its parent has not arrived, or the record is in"
        " another state: the code says which."
    ),
    413: _("More than 2.5 MB."),
    415: _("Something else than JSON."),
}
# Of what is done to a record: what is done is said already.
ABOUT = {
    "list": _("Those that you may open, in the order of their ids, page by page."),
    "create": _("Under an id that you make: sent again with the same content it is the same record."),
    "read": _("As it is now."),
    "change": _("What is left out stays as it is."),
}


def header(name: str, about: Any, *statuses: int, **said: Any) -> OpenApiParameter:
    return OpenApiParameter(name, location=OpenApiParameter.HEADER, response=list(statuses), description=about, **said)


OF_ANSWERS = [
    *(header(name, about, 200, 201, 204, 429, type=int) for name, about in LIMITS.items()),
    header("WWW-Authenticate", _("Bearer"), 401),
]
WRITTEN = [
    header("Idempotent-Replayed", _("This content came under this id before."), 200, enum=["true"]),
    header("Dry-Run", _("Nothing of it was kept."), 200, 201, 204, enum=["true"]),
    header("Retry-After", _("Seconds to wait."), 409, 429, type=int),
]
KEY = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH, description=_("The record's id."))
READ = [header("Retry-After", _("Seconds to wait."), 429, type=int)]


class DoorSchema(AutoSchema):
    """Of a view with a `resource`."""

    def get_tags(self) -> list[str]:
        return ["records"]

    def get_operation_id(self) -> str:
        return f"{self.view.resource.name.replace('-', '_')}_{self.verb_of()}"

    def verb_of(self) -> str:
        raise NotImplementedError

    def get_summary(self) -> Any:
        return self.view.resource.about

    def get_description(self) -> Any:
        return ABOUT.get(self.verb_of(), _("Sent again, it answers like the first time."))

    def get_override_parameters(self) -> list[OpenApiParameter]:
        asked = (self.parameter(name, field) for name, field in self.query().fields.items())
        named = [KEY] if "{id}" in self.path else []
        return [*named, *asked, LANGUAGE, *OF_ANSWERS, *(READ if self.method == "GET" else WRITTEN)]

    def query(self) -> serializers.Serializer:
        return TryQuery()

    def parameter(self, name: str, field: Any) -> OpenApiParameter:
        schema = self._map_serializer_field(field, "request")
        about = schema.pop("description", "")
        form = {"style": "form", "explode": False} if schema.get("type") == "array" else {}
        return OpenApiParameter(name, schema, required=field.required, description=about, **form)

    def get_request_serializer(self) -> Any:
        return None

    def get_response_serializers(self) -> Any:
        refusals = {
            (status, problems.CONTENT_TYPE): OpenApiResponse(ProblemShape, sentence)
            for status, sentence in (PROBLEMS | self.refusals()).items()
        }
        return self.answers() | refusals

    def answers(self) -> dict:
        return {(200, "application/json"): OpenApiResponse(self.view.resource.shape, self.view.resource.about)}

    def refusals(self) -> dict:
        return OF_WRITES


class RecordsSchema(DoorSchema):
    def verb_of(self):
        return "list" if self.method == "GET" else "create"

    def query(self):
        return self.view.resource.query() if self.method == "GET" else super().query()

    def get_request_serializer(self):
        return self.view.resource.new if self.method == "POST" else None

    def answers(self):
        if self.method == "GET":
            return {(200, "application/json"): OpenApiResponse(page_of(self.view.resource.shape), _("A page of them."))}
        made = {(201, "application/json"): OpenApiResponse(self.view.resource.shape, _("It is new."))}
        return super().answers() | made

    def refusals(self):
        return {} if self.method == "GET" else OF_WRITES


class RecordSchema(DoorSchema):
    def verb_of(self):
        return "read" if self.method == "GET" else "change"

    def query(self):
        return Query() if self.method == "GET" else super().query()

    def get_request_serializer(self):
        return self.view.resource.changed if self.method == "PATCH" else None

    def refusals(self):
        return {404: OF_WRITES[404]} if self.method == "GET" else OF_WRITES


class ActionSchema(DoorSchema):
    def verb_of(self):
        return self.view.deed.name.replace("-", "_")

    def get_summary(self):
        return self.view.deed.about

    def get_request_serializer(self):
        return self.view.deed.body

    def answers(self):
        if self.view.deed.removes:
            return {204: OpenApiResponse(description=_("It is no more, or was taken off before."))}
        return super().answers()


def page_of(shape: type[serializers.BaseSerializer]) -> type[serializers.Serializer]:
    """The shape of a page of a long list of them."""
    fields = {
        "count": serializers.IntegerField(help_text=_("Rows on all pages.")),
        "next": serializers.URLField(allow_null=True, help_text=_("The next page. Null on the last.")),
        "previous": serializers.URLField(allow_null=True, help_text=_("The page before. Null on the first.")),
        "results": shape(many=True),
    }
    return type(f"{shape.__name__.removesuffix('Shape')}PageShape", (serializers.Serializer,), fields)
