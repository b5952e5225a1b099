"""A way to the numbers: an address of this machine that answers with them."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from benchmarks.load import Ask
from benchmarks.others.question import QUESTION, Row, tidy
from benchmarks.serving import get

# Slow answers on many connections would come in waves; these keep the server as busy.
FEW = 4


@dataclass(frozen=True)
class Way:
    """The request for the rows.

    `anew` is what has to be done until a fact of just now can be in an answer, and `newest` the request for that answer
    where it is not the same one.
    """

    ask: Ask
    anew: Callable[[], object] = lambda: None
    newest: Ask | None = None
    rows: Callable[[bytes], list[Row]] = lambda body: tidy(json.loads(body))

    def asked(self) -> bytes:
        return body_of(self.ask)

    def answer(self) -> list[Row]:
        return self.rows(self.asked())

    def newest_answer(self) -> list[Row]:
        return self.rows(body_of(self.newest or self.ask))


def body_of(ask: Ask) -> bytes:
    answer = get(ask.url, ask.headers, body=ask.body)
    assert answer.status == 200, answer.body
    return answer.body


def counted() -> list[Row]:
    """What each has to answer: counted from the facts as they are now."""
    with connection.cursor() as cursor:
        cursor.execute(QUESTION)
        return cursor.fetchall()
