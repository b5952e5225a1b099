"""What happens to a spreadsheet that somebody sent: the verbs, what a job goes on with, and what pages read back.

sent (its columns are to be named) -> judging -> judged -> writing -> done, or failed. Whatever is in the middle goes on
after a crash; nothing of a file is taken in unless all of it is.
"""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from okoce.accounts.models import User
from participants.models import Spreadsheet, SpreadsheetRow
from programs.models import Kecamatan


@dataclass(frozen=True)
class Heading:
    """One column of the file: what stands above it, in its first cells, and what it may be; masked."""

    index: int
    text: str
    samples: list[str]
    # Name of a column of the kind; empty when nobody knows.
    guessed: str


def send(
    *, by: User, kind: str, kecamatan: Kecamatan | None, content: bytes, name: str, at: datetime.datetime
) -> Spreadsheet:
    """The file kept sealed, its columns guessed; judged at once when every required one is known.

    Raises a sentence for what cannot be read, for a kind or a kecamatan that is not the user's, and for too many files.
    """
    raise NotImplementedError


def name_columns(
    *, by: User, spreadsheet: Spreadsheet, columns: Mapping[str, int], at: datetime.datetime
) -> Spreadsheet:
    """Say which column stands where (name -> index of the heading), remember it for the next file, and judge the rows.

    Raises a sentence for a required column that is missing, and for two at one place.
    """
    raise NotImplementedError


def take_in(*, by: User, spreadsheet: Spreadsheet, at: datetime.datetime) -> Spreadsheet:
    """Let a job write the records. Said twice it is once. Raises a sentence while a row is wrong."""
    raise NotImplementedError


def give_up(*, by: User, spreadsheet: Spreadsheet) -> None:
    """Nothing is left of the file; refused once it is being taken in."""
    raise NotImplementedError


def judge(key: uuid.UUID, *, at: datetime.datetime) -> None:
    """Judge every row; rung twice, killed or late it ends the same."""
    raise NotImplementedError


def write(key: uuid.UUID, *, at: datetime.datetime) -> None:
    """Take all rows in, in one transaction; rung twice, killed or late it ends the same."""
    raise NotImplementedError


def headings_of(spreadsheet: Spreadsheet) -> list[Heading]:
    """The columns of the file, each with what it is taken for."""
    raise NotImplementedError


def progress_of(spreadsheet: Spreadsheet) -> int:
    """How many rows the work at hand has passed, of `spreadsheet.rows`."""
    raise NotImplementedError


def verdicts(spreadsheet: Spreadsheet, *, wrong_only: bool = False) -> QuerySet[SpreadsheetRow]:
    """The rows as they were judged: wrong ones first, then by their number."""
    raise NotImplementedError


def coloured_of(spreadsheet: Spreadsheet) -> bytes:
    """The spreadsheet with its wrong cells coloured, as xlsx."""
    raise NotImplementedError


def template_of(kind: str) -> bytes:
    """An empty spreadsheet of the kind to fill in, as xlsx."""
    raise NotImplementedError
