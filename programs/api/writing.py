"""Writing under an id that the client made: once, however often it is sent; tried without keeping it on a dry run."""

import datetime
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

import pghistory
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction

from okoce.accounts import sent
from okoce.accounts.models import User
from okoce.core.bodies import read
from okoce.core.problems import Conflict
from programs.api.resources import NewBody, Resource

# A number of a person that is only tried asks whose it is, and leaves nothing behind: that is counted.
_trial: ContextVar[bool] = ContextVar("trial", default=False)
# What PostgreSQL says to writers who wait for each other in a ring, and to one who waited too long.
AGAIN = {"40P01", "55P03"}


class Written(NamedTuple):
    """The record, whether it is new, and whether this content had made it before."""

    record: Any
    new: bool
    replayed: bool

    @property
    def status(self) -> int:
        return 201 if self.new else 200


@contextmanager
def one_transaction(by: User, *, keep: bool = True, may_fall: bool = False) -> Iterator[None]:
    """Everything inside is kept or nothing; nothing at all of a trial. The audit trail says who wrote.

    What `may_fall` as a whole, after each part was answered, is a trial too.
    """
    trial = _trial.set(may_fall or not keep)
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
    with taking_turns(), pghistory.context(user=by.pk), transaction.atomic():
        yield
        if not keep:
            # What is only looked at when a transaction ends is looked at now.
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)


@contextmanager
def taking_turns() -> Iterator[None]:
    """Whom the database turns away because others write the same rows may come again: a conflict, and no fault."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") not in AGAIN:
            raise
        raise Conflict("in_flight", wait=1) from None


def write(resource: Resource, content: Any, *, by: User, at: datetime.datetime, data: Any = None) -> Written:
    """The record of this content, inside a transaction of the caller's. `data` is its body, where that is no JSON.

    Raises ValidationError for what is said, and Conflict for when and where it is said.
    """
    key = key_of(content)
    if record := sent.remembered(by=by, id=key, kind=resource.name, content=content):
        return Written(resource.again(by, record), new=False, replayed=True)
    said = read(resource.new, content if data is None else data, by=by, at=at)
    del said["id"]
    # A page may have made it: then its verb answers with what is there.
    there = resource.rows(by).filter(pk=key).exists()
    with of_its_own():
        made, new = resource.create(by=by, id=key, said=said, at=at)
    sent.remember(by=by, id=key, kind=resource.name, content=content, record=made.pk)
    return Written(made, new=new and not there, replayed=False)


@contextmanager
def of_its_own(field: str = "id") -> Iterator[None]:
    """What a page made under the id is told as what a client made under it."""
    try:
        yield
    except ValidationError as refusal:
        if set(getattr(refusal, "error_dict", ())) != {"id"}:
            raise
        raise Conflict("id_used", field=field) from None


def key_of(content: Any) -> uuid.UUID:
    """The id before anything else: what was sent before is not judged again."""
    named = {name: value for name, value in content.items() if name == "id"} if isinstance(content, dict) else content
    return read(NewBody, named)["id"]
