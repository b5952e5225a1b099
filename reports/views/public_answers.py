"""Answers that are the same for everybody: without a cookie, kept by whoever stands between, and made once while nothing changes."""

import hashlib
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from okoce.core.responses import packs
from okoce.core.snapshot import snapshot
from reports.api.formats import pack
from reports.api.remembered import Answer, Question, clock, memory, moment_of
from reports.fingerprint import fingerprint

# How long whoever stands between may keep an answer without asking: so much older a page is at most.
FRESH_FOR = 300
CACHED = f"public, max-age={FRESH_FOR}"
VARIES = ["Accept-Language", "Accept-Encoding"]
SCOPE = "everybody"

# Who asks while an answer is made waits for that one.
_making = threading.Lock()


def answer(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """What `make` makes, in the language that was asked for; 304 where the client has it.

    The tag is that of the bytes, which change with the revision, the months' statuses, the language and the release.
    """
    question = Question(request.path_info, "", "", language_of(request), SCOPE, "", packs(request))
    if kept := recalled(request, question):
        return kept
    with _making:
        if kept := recalled(request, question):
            return kept
        made = _made(request, question, make)
    memory.keep(question, Answer.of(made))
    return get_conditional_response(request, etag=made["ETag"], response=made)


def recalled(request: HttpRequest, question: Question) -> HttpResponse | None:
    """The answer that was made before, while nothing changed."""
    kept = memory.get(question) if settings.COUNTS_FRESH_SECONDS else None
    return kept.response(request) if kept and kept.moment == clock.now() else None


def _made(request: HttpRequest, question: Question, make: Callable[[], HttpResponse]) -> Any:
    with translation.override(question.language), snapshot():
        made: Any = make()
        made.moment = moment_of(fingerprint())
    if question.packed:
        pack(made)
    made["ETag"] = f'"{hashlib.sha256(made.content).hexdigest()[:32]}"'
    made["Cache-Control"] = CACHED
    made["Content-Language"] = question.language
    patch_vary_headers(made, VARIES)
    return made


def language_of(request: HttpRequest) -> str:
    """The one in the address (`lang`), else the first that the client reads; never that of a cookie, which caches do not see."""
    asked = [request.GET.get("lang", "")]
    asked += [code for code, _weight in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))]
    known = dict(settings.LANGUAGES)
    return next((code for each in asked if (code := each.partition("-")[0]) in known), settings.LANGUAGE_CODE)
