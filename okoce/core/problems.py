"""Errors of the API as problem details (RFC 9457), with a stable `code` for each field."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

CONTENT_TYPE = "application/problem+json"


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """What the REST framework answers for an exception; None leaves it to become a 500."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    body = problem(error.status_code, _code(error), _sentence(error))
    if isinstance(error, exceptions.ValidationError):
        body["errors"] = list(_fields(error.get_full_details()))
    response = Response(body, status=error.status_code, content_type=CONTENT_TYPE)
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    return response


def problem(status: int, code: str, detail: str) -> dict[str, Any]:
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}


def answer(status: int, code: str, detail: str) -> JsonResponse:
    """A problem from outside the REST framework: an unknown address, a server error."""
    return JsonResponse(problem(status, code, detail), status=status, content_type=CONTENT_TYPE)


def _code(error: exceptions.APIException) -> str:
    return "invalid" if isinstance(error, exceptions.ValidationError) else str(error.get_codes())


def _sentence(error: exceptions.APIException) -> str:
    if isinstance(error, exceptions.ValidationError):
        return _("The request was not understood; each field says why.")
    return str(error.detail)


def _fields(details: dict[str, Any]):
    for field, problems in details.items():
        for item in problems if isinstance(problems, list) else [problems]:
            yield {"field": field, "code": item["code"], "detail": str(item["message"])}
