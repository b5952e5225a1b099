"""Spreadsheets that people upload: read as text, and refused with a sentence when they are none or too large."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from okoce.core.spreadsheets import is_formula, rows_of
from tests.spreadsheets import MAIN, csv, workbook

COLUMNS = {"name": "name", "nama": "name", "from": "from"}
pytestmark = pytest.mark.usefixtures("in_english")


def read(file, most=10):
    return [(row.number, row.cells) for row in rows_of(file, COLUMNS, most=most)]


SITI = [(2, {"name": "Siti", "from": "2026-03-01"})]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_with_any_separator(separator):
    assert read(csv(("name", "from"), ("Siti", "2026-03-01"), separator=separator)) == SITI


def test_a_workbook():
    assert read(workbook(("name", "from"), ("Siti", "2026-03-01"))) == SITI


def test_columns_in_any_order_and_language_and_others_between():
    assert read(csv(("FROM", "note", "Nama"), ("2026-03-01", "x", "Siti"))) == SITI


def test_a_number_in_a_workbook_is_the_text_that_it_shows():
    assert read(workbook(("name", "from"), (42, 1.5))) == [(2, {"name": "42", "from": "1.5"})]


def test_a_day_in_a_workbook_is_a_day():
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="inlineStr"><is><t>name</t></is></c>'
        '<c t="inlineStr"><is><t>from</t></is></c></row><row><c t="inlineStr"><is><t>Siti</t></is></c>'
        '<c t="d"><v>2026-03-01T00:00:00</v></c></row></sheetData></worksheet>'
    )
    assert read(workbook(sheet=sheet))[0][1]["from"].startswith("2026-03-01")


def test_empty_rows_are_passed_over_and_the_numbers_are_those_of_the_spreadsheet():
    assert read(csv(("name", "from"), ("", ""), ("Siti", "2026-03-01"))) == [(3, SITI[0][1])]


def test_a_short_row_has_no_more_cells_than_it_has():
    assert read(csv(("name", "from"), ("Siti",))) == [(2, {"name": "Siti"})]


def refusal(file, most=10):
    with pytest.raises(ValidationError) as refused:
        read(file, most)
    return refused.value.messages


def test_a_column_that_is_missing_is_named():
    assert refusal(csv(("nama",), ("Siti",))) == ["The first row names the columns; these are missing: from."]


def test_an_empty_file_lacks_every_column():
    assert refusal(csv()) == ["The first row names the columns; these are missing: from, name."]


NO_LIST = ["This file is no list: save it as xlsx, or as csv in UTF-8."]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00n", b"PK\x03\x04 and nothing", b"%PDF-1.7\n\xe2\xe3"])
def test_what_is_no_list_is_said_to_be_none(content):
    assert refusal(SimpleUploadedFile("list.xlsx", content)) == NO_LIST


def test_an_archive_that_is_no_workbook_is_none():
    other = workbook(("name",))
    assert refusal(SimpleUploadedFile("x", other.read().replace(b"xl/workbook.xml", b"xl/workbock.xml"))) == NO_LIST


def test_a_list_that_is_too_long():
    rows = [("Siti", "2026-03-01")] * 3
    assert len(read(csv(("name", "from"), *rows), most=3)) == 3
    assert refusal(csv(("name", "from"), *rows), most=2) == ["This list has more than 2 rows: split it."]


def test_a_file_that_is_too_large():
    assert refusal(SimpleUploadedFile("list.csv", b"x" * 2_000_001)) == [
        "This file is larger than 2 MB: split the list."
    ]


def test_a_file_that_unpacks_into_a_huge_one():
    swollen = workbook(sheet=f'<worksheet xmlns="{MAIN}">{" " * 50_000_000}</worksheet>')
    assert swollen.size < 2_000_000
    assert refusal(swollen) == ["This file is larger than it looks: copy the list into a new one."]


FAR_OUT = ["Something stands far outside the list: delete the empty rows and columns around it."]
FAR = [
    '<row r="1048576"><c/></row>',
    '<row r="1"><c t="n" r="XFD1"><v>1</v></c></row>',
    "<row r='1'><c t='n' r='ZZ1000000'><v>1</v></c></row>",
    '<row r = "1"><c t="n" r = "zz1000000"><v>1</v></c></row>',
    '<row><c t=">" r="ZZ1000000"><v>1</v></c></row>',
    f"{'<row/>' * 111}<row><c><v>1</v></c></row>",
    f"<row>{'<c/>' * 702}<c><v>1</v></c></row>",
]


def sheet_of(rows):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


@pytest.mark.parametrize("rows", FAR)
def test_a_cell_far_outside_makes_no_sheet_of_a_billion(rows):
    assert refusal(workbook(sheet=sheet_of(rows))) == FAR_OUT


def packed_anew(file, change):
    """The workbook with its parts as `change` leaves them, by name."""
    with zipfile.ZipFile(file) as archive:
        parts = change({name: archive.read(name) for name in archive.namelist()})
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return SimpleUploadedFile("list.xlsx", content.getvalue())


def test_nor_where_the_sheet_lies_at_another_place():
    def moved(parts):
        parts["xl/one.xml"] = parts.pop("xl/worksheets/sheet1.xml")
        leads = "xl/_rels/workbook.xml.rels"
        return parts | {leads: parts[leads].replace(b"worksheets/sheet1.xml", b"one.xml")}

    assert read(packed_anew(workbook(("name", "from"), ("Siti", "2026-03-01")), moved)) == SITI
    assert refusal(packed_anew(workbook(sheet=sheet_of(FAR[0])), moved)) == FAR_OUT


def test_what_an_office_program_adds_around_the_list_is_no_part_of_it():
    def dressed(parts):
        return parts | {"xl/theme/theme1.xml": '<a:fillToRect l="50000" t="-80000" r="50000" b="180000"/>'}

    assert read(packed_anew(workbook(("name", "from"), ("Siti", "2026-03-01")), dressed)) == SITI


def test_what_the_list_itself_says_of_its_size_is_not_believed():
    """Read to the end it would be refused; up to the size that it says, it has no end."""
    sheet = sheet_of(f"<row><c><v>1</v></c></row>{'<row/>' * 200}")
    content = workbook(sheet=sheet).read()
    size, short = len(sheet).to_bytes(4, "little"), (300).to_bytes(4, "little")
    assert size in content
    assert refusal(SimpleUploadedFile("list.xlsx", content.replace(size, short))) == NO_LIST


def test_another_kind_of_spreadsheet_in_disguise_is_none():
    def disguised(parts):
        return (
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
            | parts
            | {"xl/workbook.xml": "<x/>"}
        )

    assert refusal(packed_anew(workbook(("name",)), disguised)) == NO_LIST


@pytest.mark.parametrize(("text", "expected"), [("=1+1", True), ("@SUM(A1)", True), ("+62", True), ("Siti = 1", False)])
def test_what_a_spreadsheet_would_run(text, expected):
    assert is_formula(text) == expected
