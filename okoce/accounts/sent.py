"""Writes under an id that the client made: the same again is the record of the first time, anything else is refused."""

import json
import re
import uuid
from typing import Any

from django.db import connection
from django.utils.crypto import salted_hmac

from okoce.accounts.models import Sent, User
from okoce.core.problems import Conflict

# Any number that no other advisory lock of two numbers uses.
LOCK = 20_171_125
IDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# 0 is false too, as Python compares.
SAYS_NOTHING = ("", None, False)


def remembered(*, by: User, id: uuid.UUID, kind: str, content: Any, field: str = "id") -> uuid.UUID | None:
    """The record that this content of this user made under the id; None for a new id, which is then held.

    Raises Conflict for an id that is being written now, or that stands for something else: `field` is where it was said.
    """
    _hold(id)
    sent = Sent.objects.filter(pk=id).first()
    if not sent:
        return None
    if (sent.user_id, sent.kind, sent.digest) != (by.pk, kind, digest(content)):
        raise Conflict("id_used", field=field)
    return sent.record


def remember(*, by: User, id: uuid.UUID, kind: str, content: Any, record: uuid.UUID, leads_to: str = "") -> None:
    """Keep what the id stands for, and the page that a browser was led to, in the transaction that wrote the record."""
    Sent.objects.create(pk=id, user=by, kind=kind, digest=digest(content), record=record, leads_to=leads_to)


def record_of(user: User, id: uuid.UUID, **of: str) -> uuid.UUID:
    """The record that an id of this user's, of that `kind` when it is told, stands for: mostly the id itself."""
    # A child names its parent by the id that the client made, and need not wait for the answer about it.
    sent = Sent.objects.filter(pk=id, user=user, **of).values_list("record", flat=True).first()
    return sent or id


def was_of(user: User, kind: str, record: uuid.UUID) -> bool:
    """Whether the record is, or was, what something stands for that the user sent."""
    return Sent.objects.filter(user=user, kind=kind, record=record).exists()


def is_known(user: User, id: uuid.UUID) -> bool:
    """Whether the user sent something under this id that is kept."""
    return Sent.objects.filter(pk=id, user=user).exists()


def digest(content: Any) -> str:
    """What is kept of the content: what it means, however it was written."""
    words = json.dumps(_meant(content), sort_keys=True, separators=(",", ":"))
    return salted_hmac("okoce.accounts.sent", words, algorithm="sha256").hexdigest()


def _meant(content: Any) -> Any:
    """The same for the same: the order of fields, an id in capitals, 45.0, and what says nothing make no difference."""
    match content:
        case dict():
            # Left out or sent empty: no kind of record tells one from the other.
            return {name: _meant(value) for name, value in content.items() if value not in SAYS_NOTHING}
        case list():
            return [_meant(value) for value in content]
        case str() if IDS.fullmatch(content):
            return content.lower()
        case float() if content.is_integer():
            return int(content)
    return content


def _hold(id: uuid.UUID) -> None:
    """Be the only one who writes this id until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [LOCK, str(id)])
        if not cursor.fetchone()[0]:
            raise Conflict("in_flight", wait=1)
