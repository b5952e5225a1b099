"""Spreadsheets to fill in, and those that come back to be mended: what was typed stays what it was, and nothing runs."""

import datetime
import io
import re
import shutil
import subprocess
import zipfile

import pytest

from okoce.core.sheets.formulas import harmless
from okoce.core.sheets.reading import Table, read
from okoce.core.sheets.writing import (
    MONTHS,
    SHARE,
    TEXT,
    Column,
    Heading,
    Pale,
    Sheet,
    coloured,
    filled,
    long_list,
    template,
)

pytestmark = pytest.mark.usefixtures("in_english")
COLUMNS = [
    Heading("Nama", "As on the card.", "Siti Aminah", required=True),
    Heading("NIK", "16 digits.", "9901014107900001"),
    Heading("Kecamatan", choices=tuple(f"Kecamatan {number}" for number in range(44))),
]
DAY = datetime.date(2026, 3, 1)
CAME = Table(
    ["", "Nama", "NIK", "Tanggal"],
    [
        (4, [None, '=HYPERLINK("x")', 9974010101990002, DAY]),
        (5, [None, "+62 812", "9901", datetime.datetime.combine(DAY, datetime.time(9, 30))]),
        (9, [1.5, "Ani\nB", True, datetime.time(9, 30)]),
    ],
    "List",
)
SHEET = "xl/worksheets/sheet1.xml"


def part(content, name=SHEET):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read(name).decode()


class TestTemplate:
    def test_comes_back_as_an_empty_list_of_its_columns(self):
        table = read(template(COLUMNS, title="Peserta: daftar"))
        assert (table.headings, table.rows) == (["Nama", "NIK", "Kecamatan"], [])
        assert (table.sheet, table.others) == ("Peserta  daftar", ("Explanation",))

    def test_has_columns_of_text_and_offers_choices(self):
        sheet = part(template(COLUMNS, title="x"))
        assert re.search(r'<pane ySplit="1" topLeftCell="A2"', sheet)
        assert "Choices!$C$1:$C$44" in sheet
        assert 'numFmtId="49"' in part(template(COLUMNS, title="x"), "xl/styles.xml")

    def test_keeps_the_rows_that_it_is_given_as_text(self):
        table = read(template(COLUMNS, title="x", rows=[["Siti", 81234567890, None], ["Budi", DAY, "Tebet"]]))
        assert table.rows == [(2, ["Siti", "81234567890", None]), (3, ["Budi", "2026-03-01", "Tebet"])]


