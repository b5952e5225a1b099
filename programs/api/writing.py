"""Writing under an id that the client made: once, however often it is sent; tried without keeping it on a dry run."""

import datetime
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

import pghistory
from django.core.exceptions import ValidationError as Refusal
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError

from okoce.accounts import sent
from okoce.accounts.models import User
from okoce.core.bodies import Key
from okoce.core.problems import Conflict
from programs.api.resources import Resource

# A number of a person that is only tried asks whose it is, and leaves nothing behind: that is counted.
_trial: ContextVar[bool] = ContextVar("trial", default=False)


class Written(NamedTuple):
    """The record, whether it is new, and whether this content had made it before."""

    record: Any
    new: bool
    replayed: bool

    @property
    def status(self) -> int:
        return 201 if self.new else 200


@contextmanager
def one_transaction(by: User, *, keep: bool = True) -> Iterator[None]:
    """Everything inside is kept or nothing; nothing at all of a trial. The audit trail says who wrote."""
    trial = _trial.set(not keep)
    try:
        with _kept(by, keep=keep):
            yield
    finally:
        _trial.reset(trial)


def is_trial() -> bool:
    """Whether what is written now may be kept by nobody in the end."""
    return _trial.get()


@contextmanager
def _kept(by: User, *, keep: bool) -> Iterator[None]:
    with pghistory.context(user=by.pk), transaction.atomic():
        yield
        if not keep:
            # What is only looked at when a transaction ends is looked at now.
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)


def write(resource: Resource, content: Any, *, by: User, at: datetime.datetime) -> Written:
    """The record of this content, inside a transaction of the caller's.

    Raises ValidationError for what is said, Conflict for when and where it is said, and NotFound for a record that was
    written before and is out of the user's reach by now.
    """
    key = _key_of(content)
    if record := sent.remembered(by=by, id=key, kind=resource.name, content=content):
        return Written(resource.again(by, record), new=False, replayed=True)
    body = resource.new(data=content, context={"by": by, "at": at})
    body.is_valid(raise_exception=True)
    said = {name: value for name, value in body.validated_data.items() if name != "id"}
    made, new = _made(resource, by=by, id=key, said=said, at=at)
    sent.remember(by=by, id=key, kind=resource.name, content=content, record=made.pk)
    return Written(made, new=new, replayed=False)


def _key_of(content: Any) -> uuid.UUID:
    """The id before anything else: what was sent before is not judged again."""
    if not isinstance(content, dict):
        raise ValidationError({"": [_("Send a JSON object.")]}, "wrong_type")
    try:
        return Key().run_validation(content.get("id"))
    except ValidationError as refusal:
        raise ValidationError({"id": refusal.detail}) from None


def _made(resource: Resource, *, id: uuid.UUID, **known: Any) -> tuple[Any, bool]:
    try:
        return resource.create(id=id, **known)
    except Refusal as refusal:
        # What a page made under the id is told as what a client made under it.
        if set(getattr(refusal, "error_dict", ())) == {"id"}:
            raise Conflict("id_used", field="id") from None
        raise
