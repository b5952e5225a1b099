"""Requests that no view could read, refused before anything looks into them."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.middleware.common import CommonMiddleware
from django.utils.http import parse_header_parameters

from okoce.core.errors import bad_request

CHARSETS = {"utf-8", "utf8"}
NUL = "\0"


class Utf8Request(WSGIRequest):
    """Reads query and forms as UTF-8, whatever charset is named.

    Django takes any codec of Python's, some of which are none of text, and reads the query with it before there is
    anybody to answer for the error.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE") or "")
        except ValueError:
            self.content_type, self.content_params = "", {"charset": "unreadable"}


class Handler(WSGIHandler):
    request_class = Utf8Request


class AddressMiddleware(CommonMiddleware):
    """Leads to the address with its last slash who only reads.

    Who writes would read there instead, and take the answer for theirs.
    """

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        return request.method in ("GET", "HEAD") and super().should_redirect_with_slash(request)


class ReadableMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request) if _readable(request) else bad_request(request, BadRequest())


def _readable(request: HttpRequest) -> bool:
    charset = (request.content_params or {}).get("charset", "utf-8")
    words = [request.path_info, *request.COOKIES, *request.COOKIES.values()]
    return charset.lower() in CHARSETS and not any(NUL in word for word in words)
