"""A way to the numbers: an address of this machine that answers with them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db import connection

from benchmarks.load import Ask
from benchmarks.others.question import Question, Row, tidy
from benchmarks.serving import get


@dataclass(frozen=True)
class Way:
    """The request for the rows.

    `anew` brings a fact of just now in, where something has to be done for that, and `otherwise` names other acts that
    do; `newest` is the request for an answer that tells of it, where it is another one. Who just asks is given an answer
    as old as `stale` seconds.
    """

    ask: Ask
    anew: Callable[[], object] | None = None
    otherwise: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    newest: Ask | None = None
    stale: float = 0
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


def counted(question: Question) -> list[Row]:
    """What each has to answer: counted from the facts as they are now."""
    with connection.cursor() as cursor:
        cursor.execute(question.sql)
        return cursor.fetchall()
