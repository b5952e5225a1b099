"""Errors of the API as problem details (RFC 9457), with a stable `code` for each field."""

import math
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from okoce.core.logs import scrub

CONTENT_TYPE = "application/problem+json"

SENTENCES = {
    "invalid": _("The request was not understood; each field says why."),
    "parse_error": _("What was sent cannot be read. JSON is in UTF-8, and has each name once."),
    "not_authenticated": _("Sign in, or send a token: Authorization: Bearer okoce_..."),
    "authentication_failed": _("This token is wrong, or it has ended."),
    "permission_denied": _("The token's scope, or what your account may do, does not reach this."),
    "not_found": _("Nothing is at this address."),
    "method_not_allowed": _("This address does not take that method."),
    "not_acceptable": _("This address cannot answer in the type that the Accept header asks for."),
    "unsupported_media_type": _("Send JSON: Content-Type: application/json."),
    "throttled": _("Too many requests: wait as many seconds as Retry-After says, then send it again."),
    "in_flight": _("The same id is being written in this very moment: wait a second, then send it again."),
    "id_used": _("This id stands for something else: give what you send an id of its own."),
    "parent_missing": _("What this belongs to has not arrived: send that first, then this again."),
    "parent_refused": _("What this belongs to was refused before it: see to that first, then send this again."),
}


# What a verb may say of a refusal, so that a program knows whether to wait, to read again, or to ask somebody.
OF_VERBS = {"version_stale", "wrong_state", "own_record", "evidence_missing", "not_ready", "record_gone"}

# What the REST framework calls a refusal of all fields together.
OF_THE_WHOLE = "non_field_errors"


class Forbidden(exceptions.PermissionDenied):
    """Not permitted, with a sentence that says what it takes."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


class TooLarge(exceptions.APIException):
    status_code, default_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"
    default_detail = _("This is more than 2.5 MB: send it in several parts.")


class Conflict(exceptions.APIException):
    """The request is well-formed and does not fit what there is now; `wait` seconds may help, `field` says where."""

    status_code = HTTPStatus.CONFLICT

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        field: str = "",
        wait: int = 0,
        fields: dict[str, list[str]] | None = None,
        more: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(detail or SENTENCES[code], code)
        self.wait, self.more = wait, more or {}
        self.fields = fields or ({field: [str(self.detail)]} if field else {})


def handler(error: Exception, context: dict[str, Any]) -> JsonResponse | None:
    """What the REST framework answers for an exception; None leaves it to become a 500."""
    error = known(error)
    if not isinstance(error, exceptions.APIException):
        return None
    # Never in the type that the client asked for: a problem is a problem beside CSV and YAML too.
    response = _response(body_of(error))
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        response["Retry-After"] = str(wait)
    return response


def known(error: Exception) -> Any:
    """The same as the REST framework says it: not found, not permitted, too large, and what a verb refuses."""
    match error:
        case Http404():
            return exceptions.NotFound()
        case PermissionDenied():
            return exceptions.PermissionDenied()
        case RequestDataTooBig():
            return TooLarge()
        case ValidationError():
            return _refusal_of_a_verb(error)
    return error


def _refusal_of_a_verb(error: ValidationError) -> Conflict:
    """400 is for what the description of the API forbids; this was well-formed, and a rule or a record is against it."""
    said = error.message_dict if hasattr(error, "error_dict") else {}
    fields = {"" if name == NON_FIELD_ERRORS else name: sentences for name, sentences in said.items()}
    return Conflict(_code_of_a_verb(error), " ".join(error.messages), fields=fields)


def _code_of_a_verb(error: ValidationError) -> str:
    """The one code that all of it has, if programs know it; what a field's column refuses has codes of its own."""
    lists = error.error_dict.values() if hasattr(error, "error_dict") else [error.error_list]
    codes = {str(one.code) for errors in lists for one in errors}
    return codes.pop() if len(codes) == 1 and codes <= OF_VERBS else "refused"


def body_of(error: exceptions.APIException) -> dict[str, Any]:
    """The problem that the exception is."""
    code = _code(error)
    body = problem(error.status_code, code, str(getattr(error, "sentence", "") or SENTENCES.get(code, error.detail)))
    if isinstance(error, exceptions.ValidationError):
        body["errors"] = list(_fields(error.get_full_details()))
    if fields := getattr(error, "fields", None):
        body["errors"] = [
            {"field": field, "code": code, "detail": said} for field, sentences in fields.items() for said in sentences
        ]
    # In the body too: inside a batch there is no header.
    if wait := getattr(error, "wait", None):
        body["retry_after"] = math.ceil(wait)
    return body | getattr(error, "more", {})


def problem(status: int, code: str, detail: str) -> dict[str, Any]:
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}


def answer(status: int, code: str, detail: str) -> JsonResponse:
    """A problem from outside the REST framework: an unknown address, a server error."""
    return _response(problem(status, code, detail))


def _response(body: dict[str, Any]) -> JsonResponse:
    words = {"ensure_ascii": False}
    # A parameter's or a field's name and value may hold what somebody typed into the wrong one.
    return JsonResponse(scrub(body), status=body["status"], content_type=CONTENT_TYPE, json_dumps_params=words)


def _code(error: exceptions.APIException) -> str:
    return "invalid" if isinstance(error, exceptions.ValidationError) else str(error.get_codes())


def _fields(details: Any, field: str = "") -> Iterator[dict[str, str]]:
    """Each refusal on a line of its own, named by its path: `month`, `sessions.held_on`."""
    match details:
        case {"message": str(message), "code": str(code)}:
            yield {"field": field, "code": code, "detail": message}
        case dict():
            for name, inner in details.items():
                yield from _fields(
                    inner, ".".join(part for part in (field, str(name)) if part not in ("", OF_THE_WHOLE))
                )
        case list():
            for inner in details:
                yield from _fields(inner, field)
