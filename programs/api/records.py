"""Lists, records and what is done to them: the doors of every `Resource`."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response
from rest_framework.views import APIView

from okoce.accounts import sent
from okoce.accounts.models import Scope
from okoce.accounts.roles import Power
from okoce.core.bodies import Body, read
from okoce.core.cursors import Cursor
from okoce.core.months import now
from okoce.core.queries import Query
from programs.api.description import ActionSchema, RecordSchema, RecordsSchema
from programs.api.resources import Resource, TryQuery
from programs.api.writing import one_transaction, write

REPLAYED, TRIED = "Idempotent-Replayed", "Dry-Run"


class RecordDoor(APIView):
    """Reading takes the resource's scope and the power to see records; writing the scope records and its own power."""

    resource: Resource = None
    scope = Scope.RECORDS
    power = Power.SEE_RECORDS

    def initial(self, request, *args, **kwargs):
        if request.method in ("GET", "HEAD"):
            self.scope = self.resource.scope_to_read
        else:
            self.power = self.writing_power
        super().initial(request, *args, **kwargs)
        refuse_if_match(request)
        self.resource = self.resource.under(request.auth.scope if request.auth else Scope.RECORDS)
        if "pk" in kwargs:
            # Whoever sent what was there already may go on with the id that it came under: what follows reads this.
            self.kwargs["pk"] = sent.record_of(request.user, kwargs["pk"], kind=self.resource.name)

    @property
    def writing_power(self) -> Power:
        return self.resource.power

    def answer(self, request, record, *, status=200, keep=True, replayed=False):
        headers = {REPLAYED: "true"} if replayed else {}
        headers |= {} if keep else {TRIED: "true"}
        shown = None if record is None else self.resource.shown(request.user, record)
        return Response(shown, status=status, headers=headers)

    def written(self, request, record, **said):
        """The answer to a write: the record as a read gives it."""
        return self.answer(request, self.resource.as_read(request.user, record), **said)


def refuse_if_match(request):
    """Raises ValidationError for a write: records have no tags, and what went on would not be what was asked for."""
    if "If-Match" in request.headers and request.method not in SAFE_METHODS:
        sentence = _("If-Match is not taken here. Where a record has a version, say in the body which one you read.")
        raise ValidationError({"If-Match": [sentence]}, "if_match_not_taken")


class RecordsView(RecordDoor):
    schema = RecordsSchema()

    def get(self, request):
        asked = self.resource.query.of(request)
        rows = self.resource.narrowed(self.resource.rows(request.user), self.resource.query.narrowing(asked))
        pages = Cursor(asked["page_size"], "pk")
        shown = [self.resource.shown(request.user, row) for row in pages.rows(rows, request)]
        return Response(pages.around(rows.count()) | {"results": shown})


class OpenRecordsView(RecordsView):
    """A list that takes new records too."""

    def post(self, request):
        keep = TryQuery.keeps(request)
        with one_transaction(request.user, keep=keep):
            done = write(self.resource, request.data, by=request.user, at=now())
            return self.written(request, done.record, status=done.status, keep=keep, replayed=done.replayed)


class RecordView(RecordDoor):
    schema = RecordSchema()

    def get(self, request, pk):
        Query.of(request)
        return self.answer(request, get_object_or_404(self.resource.rows(request.user), pk=pk))


class OpenRecordView(RecordView):
    """A record that can be changed."""

    def patch(self, request, pk):
        keep, by, at = TryQuery.keeps(request), request.user, now()
        with one_transaction(by, keep=keep):
            record = self.resource.held(by, pk)
            said = read(self.resource.changed, request.data, partial=True, by=by, at=at, record=record)
            # It was compared while nobody else writes the record, and is no part of what the record says.
            said.pop("version", None)
            record = self.resource.change(by=by, record=record, said=said, at=at)
            return self.written(request, record, keep=keep)


class Action:
    """Something done to a record under `<id>/<name>/`. A second time it answers like the first."""

    name: str
    about: Any
    body: type[Body] = Body
    power: Power
    # Whether the record is no more afterwards: the answer is 204.
    removes = False

    def rows(self, resource: Resource, user: Any) -> Any:
        """Of which records it may be done by the user."""
        return resource.worked(user)

    def do(self, *, by: Any, record: Any, said: dict[str, Any], at: Any) -> Any:
        """The record afterwards; raises what the verb raises."""
        raise NotImplementedError

    def removed(self, *, by: Any, key: Any) -> bool:
        """Whether a record of that key, which the user might have removed, was removed before."""
        return False


class ActionView(RecordDoor):
    schema = ActionSchema()
    # The description's library reads `action` as a word of its own.
    deed: Action = None

    @property
    def writing_power(self) -> Power:
        return self.deed.power

    def post(self, request, pk):
        keep, by, at = TryQuery.keeps(request), request.user, now()
        with one_transaction(by, keep=keep):
            record = self.deed.rows(self.resource, by).filter(pk=pk).first()
            if not record and not self.deed.removed(by=by, key=pk):
                raise Http404
            said = read(self.deed.body, request.data, by=by, at=at, record=record)
            record = record and self.deed.do(by=by, record=record, said=said, at=at)
            if self.deed.removes:
                return self.answer(request, None, status=204, keep=keep)
            return self.written(request, record, keep=keep)


def addresses(resource: Resource, *actions: Action) -> list[Any]:
    """The list, one record, and what can be done to it."""
    start, one = f"{resource.name}/", f"{resource.name}/<uuid:pk>/"
    several, single = (
        OpenRecordsView if resource.new else RecordsView,
        OpenRecordView if resource.changed else RecordView,
    )
    return [
        path(start, several.as_view(resource=resource), name=f"api-{resource.name}"),
        path(one, single.as_view(resource=resource), name=f"api-{resource.one}"),
        *(
            path(
                f"{one}{action.name}/",
                ActionView.as_view(resource=resource, deed=action),
                name=f"api-{resource.one}-{action.name}",
            )
            for action in actions
        ),
    ]
