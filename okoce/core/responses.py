"""The headers that every response carries and no library sets, pages packed for slow lines, and pages without a cookie."""

import functools
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

# Below this address everybody may read, and it is the same for everybody (docs/open-data.md).
OPEN = "public/"
PERMISSIONS = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"


def packs(request: HttpRequest) -> bool:
    """Whether the client takes a body in gzip."""
    return takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))


@functools.lru_cache(maxsize=100)
def takes_gzip(accepted: str) -> bool:
    for coding in accepted.lower().split(","):
        name, _semicolon, weight = coding.replace(" ", "").partition(";")
        if name == "gzip":
            return not re.fullmatch(r"q=0(\.0*)?", weight)
    return False


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


class OpenMiddleware:
    """Open pages look at no cookie, so that none is ever answered: caches keep the answer for others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(f"/{OPEN}"):
            request.COOKIES = {}
        return self.get_response(request)


class PackingMiddleware(GZipMiddleware):
    """Text goes out in gzip, padded at random, so that its length tells nothing.

    What is streamed is a file, and packed already; what has a tag is told by its bytes, and packs itself.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or response.has_header("ETag"):
            return response
        if not packs(request):
            # The library packs for whoever names gzip, also to say that they do not take it.
            patch_vary_headers(response, ["Accept-Encoding"])
            return response
        return super().process_response(request, response)
