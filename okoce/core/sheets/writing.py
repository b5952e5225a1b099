"""Spreadsheets that people fill in, and those that come back with the wrong cells coloured."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from okoce.core.sheets.reading import Cell, Table


class Heading(NamedTuple):
    """A column of a template; `choices` are offered where there are some."""

    label: str
    note: str = ""
    example: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()


def template(columns: Sequence[Heading], *, title: str, rows: Iterable[Sequence[Cell]] = ()) -> bytes:
    """An xlsx to fill in: columns of text, a row as example, and a second sheet that explains."""
    raise NotImplementedError


def coloured(table: Table, mistakes: Mapping[int, Mapping[int, str]], *, note: str) -> bytes:
    """The rows as they came, with the wrong cells coloured; row number -> column index -> sentence."""
    raise NotImplementedError
