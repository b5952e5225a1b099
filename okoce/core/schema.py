"""The OpenAPI description of a read: its query, its answer and, beside every answer, what all of them have."""

import re
import threading
import time
from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.response import Response

from okoce.core import problems
from okoce.core.bodies import Text
from okoce.core.queries import Query

# What `code` of a refusal says; docs/api.md tells what each is about.
CODES = [
    "invalid",
    "parse_error",
    "not_authenticated",
    "authentication_failed",
    "permission_denied",
    "address_not_allowed",
    "not_found",
    "method_not_allowed",
    "not_acceptable",
    "refused",
    "version_stale",
    "wrong_state",
    "own_record",
    "evidence_missing",
    "not_ready",
    "id_used",
    "parent_missing",
    "parent_refused",
    "in_flight",
    "record_gone",
    "batch_refused",
    "too_large",
    "unsupported_media_type",
    "throttled",
    "server_error",
    "not_reached",
]


class RefusalShape(serializers.Serializer):
    """Why one field was refused."""

    field = serializers.CharField(help_text=_("Name of the parameter or field."))
    code = serializers.CharField(help_text=_("Stable, for programs."))
    detail = serializers.CharField(help_text=_("A sentence, in the language asked for."))


class ProblemShape(serializers.Serializer):
    """Problem details, RFC 9457."""

    type = serializers.CharField(help_text=_("Always about:blank: the code says what happened."))
    title = serializers.CharField(help_text=_("Name of the HTTP status."))
    status = serializers.IntegerField(help_text=_("HTTP status."))
    code = serializers.CharField(
        help_text=format_lazy(
            "{about} {codes}.", about=_("Stable, for programs. More may come:"), codes=", ".join(CODES)
        )
    )
    detail = serializers.CharField(help_text=_("A sentence, in the language asked for."))
    errors = RefusalShape(many=True, required=False, help_text=_("Each field that was refused."))
    retry_after = serializers.IntegerField(required=False, help_text=_("Seconds to wait before it is sent again."))


PROBLEMS = {
    400: _("A parameter that is not known, is given twice, is empty, or has a value that is not understood."),
    401: _("No token and no session, or a token that is wrong or has ended."),
    403: _("The token's scope, or what its user may do, does not reach this."),
    406: _("The Accept header asks for a type that this address does not write."),
    429: _("Too many requests in a minute, or wrong tokens from this address; Retry-After says for how many seconds."),
}
# Of each status the code that an example shows.
SHOWN = {
    400: "invalid",
    401: "not_authenticated",
    403: "permission_denied",
    404: "not_found",
    406: "not_acceptable",
    409: "id_used",
    413: "too_large",
    415: "unsupported_media_type",
    429: "throttled",
}
NEEDS = _("Needs the scope %(scope)s and the power %(power)s.")
UNCHANGED = 304
LIMITS = {
    "RateLimit-Limit": _("Requests a minute."),
    "RateLimit-Remaining": _("Requests that are left of this minute."),
    "RateLimit-Reset": _("Seconds until the next minute."),
}
# Beside numbers; what the others say stands beside every read.
OF_NUMBERS = [
    OpenApiParameter(name, enum=enum, location=OpenApiParameter.HEADER, response=[200], description=about)
    for name, enum, about in (
        ("OKOCE-Status", ["open", "provisional", "final"], _("Of the months asked about, the least sure one's.")),
        ("OKOCE-Definition", None, _("The code of the definition, or of the thresholds, that the numbers are by.")),
        (
            "OKOCE-Backcast",
            None,
            _("Of these, those that came after a month asked about was closed; left out if none."),
        ),
        ("OKOCE-Coverage", None, _("Kecamatan with anything counted, of those asked about: 41/44.")),
    )
]

