"""Views whose page is made once while nothing changes, and the answer before anybody asks the database."""

import copy
import functools
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.html import escape

from okoce.accounts import viewers
from okoce.accounts.kept import is_kept
from okoce.accounts.roles import Power
from okoce.accounts.viewers import Viewer
from okoce.core.months import JAKARTA, now
from okoce.core.replica import as_of
from okoce.core.responses import packs
from okoce.core.snapshot import snapshot
from okoce.core.verbs import facts_changed
from reports.api.remembered import Clock, Memory, Question, wants_it_anew
from reports.lately import reading_lately
from reports.unchanged.moment import fingerprint
from reports.unchanged.page import KEY, NAME, TOKEN, Page

WHOLE = 200


def moment_of(prints: str) -> str:
    """What a page holds for: what waits grows older with the day, and an hour after midnight the day before is over."""
    return f"{prints} {now().astimezone(JAKARTA):%Y-%m-%d %H}"


memory: Memory[Page] = Memory()
clock = Clock(fingerprint, moment_of)


def forget() -> None:
    memory.forget()
    clock.forget()
    viewers.forget()


@receiver(facts_changed)
def look_again(**signal: Any) -> None:
    """Whoever just wrote something here sees it on the next page."""
    clock.forget()


def unchanged(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view is asked once for everybody of the same powers and language, and again when anything changed.

    It gets a request of nobody in particular, so it can show nothing of whoever reads; 404 and the like pass through.
    """

    @functools.wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_be_kept(request):
            return view(request, *args, **kwargs)
        viewer = viewers.remember(request)
        question = question_of(request, viewer)
        if page := None if wants_it_anew(request) else recalled(question):
            return filled(page, request, viewer)
        made = made_of(functools.partial(view, of_nobody(request, viewer), *args, **kwargs))
        if not isinstance(made, Page):
            return made
        if question.is_short:
            memory.keep(question, made)
        return filled(made, request, viewer)

    asked.made_once = True  # type: ignore[attr-defined]
    return asked


class UnchangedPagesMiddleware:
    """Before the gate: whom it let in a second ago gets the page that is unchanged, and nobody asks the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not getattr(view, "made_once", False) or not may_be_kept(request) or wants_it_anew(request):
            return None
        viewer = viewers.known(request.session)
        if viewer is None or view.power not in viewer.powers:
            return None
        page = recalled(question_of(request, viewer))
        return page and filled(page, request, viewer)


def may_be_kept(request: Any) -> bool:
    """Whether it is read as anybody would read it: nothing has to be told to this one reader alone."""
    return (
        bool(settings.COUNTS_FRESH_SECONDS)
        and request.method == "GET"
        and not is_kept(request)
        and not request.htmx
        and not len(get_messages(request))
    )


def question_of(request: HttpRequest, viewer: Viewer) -> Question:
    """All that the page depends on, besides the moment; what differs in a form that is packed is the packing alone."""
    site = f"{request.scheme}://{request.META.get('HTTP_HOST', '')}"
    powers = ",".join(sorted(viewer.powers))
    return Question(
        request.path_info, request.META.get("QUERY_STRING", ""), site, request.LANGUAGE_CODE, powers, "", packed=False
    )


def recalled(question: Question) -> Page | None:
    """What was made before, while nothing changed."""
    page = memory.get(question)
    return page if page and time.monotonic() < page.until and page.moment == clock.now() else None


def made_of(view: Callable[[], HttpResponse]) -> Page | HttpResponse:
    """The page as of one moment; or what else the view answers, which is kept for nobody."""
    asked = time.monotonic()
    with reading_lately() as lately, snapshot():
        moment = moment_of(fingerprint())
        response = view()
    if response.status_code != WHOLE:
        return response
    clock.learn(moment, as_of(asked))
    return Page.of(response, moment=moment, until=lately.until)


def filled(page: Page, request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The page of this reader."""
    said = {
        NAME: escape(viewer.name).encode(),
        KEY: b"%d" % viewer.key,
        TOKEN: get_token(request).encode() if TOKEN in page.holes else b"",
    }
    return page.response(said, packed=packs(request))


class OfWhomever(RuntimeError):  # noqa: N818 - says what was asked for
    """A page that is the same for everybody asked for something of its reader; whoever writes the page sees it at once."""


class Nobody:
    """Whoever may see the page: their powers, and holes."""

    is_authenticated, is_anonymous, pk = True, False, KEY

    def __init__(self, powers: frozenset[Power]) -> None:
        self.powers = powers

    def may(self, power: Power) -> bool:
        return power in self.powers

    def get_full_name(self) -> str:
        return f"{NAME}"

    get_username = get_full_name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise OfWhomever(name)


def of_nobody(request: HttpRequest, viewer: Viewer) -> HttpRequest:
    """The same question without whoever asks it."""
    anybody: Any = copy.copy(request)
    anybody.user, anybody.is_of_nobody = Nobody(viewer.powers), True
    return anybody


def holes(request: HttpRequest) -> dict[str, Any]:
    """For every template: `csrf_token`, a hole where the page is nobody's."""
    return {"csrf_token": f"{TOKEN}"} if getattr(request, "is_of_nobody", False) else {}
