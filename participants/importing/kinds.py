"""What every kind of spreadsheet is: its columns, how its rows are judged, and how they become records."""

import datetime
import json
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.conf import settings

from okoce.accounts.models import User
from okoce.accounts.roles import Power
from okoce.core import sealing
from participants.importing.columns import Column
from participants.models import Spreadsheet
from participants.nik import Nik
from programs.models import Kecamatan

NEW, SAME, WRONG = "new", "same", "wrong"
_PURPOSE = "spreadsheet row"


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
    times: Counter[bytes] = field(default_factory=Counter)
    # Of each name and word in the file the identity numbers that stand beside it, as hashes of this process.
    numbers: dict[int, set[int]] = field(default_factory=dict)
    # Called while records are made, with how many rows are passed: a transaction shows nothing of itself.
    tell: Callable[[int], None] = lambda passed: None

    @property
    def today(self) -> datetime.date:
        return self.at.date()

    def key_of(self, content: Any) -> uuid.UUID:
        """The key of the record of a row that has no natural one: of what it says, and how often that stood before it.

        The same rows again, in whatever order and file, have the same keys. Keyed, so that nobody finds a content by trying.
        """
        place = self.kecamatan.pk if self.kecamatan else ""
        said = json.dumps([self.spreadsheet.kind, place, content], sort_keys=True, default=str)
        digest = sealing.fingerprint(said, key=settings.NIK_HMAC_KEY, purpose=_PURPOSE)
        self.times[digest] += 1
        again = sealing.fingerprint(f"{digest.hex()} {self.times[digest]}", key=settings.NIK_HMAC_KEY, purpose=_PURPOSE)
        return uuid.UUID(bytes=again[:16], version=5)


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
