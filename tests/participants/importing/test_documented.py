"""docs/spreadsheets.md has every column of every kind, and promises no name that is not recognised."""

import pytest

from participants.importing import KINDS
from tests.docs.pages import DOCS

pytestmark = pytest.mark.usefixtures("in_english")


def documented(kind):
    """Column -> the other names that the page says are recognised."""
    section = (DOCS / "spreadsheets.md").read_text().partition(f"\n### {kind.capitalize()}\n")[2].partition("\n### ")[0]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]
    return {line[0]: set(line[1].split(", ")) for line in lines}


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_stands_there_under_the_names_by_which_it_is_known(kind):
    known = {str(column.label): set(column.aliases) for column in KINDS[kind].columns}
    promised = documented(kind)
    assert list(promised) == list(known)
    assert {label: names - known[label] for label, names in promised.items() if names - known[label]} == {}
