"""What a merge or a transfer will change in the counts, told before anybody decides: the rules are asked as if it were made."""

import datetime
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from django.db import connection, transaction
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.months import Month
from participants import merging, transfers
from participants.models import Participant
from programs.models import Kecamatan
from programs.places import OUTSIDE
from reports import ledger
from reports.contributions import GIVEN, SOURCES
from reports.ledger import Key
from reports.rollup import expand
from reports.words import name_of

R = TypeVar("R")

AS_IT_IS = "merge foreseen"
Cell = tuple[str, datetime.date, datetime.date, str]


@dataclass(frozen=True)
class Moved:
    """By how much a number changes that is of one month, and in which month that is posted."""

    name: str
    month: Month
    posted_in: Month
    delta: int
    place: str

    @property
    def later(self) -> bool:
        return self.month != self.posted_in


def of_a_merge(*, by: User, kept: Participant, folded: Participant, at: datetime.datetime) -> list[Moved]:
    """What the merge would post, each place by itself; raises what the merge would raise. Nothing of it stays."""
    keys = [_key(kind, person.pk) for kind in ("participant", "merged") for person in (kept, folded)]
    said = {"by": by, "id": uuid.uuid4(), "kept": kept, "folded": folded, "because": AS_IT_IS, "at": at}
    return _tried(partial(merging.merge, **said), keys)[1]


def of_a_transfer(*, by: User, participant: Participant, at: datetime.datetime, **said: Any) -> list[Moved]:
    """What the transfer would post, each place by itself; raises what the transfer would raise. Nothing of it stays."""
    verb = partial(transfers.transfer, by=by, participant=participant, at=at, **said)
    return _tried(verb, [_key("participant", participant.pk)])[1]


def of_people(verb: Callable[[], R], people: Iterable[uuid.UUID]) -> tuple[R, list[Moved]]:
    """What something that is done about these people returns and would post; nothing of it stays."""
    return _tried(verb, [_key("participant", key) for key in sorted(people)])


def _tried(verb: Callable[[], R], keys: list[Key]) -> tuple[R, list[Moved]]:
    with transaction.atomic():
        # What waits to be counted is not its doing.
        before = _differences(expand(keys))
        done = verb()
        after = _differences(expand(keys))
        transaction.set_rollback(True)
    after.subtract(before)
    return done, _in_order(after)


def _key(kind: str, key: uuid.UUID) -> Key:
    return Key(kind, str(key), AS_IT_IS, None)


def _in_order(cells: Counter[Cell]) -> list[Moved]:
    """By month and metric, what is taken before what is given, without what stays the same."""
    names = dict(Kecamatan.objects.values_list("code", "name")) | {OUTSIDE: _("Outside Jakarta")}
    return [
        Moved(name_of(metric), Month.of(month), Month.of(posted_in), delta, names.get(place, place))
        for (metric, month, posted_in, place), delta in sorted(
            cells.items(), key=lambda cell: (cell[0][1], cell[0][0], cell[1], cell[0])
        )
        if delta
    ]


def _differences(keys: list[Key]) -> Counter[Cell]:
    sums: Counter[Cell] = Counter()
    with connection.cursor() as cursor:
        for source in SOURCES:
            if mine := [key.key for key in keys if key.kind == source.kind]:
                cursor.execute(
                    f"SELECT metric, month, posting_month_of(month), kecamatan, sum(delta)::bigint"
                    f" FROM ({ledger.difference(source, GIVEN)}) difference GROUP BY metric, month, kecamatan",
                    [mine],
                )
                sums.update({tuple(cell): delta for *cell, delta in cursor.fetchall()})
    return sums
