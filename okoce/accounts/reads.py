"""Who read whom: people are noted where their rows come from, and one row tells of whom an answer showed.

Nobody who writes a page has to think of it: a model of people says `note` whenever a row of one is read
(docs/decisions/0036-reads-are-noted-where-rows-come-from.md). Rows that come without a model are noted by hand.
"""

import datetime
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.db import connection, connections
from django.db.models import Func, QuerySet, UUIDField
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse

from okoce.accounts.models import Read, User

# Answers that say of nobody more than that there is nothing to see; whatever went wrong shows nobody either.
SHOWS_NOBODY = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
# What a phone keeps and asks for every few minutes is noted once in so long.
AGAIN_AFTER = datetime.timedelta(days=1)
# As long as somebody may ask who saw their data; the log tells of the staff as well.
KEPT_FOR = datetime.timedelta(days=2 * 365)
# What stands for the method where no address was asked.
JOB = "JOB"
# The same person read again and again by the same user says no more than once; and nobody fills the log with one key.
SAME_WITHIN = datetime.timedelta(minutes=5)
KEEP = """
INSERT INTO accounts_read (user_id, token, name, method, people, about)
SELECT *
FROM ({told}) told (user_id, token, name, method, people, about)
WHERE NOT EXISTS (
    SELECT FROM accounts_read
    WHERE (user_id, name, method, people, about) = (told.user_id, told.name, told.method, told.people, told.about)
      AND token IS NOT DISTINCT FROM told.token AND at > clock_timestamp() - %(same_within)s
)
"""
ONE = "VALUES (%(reader)s::bigint, %(token)s::uuid, %(read_as)s, %(method)s, %(people)s::uuid[], %(about)s)"
# Of very many so many go into one row.
TOGETHER = 2_000
SELECTED = """
SELECT %(reader)s::bigint, NULL::uuid, %(read_as)s, %(method)s, array_agg(person ORDER BY person), ''
FROM (
    SELECT person, (row_number() OVER (ORDER BY person) - 1) / %(together)s AS part FROM ({people}) shown (person)
) numbered
GROUP BY part
"""


@dataclass
class Noted:
    """Whom somebody was shown, and who of them only counts when the same was not noted lately."""

    people: set[uuid.UUID] = field(default_factory=set)
    held: set[uuid.UUID] = field(default_factory=set)
    about: str = ""

    def __bool__(self) -> bool:
        return bool(self.people or self.held or self.about)


_now: ContextVar[Noted | None] = ContextVar("reads", default=None)


def note(*people: uuid.UUID | None) -> None:
    """These people are read now. Of no effect where nobody reads: a job of the machinery, a page that needs no sign-in."""
    if (noted := _now.get()) is not None:
        noted.people.update(key for key in people if key)


def note_once_a_day(people: Collection[uuid.UUID]) -> None:
    """The same of a list that a device asks for again and again: of its people those who are new to it are noted."""
    if (noted := _now.get()) is not None:
        noted.held.update(people)


def note_about(what: str) -> None:
    """Something is read that is not people, and yet is to be known: no name, no number, nothing that was typed."""
    if (noted := _now.get()) is not None:
        noted.about = what


@contextmanager
def noting() -> Iterator[Noted]:
    """Everybody who is read inside."""
    noted = Noted()
    before = _now.set(noted)
    try:
        yield noted
    finally:
        _now.reset(before)


@contextmanager
def on_behalf_of(user: User, name: str) -> Iterator[None]:
    """What a job or a command reads for somebody is kept as what they read; nothing of what failed."""
    with noting() as noted:
        yield
    keep(noted, user=user, name=name, method=JOB)


def keep(noted: Noted, *, user: User, name: str, method: str, token: uuid.UUID | None = None) -> None:
    """Write the row that tells of it; none when nobody was shown, or the very same was a few minutes ago."""
    people = noted.people | (noted.held - _lately(user, name) if noted.held else set())
    if not people and not noted.about:
        return
    told = {"token": token, "people": sorted(map(str, people)), "about": noted.about}
    _keep(ONE, user, name, method, told)


def keep_selected(sql: str, said: Mapping[str, Any], *, user: User, name: str) -> None:
    """Of a job, everybody whom a SELECT gives, each once: who is written into a file by the database never passes here."""
    _keep(SELECTED.format(people=sql), user, name, JOB, {**said, "together": TOGETHER})


def _keep(told: str, user: User, name: str, method: str, said: Mapping[str, Any]) -> None:
    who = {"reader": user.pk, "read_as": name, "method": method, "same_within": SAME_WITHIN}
    with connection.cursor() as cursor:
        cursor.execute(KEEP.format(told=told), {**said, **who})


def of_people(keys: Collection[uuid.UUID]) -> QuerySet[Read]:
    """Everybody to whom one of these was shown, newest first."""
    return Read.objects.filter(people__overlap=list(keys)).select_related("user")


def forget(*, at: datetime.datetime) -> int:
    """As the owner of the database, delete what is kept for longer than it is needed; how many rows."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM accounts_read WHERE at < %s", [at - KEPT_FOR])
        return cursor.rowcount


def _lately(user: User, name: str) -> set[uuid.UUID]:
    """Whom the log has already as shown to the user there."""
    rows = Read.objects.filter(user=user, name=name, at__gt=Now() - AGAIN_AFTER).order_by()
    return set(rows.values_list(Func("people", function="unnest", output_field=UUIDField()), flat=True))


class ReadsMiddleware:
    """After an answer that showed people to somebody who is signed in, one row says so; without its row no answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with noting() as noted:
            response = self.get_response(request)
        # Who asks is looked up only where somebody was read: most addresses need no database for it.
        if noted and _shows(response) and request.user.is_authenticated:
            token = getattr(getattr(request, "auth", None), "handle", None)
            name = (request.resolver_match and request.resolver_match.url_name) or ""
            keep(noted, user=request.user, name=name, method=request.method or "", token=token)
        return response


def _shows(response: HttpResponse) -> bool:
    # A form that was refused is shown again, with everybody on it.
    return response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR and response.status_code not in SHOWS_NOBODY
