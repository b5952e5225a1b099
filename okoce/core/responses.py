"""The headers that every response carries and no library sets, and pages packed for slow lines."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

PERMISSIONS = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"


class HeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Pages hold people's data: no shared or disk cache keeps one unless its view says so.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class PackingMiddleware(GZipMiddleware):
    """Text goes out in gzip, padded at random, so that its length tells nothing.

    What is streamed is a file, and packed already; what has a tag is told by its bytes, and packs itself.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or response.has_header("ETag"):
            return response
        return super().process_response(request, response)
