"""Short lists that people upload: their rows as text, under the names of their columns."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from okoce.core.sheets.lists import rows_of
from tests.okoce.core.nasty.tables import days
from tests.spreadsheets import csv, workbook

COLUMNS = {"name": "name", "nama": "name", "from": "from"}
SITI = [(2, {"name": "Siti", "from": "2026-03-01"})]
pytestmark = pytest.mark.usefixtures("in_english")


def read(file, columns=COLUMNS, most=10):
    return [(row.number, row.cells) for row in rows_of(file, columns, most=most)]


@pytest.mark.parametrize("make", [csv, workbook])
def test_columns_in_any_order_and_language_and_others_between(make):
    assert read(make(("FROM", "note", "Nama"), ("2026-03-01", "x", "Siti"))) == SITI


def test_every_cell_is_the_text_that_the_spreadsheet_shows():
    assert read(workbook(("name", "from"), (42, 1.5))) == [(2, {"name": "42", "from": "1.5"})]


def test_a_day_is_one_with_or_without_its_time():
    file = SimpleUploadedFile("list.xlsx", days())
    assert read(file, {"day": "day", "moment": "moment"}) == [(2, {"day": "2026-03-01", "moment": "2026-03-01"})]


def test_an_empty_cell_is_an_empty_text():
    assert read(csv(("name", "from"), ("", ""), ("Siti",))) == [(3, {"name": "Siti", "from": ""})]


def refusal(file, most=10):
    with pytest.raises(ValidationError) as refused:
        read(file, most=most)
    return refused.value.messages


def test_a_column_that_is_missing_is_named():
    assert refusal(csv(("nama",), ("Siti",))) == ["The first row names the columns; these are missing: from."]


def test_a_list_that_is_too_long():
    rows = [("Siti", "2026-03-01")] * 3
    assert len(read(csv(("name", "from"), *rows), most=3)) == 3
    assert refusal(csv(("name", "from"), *rows), most=2) == ["This list has more than 2 rows: split it."]


def test_a_file_that_is_too_large():
    assert refusal(SimpleUploadedFile("list.csv", b"x" * 2_000_001)) == [
        "This file is larger than 2 MB: split the list."
    ]