class TestColoured:
    def test_comes_back_as_it_was(self):
        again = read(coloured(CAME, {5: {2: "Too short.", -1: "Both."}, 9: {1: "Who?"}}, note="Mend these."))
        assert again == CAME

    def test_colours_the_wrong_cells_and_says_why_beside_the_row_and_at_the_cell(self):
        content = coloured(CAME, {5: {2: "Too short.", -1: "Nobody."}}, note="Mend these.")
        sheet, notes = part(content), part(content, "xl/comments1.xml")
        looks = dict(re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', sheet))
        assert [place for place, look in looks.items() if look == looks["D5"]] == ["D5"]
        assert "<t>Too short.\nNobody.</t>" in part(content, "xl/sharedStrings.xml")
        assert re.findall(r'<comment ref="(\w+)"', notes) == ["A3", "D5"]
        assert re.search(r'topLeftCell="B5"', sheet)

    def test_nothing_in_it_is_a_formula(self):
        content = coloured(CAME, {4: {1: '=HYPERLINK("y")'}}, note="=1+1")
        assert "<f>" not in part(content)
        assert 'quotePrefix="1"' in part(content, "xl/styles.xml")

    def test_a_long_one_is_written_row_by_row_to_the_same_end(self):
        rows = [(number, ["=x", number, None]) for number in range(2, 20_010)]
        assert read(coloured(Table(["a", "b", "c"], rows), {7: {1: "No."}}, note="x")).rows == rows

    def test_a_day_before_there_were_spreadsheets_is_told_as_text(self):
        came = Table(["a"], [(2, [datetime.date(1899, 12, 30)])])
        assert read(coloured(came, {}, note="x")).rows == [(2, ["1899-12-30"])]

    def test_what_no_row_is_wrong_in_has_no_colour(self):
        assert read(coloured(CAME, {}, note="x")) == CAME
        assert read(coloured(Table(["a"], []), {}, note="x")).headings == ["a"]


class TestFilled:
    COLUMNS = (Column("Bulan", MONTHS["id"]), Column("Nama", TEXT), Column("Orang"), Column("Bagian", SHARE))
    MADE = datetime.date(2026, 4, 2)

    def of(self, *rows, columns=COLUMNS, **said):
        sheets = [Sheet("Satu", columns, rows, **said), Sheet("Dua", columns, [])]
        return filled(sheets, title="Judul", above="A & B", made=self.MADE)

    def test_comes_back_with_each_cell_as_the_kind_that_it_is(self):
        table = read(self.of([DAY, "=1+1", 1284, 0.5], [DAY, None, None, None]))
        assert (table.sheet, table.others) == ("Satu", ("Dua",))
        assert table.rows == [(2, [DAY, "=1+1", 1284, 0.5]), (3, [DAY, None, None, None])]

    def test_shows_months_as_months_and_shares_in_per_cent(self):
        styles = part(self.of([DAY, "a", 1284, 0.5]), "xl/styles.xml")
        # 421 is Bahasa Indonesia: August is Agu there, whatever the program of whoever reads it speaks.
        assert 'formatCode="[$-421]mmm yyyy"' in styles
        assert 'formatCode="0.00%"' in styles

    def test_what_is_not_final_is_the_same_number_in_other_letters(self):
        assert read(self.of([DAY, "a", Pale(7), None])).rows == [(2, [DAY, "a", 7, None])]
        assert "<i/>" in part(self.of([DAY, "a", Pale(7), None]), "xl/styles.xml")
        assert "<i/>" not in part(self.of([DAY, "a", 7, None]), "xl/styles.xml")

    def test_its_headings_and_names_stay_and_can_be_filtered(self):
        sheet = part(self.of([DAY, "a", 7, None], names=2))
        assert re.search(r'<pane xSplit="2" ySplit="1" topLeftCell="C2"', sheet)
        assert '<autoFilter ref="A1:D2"/>' in sheet

    def test_says_above_each_printed_page_what_it_is_given(self):
        assert "<oddHeader>&amp;LA &amp;&amp; B</oddHeader>" in part(self.of())

    def test_a_long_text_has_room_for_its_lines(self):
        columns = (Column("Arti", TEXT, 20, "prose"),)
        assert '<row r="2" spans="1:1" ht="90" customHeight="1">' in part(self.of(["x" * 100], columns=columns))

    def test_nothing_in_it_is_a_formula_and_the_same_makes_the_same_bytes(self):
        content = self.of([DAY, '=HYPERLINK("y")', 1, None])
        assert "<f>" not in part(content)
        assert content == self.of([DAY, '=HYPERLINK("y")', 1, None])


class TestLongList:
    def test_its_columns_are_as_wide_as_what_stands_in_them_and_no_wider_than_a_page(self, tmp_path):
        file = io.BytesIO()
        with long_list(file, ["kunci", "nilai", "teks"], title="x", folder=tmp_path) as write:
            write(["a" * 36, 7, "b" * 300])
            write(["a", 123456, "b"])
        sheet = part(file.getvalue())
        widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', sheet)]
        # 36, 12 at least, and 48 at most; with room for the sign that opens the filter.
        assert [int(width) for width in widths] == [39, 15, 48]
        assert '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>' in sheet


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_libreoffice_reads_and_writes_them(tmp_path, kind):
    (tmp_path / "list.xlsx").write_bytes(template(COLUMNS, title="x", rows=[["Siti", "0812", "Tebet"]]))
    home, out, file = f"-env:UserInstallation=file://{tmp_path}/home", tmp_path / "out", tmp_path / "list.xlsx"
    words = ["soffice", "--headless", home, "--convert-to", kind, "--outdir", str(out), str(file)]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    table = read((out / f"list.{kind}").read_bytes())
    assert (table.headings, table.rows) == (["Nama", "NIK", "Kecamatan"], [(2, ["Siti", "0812", "Tebet"])])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+62", "'+62"),
        ("\t=1", "'\t'=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("Budi;=1+1", "Budi;'=1+1"),
        ("Budi; -1+1", "Budi; '-1+1"),
        ("Budi\r=1+1", "Budi\r'=1+1"),
        ("Budi\n =1+1", "Budi\n '=1+1"),
        ('Budi;"=1+1;x', "Budi;\"'=1+1;x"),
        ("-24; 25-34; -24", "'-24; 25-34; -24"),
        ("Siti = 1", "Siti = 1"),
        ("Toko A; buka jam 9", "Toko A; buka jam 9"),
    ],
)
def test_what_a_spreadsheet_would_run(text, expected):
    assert harmless(text) == expected
