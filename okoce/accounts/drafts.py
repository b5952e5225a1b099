"""Forms that waited on a phone (docs/decisions/0030-a-draft-is-a-form.md): each reaches its view once, with the answer kept.

A draft is a form of this site, sent under an id that the phone made. What the view refuses leaves nothing behind.
"""

import hashlib
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, NamedTuple

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase, HttpResponseRedirectBase

from okoce.accounts import sent
from okoce.accounts.models import Sent
from okoce.accounts.roles import Power
from okoce.core.errors import API
from okoce.core.problems import Conflict

KIND = "draft"
FORM = "application/x-www-form-urlencoded"
LONGEST = Sent._meta.get_field("leads_to").max_length  # noqa: SLF001 - Django names it so
# What is entered in the field. What is looked at, checked or administered is done with a line, and its view may keep a
# trail of a refusal too.
POWERS = {
    Power.LOG_TRAINING,
    Power.REGISTER_PEOPLE,
    Power.RECORD_PROGRESS,
    Power.TRANSFER_PEOPLE,
    Power.SEE_RECORDS,
}


class Draft(NamedTuple):
    id: uuid.UUID
    path: str
    body: bytes

    @property
    def content(self) -> dict[str, str]:
        return {"path": self.path, "body": self.body.decode(errors="replace")}

    @property
    def digest(self) -> str:
        """What the phone computes too: it lets go of what was kept under this and no other content."""
        return hashlib.sha256(self.path.encode() + b"\n" + self.body).hexdigest()


class DraftMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """The answer about a draft; None for every other request. The gate has let its user in already.

        A photo that goes ahead of its form is no draft, and says too whose it is.
        """
        is_draft, says_whose = "Okoce-Draft" in request.headers, "Okoce-Author" in request.headers
        if request.method != "POST" or not (is_draft or says_whose) or request.path.startswith(API):
            return None
        if is_draft and getattr(view, "power", None) not in POWERS:
            raise BadRequest
        if request.headers.get("Okoce-Author") != f"{request.user.pk}":
            return _answer("author", status=HTTPStatus.FORBIDDEN)
        if not is_draft:
            return None
        return taken(request, read(request), lambda: view(request, *args, **kwargs))


def read(request: HttpRequest) -> Draft:
    """The draft that the request is; raises BadRequest for what no page of this site sends."""
    if request.content_type != FORM:
        raise BadRequest
    try:
        key = uuid.UUID(request.headers["Okoce-Draft"])
    except ValueError:
        raise BadRequest from None
    return Draft(key, request.get_full_path(), request.body)


def taken(request: HttpRequest, draft: Draft, see: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What became of the draft: kept now or before, in conflict with what was, or what its view says against it."""
    try:
        with transaction.atomic():
            if sent.remembered(by=request.user, id=draft.id, kind=KIND, content=draft.content):
                return _kept(draft, Sent.objects.get(pk=draft.id).leads_to, replayed=True)
            response = see()
            if not isinstance(response, HttpResponseRedirectBase):
                transaction.set_rollback(True)
                return _refused(response)
            known = {"by": request.user, "id": draft.id, "kind": KIND, "content": draft.content, "record": draft.id}
            sent.remember(**known, leads_to=_to_remember(response.url))
    except Conflict as conflict:
        return _in_conflict(request, draft, conflict)
    return _kept(draft, response.url, replayed=False)


def _to_remember(url: str) -> str:
    """The address, or its page alone where it is longer than what is kept."""
    return url if len(url) <= LONGEST else url.partition("?")[0].partition("#")[0][:LONGEST]


def _kept(draft: Draft, to: str, *, replayed: bool) -> HttpResponse:
    return _answer("kept", id=f"{draft.id}", digest=draft.digest, to=to, replayed=replayed)


def _refused(response: HttpResponseBase) -> HttpResponseBase:
    """The page again, with its sentences and questions: a program tells by the status that nothing was kept."""
    if response.status_code == HTTPStatus.OK:
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return response


def _in_conflict(request: HttpRequest, draft: Draft, conflict: Conflict) -> HttpResponse:
    if conflict.wait:
        return _answer("in_flight", status=HTTPStatus.CONFLICT)
    first = Sent.objects.filter(pk=draft.id, user=request.user, kind=KIND).first()
    return _answer("conflict", status=HTTPStatus.CONFLICT, to=first.leads_to if first else "")


def _answer(outcome: str, status: int = HTTPStatus.OK, **more: Any) -> JsonResponse:
    return JsonResponse({"outcome": outcome, **more}, status=status)
