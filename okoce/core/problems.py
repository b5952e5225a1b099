"""Errors of the API as problem details (RFC 9457), with a stable `code` for each field."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

CONTENT_TYPE = "application/problem+json"

SENTENCES = {
    "invalid": _("The request was not understood; each field says why."),
    "not_authenticated": _("Sign in, or send a token: Authorization: Bearer okoce_..."),
    "authentication_failed": _("This token is wrong, or it has ended."),
    "permission_denied": _("The token's scope, or what your account may do, does not reach this."),
    "not_found": _("Nothing is at this address."),
    "method_not_allowed": _("This address does not take that method."),
    "not_acceptable": _("This address cannot answer in the type that the Accept header asks for."),
    "unsupported_media_type": _("Send JSON: Content-Type: application/json."),
    "throttled": _("Too many tries: wait a few minutes, then try again."),
}


def handler(error: Exception, context: dict[str, Any]) -> JsonResponse | None:
    """What the REST framework answers for an exception; None leaves it to become a 500."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    code = _code(error)
    body = problem(error.status_code, code, str(SENTENCES.get(code, error.detail)))
    if isinstance(error, exceptions.ValidationError):
        body["errors"] = list(_fields(error.get_full_details()))
    # Never in the type that the client asked for: a problem is a problem beside CSV and YAML too.
    response = _response(body)
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        response["Retry-After"] = str(wait)
    return response


def problem(status: int, code: str, detail: str) -> dict[str, Any]:
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}


def answer(status: int, code: str, detail: str) -> JsonResponse:
    """A problem from outside the REST framework: an unknown address, a server error."""
    return _response(problem(status, code, detail))


def _response(body: dict[str, Any]) -> JsonResponse:
    words = {"ensure_ascii": False}
    return JsonResponse(body, status=body["status"], content_type=CONTENT_TYPE, json_dumps_params=words)


def _code(error: exceptions.APIException) -> str:
    return "invalid" if isinstance(error, exceptions.ValidationError) else str(error.get_codes())


def _fields(details: Any, field: str = "") -> Iterator[dict[str, str]]:
    """Each refusal on a line of its own, named by its path: `month`, `sessions.held_on`."""
    match details:
        case {"message": str(message), "code": str(code)}:
            yield {"field": field, "code": code, "detail": message}
        case dict():
            for name, inner in details.items():
                yield from _fields(inner, f"{field}.{name}" if field else name)
        case list():
            for inner in details:
                yield from _fields(inner, field)
