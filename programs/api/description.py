"""The OpenAPI description of records: lists, one record, and what is done to it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiRequest, OpenApiResponse
from rest_framework import serializers

from okoce.accounts.models import Scope
from okoce.accounts.roles import Power
from okoce.core import problems
from okoce.core.bodies import Body
from okoce.core.queries import Query
from okoce.core.schema import LANGUAGE, LIMITS, NEEDS, PROBLEMS, examples_of, refusal
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
SUMMARIES = {
    "list": _("%(what)s: a list"),
    "create": _("%(what)s: a new one"),
    "read": _("%(what)s: one"),
    "change": _("%(what)s: change one"),
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
        return SUMMARIES[self.verb_of()] % {"what": self.view.resource.about}

    def get_description(self) -> Any:
        return f"{self.about()} {NEEDS % {'scope': self.scope(), 'power': self.power()}}"

    def about(self) -> Any:
        return ABOUT.get(self.verb_of(), _("Sent again, it answers like the first time."))

    def scope(self) -> Scope:
        return self.view.resource.scope_to_read if self.method == "GET" else self.view.scope

    def power(self) -> Power:
        return self.view.power if self.method == "GET" else self.view.writing_power

    def get_override_parameters(self) -> list[OpenApiParameter]:
        asked = (self.parameter(name, field) for name, field in self.query().fields.items())
        named = [KEY] if "{id}" in self.path else []
        return [*named, *asked, LANGUAGE, *OF_ANSWERS, *(READ if self.method == "GET" else WRITTEN)]

    def query(self) -> serializers.Serializer:
        return TryQuery()

    def parameter(self, name: str, field: Any) -> OpenApiParameter:
        schema = self._map_serializer_field(field, "request")
        about = schema.pop("description", "")
        if isinstance(self.query(), TryQuery):
            # What a page to try it out begins with: whoever wants to write says so.
            schema["example"] = "yes"
        form = {"style": "form", "explode": False} if schema.get("type") == "array" else {}
        return OpenApiParameter(name, schema, required=field.required, description=about, **form)

    def get_request_serializer(self) -> Any:
        return None

    def get_response_serializers(self) -> Any:
        refusals = {
            (status, problems.CONTENT_TYPE): refusal(status, sentence, self.query().fields)
            for status, sentence in (PROBLEMS | self.refusals()).items()
        }
        return self.answers() | refusals

    def answers(self) -> dict:
        return {(200, "application/json"): self.record(self.view.resource.about)}

    def record(self, about: Any) -> OpenApiResponse:
        shape = self.view.resource.shape
        return OpenApiResponse(shape, about, examples_of(shape.example))

    def refusals(self) -> dict:
        return OF_WRITES


class RecordsSchema(DoorSchema):
    def verb_of(self):
        return "list" if self.method == "GET" else "create"

    def query(self):
        return self.view.resource.query() if self.method == "GET" else super().query()

    def get_request_serializer(self):
        return with_example(self.view.resource.new, self.view.resource.shape) if self.method == "POST" else None

    def answers(self):
        if self.method == "GET":
            page = page_of(self.view.resource.shape)
            return {(200, "application/json"): OpenApiResponse(page, _("A page of them."), examples_of(page.example))}
        return super().answers() | {(201, "application/json"): self.record(_("It is new."))}

    def refusals(self):
        return {} if self.method == "GET" else OF_WRITES


class RecordSchema(DoorSchema):
    def verb_of(self):
        return "read" if self.method == "GET" else "change"

    def query(self):
        return Query() if self.method == "GET" else super().query()

    def get_request_serializer(self):
        return with_example(self.view.resource.changed) if self.method == "PATCH" else None

    def refusals(self):
        return {404: OF_WRITES[404]} if self.method == "GET" else OF_WRITES


class ActionSchema(DoorSchema):
    def verb_of(self):
        return self.view.deed.name.replace("-", "_")

    def get_summary(self):
        return self.view.deed.about

    def get_request_serializer(self):
        return with_example(self.view.deed.body)

    def answers(self):
        if self.view.deed.removes:
            return {204: OpenApiResponse(description=_("It is no more, or was taken off before."))}
        return super().answers()


def with_example(body: type[Body], shape: Any = None) -> OpenApiRequest:
    return OpenApiRequest(body, examples=examples_of(example_of(body, shape)))


def example_of(body: type[Body], shape: Any = None) -> dict[str, Any]:
    """What the body says of the record that the shape shows, and what it says besides."""
    known = (shape.example if shape else {}) | body.example
    fields = ((name, field) for name, field in body().fields.items() if name in known)
    return {name: known[name] for name, field in fields if field.allow_null or known[name] is not None}


def page_of(shape: type[serializers.BaseSerializer]) -> type[serializers.Serializer]:
    """The shape of a page of a long list of them."""
    fields = {
        "count": serializers.IntegerField(help_text=_("Rows on all pages.")),
        "next": serializers.URLField(allow_null=True, help_text=_("The next page. Null on the last.")),
        "previous": serializers.URLField(allow_null=True, help_text=_("The page before. Null on the first.")),
        "results": shape(many=True, help_text=_("The records of this page.")),
        "example": {"count": 1, "next": None, "previous": None, "results": [shape.example]},
    }
    return type(f"{shape.__name__.removesuffix('Shape')}PageShape", (serializers.Serializer,), fields)