# No enumeration: a browser sends a list of languages with their weights, and is answered.
LANGUAGE = OpenApiParameter(
    "Accept-Language",
    location=OpenApiParameter.HEADER,
    description=_("Language of the sentences in problem details: id (the default) or en."),
)
HEADERS = [
    LANGUAGE,
    OpenApiParameter(
        "If-None-Match",
        location=OpenApiParameter.HEADER,
        description=_("The ETag of an earlier answer: unchanged since then, the answer is 304 without a body."),
    ),
    OpenApiParameter(
        "ETag",
        location=OpenApiParameter.HEADER,
        response=[200, UNCHANGED],
        description=_("Changes with the revision, the months' status, the targets, the query, language and scope."),
    ),
    OpenApiParameter(
        "OKOCE-Revision", type=int, location=OpenApiParameter.HEADER, response=[200], description=_("As in the body.")
    ),
    OpenApiParameter(
        "OKOCE-As-Of",
        type=OpenApiTypes.DATETIME,
        location=OpenApiParameter.HEADER,
        response=[200],
        description=_("When that revision was written; left out before the first."),
    ),
    *(
        OpenApiParameter(
            name, type=int, location=OpenApiParameter.HEADER, response=[200, UNCHANGED, 429], description=about
        )
        for name, about in LIMITS.items()
    ),
    OpenApiParameter("WWW-Authenticate", location=OpenApiParameter.HEADER, response=[401], description=_("Bearer")),
    OpenApiParameter(
        "Retry-After", type=int, location=OpenApiParameter.HEADER, response=[429], description=_("Seconds to wait.")
    ),
]


def examples_of(value: Any) -> list[OpenApiExample]:
    return [OpenApiExample("example", value=value)]


def refusal(status: int, sentence: Any, known: Collection[str]) -> OpenApiResponse:
    """The answer that refuses with that status, where the query knows these parameters."""
    code = SHOWN[status]
    detail = problems.TooLarge.default_detail if status == problems.TooLarge.status_code else problems.SENTENCES[code]
    shown = problems.problem(status, code, str(detail))
    if status == 400:
        unknown = Query.unknown_parameter(known)
        shown["errors"] = [{"field": "tahun", "code": unknown.code, "detail": str(unknown)}]
    return OpenApiResponse(ProblemShape, sentence, examples_of(shown))


class ReadSchema(AutoSchema):
    """Of a view with `title`, `about`, `group`, its `query`, the `shape` of what it answers, and its own `headers`."""

    def get_operation_id(self):
        return self._tokenize_path()[-1].replace("-", "_")

    def get_summary(self):
        return self.view.title

    def get_description(self):
        return f"{self.view.about} {NEEDS % {'scope': self.view.scope, 'power': self.view.power}}"

    def get_tags(self):
        return [self.view.group]

    def get_override_parameters(self):
        asked = (self.parameter(name, field) for name, field in self.view.query().fields.items())
        return [*asked, *HEADERS, *self.view.headers_told]

    def parameter(self, name, field):
        schema = self._map_serializer_field(field, "request")
        about = schema.pop("description")
        form = {"style": "form", "explode": False} if schema["type"] == "array" else {}
        return OpenApiParameter(name, schema, required=field.required, description=about, **form)

    def get_response_serializers(self):
        answers = {
            (200, renderer.media_type): OpenApiResponse(
                self.view.shape if renderer.format == "json" else str,
                self.view.title,
                examples_of(self.view.shape.example if renderer.format == "json" else self.view.example_as_csv),
            )
            for renderer in self.view.renderer_classes
        }
        unchanged = {UNCHANGED: OpenApiResponse(description=_("Unchanged since the ETag that was sent."))}
        refusals = {
            (status, problems.CONTENT_TYPE): refusal(status, sentence, self.view.query().fields)
            for status, sentence in PROBLEMS.items()
        }
        return answers | unchanged | refusals


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "okoce.accounts.tokens.TokenAuthentication"
    name = ["bearer", "basic"]

    def get_security_requirement(self, auto_schema):
        # Either of them, not both; a password writes nothing.
        return [{name: []} for name in self.name if name == "bearer" or auto_schema.method == "GET"]

    def get_security_definition(self, auto_schema):
        about = _("Authorization: Bearer okoce_... with the scope summary or more.")
        password = _("The same token as the password of any user name, for programs that know no other way.")
        return [
            {"type": "http", "scheme": "bearer", "bearerFormat": "okoce_...", "description": about},
            {"type": "http", "scheme": "basic", "description": password},
        ]


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "okoce.accounts.tokens.SessionAuthentication"
    name = "cookie"
    # Before the one that the library brings.
    priority = 1

    def get_security_definition(self, auto_schema):
        about = _(
            "The cookie of a browser that is signed in, with its second factor. Whatever writes also sends the header"
            " X-CSRFToken, with what the cookie csrftoken says."
        )
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME, "description": about}


