"""What every kind of spreadsheet is: its columns, how its rows are judged, and how they become records."""

import datetime
import json
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet

from okoce.accounts.models import User
from okoce.accounts.roles import Power
from okoce.core import sealing
from participants.importing.columns import Column
from participants.models import Participant, Spreadsheet, SpreadsheetRow
from participants.nik import Nik
from programs.models import Kecamatan

NEW, SAME, WRONG = "new", "same", "wrong"
_PURPOSE = "record of a spreadsheet"


def key_of(*content: Any) -> uuid.UUID:
    """The key of the record that is this, in whatever file it stands; nobody without ours finds the content by trying."""
    said = json.dumps(content, sort_keys=True, default=str)
    digest = sealing.fingerprint(said, key=settings.NIK_HMAC_KEY, purpose=_PURPOSE)
    return uuid.UUID(bytes=digest[:16], version=5)


@dataclass
class Judged:
    """One row while it is judged. `said` has every column of the kind, None for nothing and for what cannot be read.

    `mistakes` and `warnings` are sentences by column; what is of no column alone stands under "". A row with a mistake is
    wrong whatever its verdict says.
    """

    number: int
    said: dict[str, Any]
    mistakes: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    verdict: str = NEW
    # The record that the row makes, or is.
    record: uuid.UUID | None = None
    # Read, and never kept as text.
    nik: Nik | None = None
    # What stands in the cells that cannot be read, masked: to be shown, not to be used.
    wrote: dict[str, str] = field(default_factory=dict)


@dataclass
class Case:
    """Whose spreadsheet it is, and what earlier parts of it said."""

    by: User
    spreadsheet: Spreadsheet
    kecamatan: Kecamatan | None
    at: datetime.datetime
    # What must be once in a file -> the number of the row that says it; a kind keeps here what it likes.
    seen: dict[Any, Any] = field(default_factory=dict)
    # What may be in a file more than once -> how often it was said so far.
    times: Counter[Hashable] = field(default_factory=Counter)
    # Of each name and word in the file the identity numbers that stand beside it, as hashes of this process.
    numbers: dict[int, set[int]] = field(default_factory=dict)
    # Called while records are made, with how many rows are passed: a transaction shows nothing of itself.
    tell: Callable[[int], None] = lambda passed: None

    @property
    def today(self) -> datetime.date:
        return self.at.date()

    @property
    def new_rows(self) -> QuerySet[SpreadsheetRow]:
        """The staged rows that are to become records."""
        return self.spreadsheet.staged.filter(verdict=NEW)

    def nth(self, what: Hashable) -> int:
        """How often this was said in the file, this time included: of what may be there several times each has its own key."""
        self.times[what] += 1
        return self.times[what]

    def opened(self, people: Collection[uuid.UUID]) -> set[uuid.UUID]:
        """Those of them whom the sender may open."""
        looked_after = Participant.objects.looked_after_by(self.by, among=people)
        return set(looked_after.filter(pk__in=people).values_list("pk", flat=True))


class Kind:
    """One kind of spreadsheet; the methods get sets of rows, and ask a fixed number of questions however many there are."""

    name: ClassVar[str]
    # Who may send it.
    power: ClassVar[Power]
    columns: ClassVar[tuple[Column, ...]]
    # Whether its sender says where its rows belong.
    needs_kecamatan: ClassVar[bool] = False
    # Whether records are written with the identity numbers of their rows, and not only found by them.
    keeps_niks: ClassVar[bool] = False

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def settle(self, rows: list[Judged], case: Case) -> None:
        """Judge a part of the rows, at most 5,000: what they refer to, what is there already, what contradicts.

        Sets verdict and record of each, adds mistakes and warnings. Rows come with the mistakes of their cells.
        """
        raise NotImplementedError

    def merge(self, case: Case) -> int:
        """Make the records of the staged rows whose verdict is new, in the transaction of the caller; how many were made.

        What somebody else made meanwhile is there already, and is left as it is. Raises OutdatedError where only judging
        the rows anew tells that.
        """
        raise NotImplementedError
