"""Answers that are the same for everybody of a scope, kept in the process: an unchanged question asks no database.

An answer holds for the moment that it was read at, and which moment it is now is asked again after OKOCE_COUNTS_FRESH_SECONDS:
an answer is at most that much older than the database (docs/api.md, “Unchanged answers”).
"""

import functools
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import ResponseHeaders
from django.utils.cache import get_conditional_response

from okoce.accounts.bearers import Bearer, known
from okoce.accounts.limits import spend
from okoce.core.months import today
from okoce.core.replica import has_just_written, told_to_ask_anew
from okoce.core.responses import packs
from reports.api.formats import pack
from reports.fingerprint import fingerprint

# Answers, and bytes of them; and the longest question that is kept.
MOST, LARGEST, LONGEST = 1_000, 32_000_000, 2_000
# What an answer without a body says too.
OF_THE_UNCHANGED = {"etag", "cache-control", "vary", "allow"}
WHOLE = 200
CONDITIONS = {"HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_MODIFIED_SINCE"}


@dataclass(frozen=True)
class Answer:
    """What was answered at a moment; without a body while nobody asked for more than whether it changed."""

    moment: str
    tag: str
    headers: ResponseHeaders
    unchanged: ResponseHeaders
    body: bytes | None

    @classmethod
    def of(cls, response: Any) -> "Answer":
        whole = response.status_code == WHOLE
        headers = dict(response.headers)
        unchanged = {name: said for name, said in headers.items() if name.lower() in OF_THE_UNCHANGED}
        return cls(
            response.moment,
            response["ETag"],
            ResponseHeaders(headers),
            ResponseHeaders(unchanged),
            response.content if whole else None,
        )

    @property
    def size(self) -> int:
        return len(self.body or b"")

    def says_no_more_than(self, other: "Answer") -> bool:
        """That an answer is unchanged says less than the answer."""
        return self.body is None and self.tag == other.tag

    def response(self, request: HttpRequest) -> HttpResponse | None:
        """What the request gets; None where it asks for more than is kept."""
        # Nobody has an answer made anew, for everybody to wait for, by setting a condition that hardly any client sets.
        conditions = request.META.keys() & CONDITIONS
        # Mostly the very tag, which needs no taking apart.
        seen = not conditions and request.META.get("HTTP_IF_NONE_MATCH")
        if seen and (seen == self.tag or get_conditional_response(request, etag=self.tag)):
            return _with(self.unchanged, HttpResponseNotModified())
        if self.body is None:
            return None
        whole = _with(self.headers, HttpResponse(self.body))
        return get_conditional_response(request, etag=self.tag, response=whole) if conditions else whole


def _with(headers: ResponseHeaders, response: HttpResponse) -> HttpResponse:
    # As they are: they were looked at when they were set, and one by one it takes as long as all the rest here.
    response.headers._store.update(headers._store)  # noqa: SLF001 - Django has no other way
    return response


class Question(NamedTuple):
    """All that an answer depends on, besides the moment."""

    path: str
    query: str
    site: str
    language: str
    scope: str
    accepts: str
    packed: bool

    @classmethod
    def of(cls, request: HttpRequest, scope: str) -> "Question":
        said = request.META
        return cls(
            request.path_info,
            said.get("QUERY_STRING", ""),
            f"{request.scheme}://{said.get('HTTP_HOST', '')}",
            # As the middleware found it; asking the translation anew takes longer than looking the answer up.
            request.LANGUAGE_CODE,
            scope,
            said.get("HTTP_ACCEPT", ""),
            packs(request),
        )

    @property
    def is_short(self) -> bool:
        return len(self.path) + len(self.query) + len(self.site) + len(self.accepts) <= LONGEST


class Kept(Protocol):
    """What a memory holds."""

    @property
    def size(self) -> int: ...

    def says_no_more_than(self, other: Any) -> bool: ...


K = TypeVar("K", bound=Kept)