class WordsSchema(OpenApiSerializerFieldExtension):
    target_class = "okoce.core.queries.WordsField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema, direction):
        words = self.target.words()
        items = one_of(words) if self.target.are_codes else {"type": "string", "enum": list(words)}
        return {"type": "array", "items": items, "minItems": 1}


class MonthSchema(OpenApiSerializerFieldExtension):
    """Any month: a description that ended with this one would be wrong in the next."""

    target_class = "okoce.core.queries.MonthField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema, direction):
        return {"type": "string", "pattern": r"^[1-9]\d{3}-(0[1-9]|1[0-2])$", "examples": ["2018-03"]}


# Times the seconds for which counts are.
KEPT = 60


class ClockSchema(OpenApiSerializerFieldExtension):
    """Hours and minutes: what JSON Schema calls a time has seconds and a zone."""

    target_class = "rest_framework.serializers.TimeField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema, direction):
        return {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$", "examples": ["09:15"]}


class TextSchema(OpenApiSerializerFieldExtension):
    """With something that can be seen, unless it may be empty; a code is one of those that there are now."""

    target_class = "okoce.core.bodies.Text"
    match_subclasses = True

    def map_serializer_field(self, auto_schema, direction):
        schema = auto_schema._map_serializer_field(self.target, direction, bypass_extensions=True)  # noqa: SLF001 - as its own do
        if codes := getattr(self.target, "codes", None):
            return schema | one_of(codes())
        if self.target.allow_blank:
            return schema | {"pattern": r"^[^\u0000]*$"}
        return {"minLength": 1} | schema | {"pattern": r"^[^\u0000]*[^\s\u0000][^\u0000]*$"}


class SlugSchema(OpenApiSerializerFieldExtension):
    """The codes that there are."""

    target_class = "rest_framework.serializers.SlugRelatedField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema, direction):
        codes = self.target.get_queryset().order_by(self.target.slug_field)
        return one_of(codes.values_list(self.target.slug_field, flat=True))


def one_of(codes: Iterable[str]) -> dict[str, str]:
    """One of these codes. Of an enumeration programs would be made with a number for each, and others once one is added."""
    escaped = (re.sub(r"([\\^$.*+?()\[\]{}|/])", r"\\\1", code) for code in codes)
    return {"type": "string", "pattern": f"^({'|'.join(escaped)})$"}


class BodySchema(OpenApiSerializerExtension):
    """An unknown field is refused."""

    target_class = "okoce.core.bodies.Body"
    match_subclasses = True

    def map_serializer(self, auto_schema, direction):
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)  # noqa: SLF001 - as its own do
        for name, field in self.target.fields.items():
            if isinstance(field, serializers.ListSerializer):
                schema["properties"][name] |= {"minItems": int(not field.allow_empty), "maxItems": field.max_length}
            elif isinstance(field, Text) and field.allow_blank:
                # The library adds an empty text to a pattern that allows one: as one of two, it would be neither.
                said = schema["properties"][name]
                said |= said.pop("oneOf", [{}])[0]
        return schema | {"additionalProperties": False}


class FileSchema(OpenApiSerializerFieldExtension):
    """The bytes of a file; what is kept of one is told by other fields."""

    target_class = "rest_framework.serializers.FileField"

    def map_serializer_field(self, auto_schema, direction):
        return {"type": "string", "format": "binary"}


class SchemaView(SpectacularAPIView):
    """Takes no parameter: the library's `lang` would load, and keep, whatever catalogue a stranger names."""

    kept: ClassVar[dict[str, tuple[float, Any]]] = {}
    # The library keeps its state in the views' classes, where two threads would write over each other.
    one_at_a_time = threading.Lock()

    @extend_schema(exclude=True)
    def get(self, request):
        Query.of(request)
        return super().get(request)

    def _get_schema_response(self, request):
        """Made once in a while: it takes a second, and whoever asks need not say who they are."""
        language = get_language() or ""
        with self.one_at_a_time:
            until, schema = self.kept.get(language, (0.0, None))
            if until < time.monotonic():
                schema = super()._get_schema_response(request).data
                self.kept[language] = (time.monotonic() + KEPT * settings.COUNTS_FRESH_SECONDS, schema)
        name = self._get_filename(request, None)
        return Response(schema, headers={"Content-Disposition": f'inline; filename="{name}"'})
