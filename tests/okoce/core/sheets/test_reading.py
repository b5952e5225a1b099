"""Files that people send: each is read as it should be, or refused with the sentence that helps."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from okoce.core.sheets.reading import has_no_answer, read, skim
from tests.okoce.core.nasty import CASES
from tests.okoce.core.nasty.tables import behind_another, explained, filled

pytestmark = pytest.mark.usefixtures("in_english")


def verdict(content, most, of=read):
    try:
        table = of(content, most=most)
    except ValidationError as refusal:
        return refusal.messages[0], None
    return dict(table.rows), table.headings


@pytest.mark.parametrize("nasty", CASES, ids=lambda nasty: nasty.name)
def test_every_nasty_spreadsheet_gets_its_verdict(nasty):
    said, headings = verdict(nasty.make(), nasty.most)
    assert said == nasty.verdict
    assert nasty.headings is None or headings == nasty.headings


@pytest.mark.parametrize("nasty", CASES, ids=lambda nasty: nasty.name)
def test_skimmed_it_says_the_same_as_often_as_it_is_gone_through(nasty):
    content = nasty.make()
    assert verdict(content, nasty.most, of=skim) == verdict(content, nasty.most)
    if verdict(content, nasty.most)[1]:
        rows = skim(content, most=nasty.most).rows
        assert (list(rows), len(rows)) == (list(rows), len(list(rows)))


def test_there_are_enough_of_them():
    assert len({nasty.name for nasty in CASES}) >= 40


def test_which_sheet_was_read_is_said():
    assert read(behind_another()).sheet == "People"
    assert (read(filled(explained)).sheet, read(filled(explained)).others) == ("List", ("Explanation",))


def test_a_file_larger_than_is_taken():
    with pytest.raises(ValidationError, match="This file is larger than 2 MB: split the list"):
        read(b"x" * 2_000_001, largest=2_000_000)


@pytest.mark.parametrize(("cell", "expected"), [("#REF!", True), ("Err:502", True), ("#1 in Tebet", False), (1, False)])
def test_a_cell_without_an_answer(cell, expected):
    assert has_no_answer(cell) is expected


def test_numbers_in_a_sentence_are_written_as_its_language_does():
    with translation.override("id"), pytest.raises(ValidationError, match="1\\.000"):
        read(b"a;b\n" + b"x;1\n" * 1_001, most=1_000)
