"""What every write has in common: one transaction, a reason that the ledger can tell, and a bell on commit."""

import functools
import uuid
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import connection, transaction
from django.dispatch import Signal

P = ParamSpec("P")
R = TypeVar("R")

# Sent after a verb's transaction commits. Who listens is not the facts' business.
facts_changed = Signal()


def verb(reason: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a verb: atomic, its changes marked with `reason` and one change id, a bell on commit.

    A verb inside a verb belongs to the outer one: its changes carry the outer reason and id.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            with transaction.atomic():
                _mark(reason)
                transaction.on_commit(_ring, robust=True)
                return function(*args, **kwargs)

        return act

    return decorate


def _mark(reason: str) -> None:
    with connection.cursor() as cursor:
        # The triggers on the facts read these two; they end with the transaction.
        cursor.execute(
            "SELECT set_config('okoce.reason', %s, true), set_config('okoce.change', %s, true)"
            " WHERE coalesce(current_setting('okoce.change', true), '') = ''",
            [reason, str(uuid.uuid4())],
        )


def _ring() -> None:
    facts_changed.send(sender=None)