class Memory(Generic[K]):
    """The answers asked for last, of no more than so many and so many bytes."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self.answers: OrderedDict[Question, K] = OrderedDict()
        self.size = 0

    def get(self, question: Question) -> K | None:
        with self.lock:
            if answer := self.answers.get(question):
                self.answers.move_to_end(question)
            return answer

    def keep(self, question: Question, answer: K) -> None:
        with self.lock:
            old = self.answers.get(question)
            if old and answer.says_no_more_than(old):
                return
            self._drop(question)
            self.answers[question] = answer
            self.size += answer.size
            while len(self.answers) > MOST or self.size > LARGEST:
                self._drop(next(iter(self.answers)))

    def _drop(self, question: Question) -> None:
        if old := self.answers.pop(question, None):
            self.size -= old.size


class Clock:
    """Which moment it is, asked of the database once in so many seconds; who asks meanwhile is told the same."""

    def __init__(self, read: Callable[[], str], moment_of: Callable[[str], str]) -> None:
        self.read, self.moment_of = read, moment_of
        self.asking, self.writing = threading.Lock(), threading.Lock()
        self.forget()

    def forget(self) -> None:
        with self.writing:
            self.moment, self.until, self.forgotten = "", 0.0, time.monotonic()

    def now(self) -> str:
        if time.monotonic() < self.until:
            return self.moment
        with self.asking:
            asked = time.monotonic()
            if asked < self.until:
                return self.moment
            moment = self.moment_of(self.read())
            self.learn(moment, asked)
            return moment

    def learn(self, moment: str, asked: float) -> None:
        """Somebody asked the database, not before `asked` on the monotonic clock; what was asked before all was forgotten says nothing."""
        with self.writing:
            until = asked + settings.COUNTS_FRESH_SECONDS
            if asked >= self.forgotten and until > self.until:
                self.moment, self.until = moment, until


def moment_of(prints: str) -> str:
    """What an answer holds for: a forecast is another one tomorrow, and a question without a month next month."""
    return f"{prints} {today()}"


memory: Memory[Answer] = Memory()
clock = Clock(fingerprint, moment_of)


def forget() -> None:
    memory.forget()
    clock.forget()


def remembering(view_class: Any, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, and in front of it what it answered before, without the REST framework and the database."""

    @functools.wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        remembers = (
            bool(settings.COUNTS_FRESH_SECONDS) and view_class.same_for_all and request.method in ("GET", "HEAD")
        )
        bearer = known(request) if remembers else None
        if bearer and not wants_it_anew(request) and (answer := recalled(view_class, request, bearer)):
            return answer
        response = finished(request, view(request, *args, **kwargs))
        # Who was unknown until now is known from now on.
        if remembers and hasattr(response, "moment") and (bearer := bearer or known(request)):
            question = Question.of(request, bearer.scope)
            if question.is_short:
                memory.keep(question, Answer.of(response))
        return response

    return asked


def wants_it_anew(request: HttpRequest) -> bool:
    """Whether nothing will do that was kept: the client says so, or another process may have taken what it just wrote."""
    return told_to_ask_anew(request) or has_just_written(request)


def recalled(view_class: Any, request: HttpRequest, bearer: Bearer) -> HttpResponse | None:
    """The answer to a question that was answered before and is unchanged; None leaves it to the view."""
    if not bearer.may(view_class.power, view_class.scope):
        return None
    kept = memory.get(Question.of(request, bearer.scope))
    if not kept or kept.moment != clock.now():
        return None
    answer = kept.response(request)
    # Too many: the view says so.
    return answer if answer and spend(request, bearer.limit).ok else None


def finished(request: HttpRequest, response: Any) -> HttpResponse:
    """The response with its body written, and packed where the client takes it so."""
    if hasattr(response, "render"):
        response.render()
        if hasattr(response, "moment") and packs(request):
            pack(response)
    return response
