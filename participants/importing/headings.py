"""Which column of a file is which: by its heading, as the kind knows it or as somebody once said it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from django.conf import settings
from django.utils import translation

from okoce.accounts.models import User
from okoce.core.sheets.reading import Skimmed, Table
from participants.importing.columns import Column, written
from participants.importing.kinds import Kind
from participants.importing.masks import LONGEST, covered, masked
from participants.models import ColumnName, Spreadsheet

SAMPLES = 3


@dataclass(frozen=True)
class Heading:
    """One column of the file: what stands above it, in its first cells, and what it may be; masked."""

    index: int
    text: str
    samples: list[str]
    # Name of a column of the kind; empty when nobody knows.
    guessed: str


def as_kept(table: Table | Skimmed) -> list[list]:
    """What stands above each column and in its first filled cells."""
    kept: list[list] = [[masked(text), []] for text in table.headings]
    for _number, cells in islice(table.rows, 50):
        for (_text, samples), cell in zip(kept, cells, strict=False):
            if cell is not None and len(samples) < SAMPLES:
                samples.append(masked(written(cell)))
    return kept


def without_niks(kept: list[list], kind: Kind, columns: Mapping[str, int]) -> list[list]:
    """The same; of what is taken for an identity number the last four signs are left, whatever it is."""
    niks = {index for name, index in columns.items() if kind.column(name).takes_a_nik}
    return [
        [text, [covered(sample) for sample in samples] if index in niks else samples]
        for index, (text, samples) in enumerate(kept)
    ]


def guess(user: User, kind: Kind, texts: list[str]) -> dict[str, int]:
    """Column -> where it stands, each at most once: as the user said before, else as the kind knows the heading."""
    remembered = dict(
        ColumnName.objects.filter(user=user, kind=kind.name, heading__in=[key_of(text) for text in texts]).values_list(
            "heading", "column"
        )
    )
    known = {word: column.name for column in kind.columns for word in words_for(column)} | remembered
    found: dict[str, int] = {}
    for index, text in enumerate(texts):
        name = known.get(key_of(text), "")
        if name and any(column.name == name for column in kind.columns):
            found.setdefault(name, index)
    return found


def words_for(column: Column) -> set[str]:
    """Every heading by which the column is known, in each language."""
    labels = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            labels.add(str(column.label))
    return {key_of(word) for word in (column.name.replace("_", " "), *labels, *column.aliases)}


def key_of(text: str) -> str:
    """What two ways of writing a heading have in common: its words."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))[:LONGEST]


def remember(user: User, kind: Kind, spreadsheet: Spreadsheet, columns: Mapping[str, int]) -> None:
    """What the user calls each column, and what is none of them."""
    at = {index: name for name, index in columns.items()}
    said = {key_of(text): at.get(index, "") for index, (text, _samples) in enumerate(spreadsheet.headings)}
    ColumnName.objects.bulk_create(
        [
            ColumnName(user=user, kind=kind.name, heading=heading, column=column)
            for heading, column in said.items()
            if heading
        ],
        update_conflicts=True,
        unique_fields=["user", "kind", "heading"],
        update_fields=["column"],
    )
