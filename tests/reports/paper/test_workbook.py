"""The workbook: typed cells, no formula, the same bytes for the same content, and the numbers of the summary."""

import datetime
import io
import re
import shutil
import subprocess
import zipfile

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from okoce.core.months import Month
from reports.paper.workbook import workbook_of
from reports.standing import standing_at
from tests.reports.cells import cell, posted, revision
from tests.reports.closed import closed
from tests.reports.paper.march import counted, paper, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

SHEETS = ["Summary", "Ladder", "Months", "Kecamatan", "Definitions"]


def sheet(name, of=None):
    """The rows of a sheet under its headings, as (heading -> cell)."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook_of(of or paper())))
    heads, *rows = book.get_sheet_by_name(name).to_python()
    return [dict(zip(heads, row, strict=True)) for row in rows]


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")}


def test_it_has_five_sheets_in_the_language_of_the_reader():
    assert CalamineWorkbook.from_filelike(io.BytesIO(workbook_of(paper()))).sheet_names == SHEETS
    with translation.override("id"):
        names = CalamineWorkbook.from_filelike(io.BytesIO(workbook_of(paper()))).sheet_names
    assert names[3:] == ["Kecamatan", "Definisi"]


def test_no_cell_is_a_formula_and_every_heading_stays_with_a_filter():
    counted()
    for text in parts(workbook_of(paper())).values():
        assert not re.search(r"<f[ >]", text)
        assert re.search(r'<pane [^>]*ySplit="1"', text)
        assert re.search(r'<autoFilter ref="A1:', text)


def test_the_same_content_on_the_same_day_makes_the_same_bytes():
    counted()
    assert workbook_of(paper()) == workbook_of(paper())
    assert workbook_of(paper()) != workbook_of(paper(on="2018-04-03"))


def test_the_summary_says_what_the_summary_says_as_numbers_and_days():
    counted()
    rows = sheet("Summary")
    march, start = datetime.date(2018, 3, 1), datetime.date(2017, 12, 1)
    assert rows[:2] == [
        {
            "What": "New entrepreneurs", "From": march, "Until": march, "Value": 8.0, "Unit": "people",
            "Target or whole": 4000.0, "Share of it": 0.002, "First published": "", "Not published yet": "",
            "Status": "provisional",
        },
        {
            "What": "New entrepreneurs", "From": start, "Until": march, "Value": 12.0, "Unit": "people",
            "Target or whole": 200_000.0, "Share of it": 0.00006, "First published": "", "Not published yet": "",
            "Status": "provisional",
        },
    ]  # fmt: skip
    told = said()
    assert {row["What"]: row["Value"] for row in rows[2:]} == {
        "Needed each month": told["headline"]["required_per_month"],
        "Trainings that count": told["trainings"]["value"],
        "The month's band: from": 50,
        "The month's band: to": 70,
        "Jobs created": told["jobs_created"]["value"],
        "Spending": told["spending"]["value"],
        "Spending to each new entrepreneur": told["spending"]["per_new_entrepreneur"],
        "Kecamatan with something counted": told["coverage"]["kecamatan_reporting"],
    }


def test_the_ladder_has_residents_and_people_from_outside_apart_and_each_share_beside_its_two_numbers():
    counted()
    rows = sheet("Ladder")
    assert [(row["Step"] or None, row["March 2018"], row["Since the start"]) for row in rows[:9]] == [
        (rung["step"], rung["month"], rung["cumulative"]) for rung in said()["ladder"]
    ]
    trained = rows[1]
    assert (trained["Since the start"], trained["Share of"], trained["Since the start, of these"]) == (
        50.0,
        "Registered",
        105.0,
    )
    assert trained["Share of it"] == pytest.approx(50 / 105)
    assert [(row["Where"], row["Rung"], row["March 2018"]) for row in rows[9:11]] == [
        ("Outside Jakarta", "Registered", 3.0),
        ("Outside Jakarta", "Trained", 0.0),
    ]


def test_every_month_since_the_start_has_a_row_with_what_was_first_published_and_how_sure_it_is():
    revision(1)
    cell("2018-02", 4, metric="new_entrepreneurs")
    closed("2018-02")
    cell("2018-02", 1, metric="new_entrepreneurs", published="2018-03")
    rows = sheet("Months")
    heads = ["Month", "Status", "Headline: New entrepreneurs", "Target", "First published", "Not published yet"]
    assert [tuple(row[head] for head in heads) for row in rows] == [
        (datetime.date(2017, 12, 1), "provisional", 0.0, 4000.0, "", ""),
        (datetime.date(2018, 1, 1), "provisional", 0.0, 4000.0, "", ""),
        (datetime.date(2018, 2, 1), "final, not all published yet", 5.0, 4000.0, 4.0, 1.0),
        (datetime.date(2018, 3, 1), "provisional", 0.0, 4000.0, "", ""),
    ]
    assert [row["New entrepreneurs"] for row in rows] == [0.0, 0.0, 5.0, 0.0]


def test_each_kecamatan_has_a_row_and_people_from_outside_have_theirs():
    counted()
    rows = {row["Code"]: row for row in sheet("Kecamatan")}
    assert len(rows) == 45
    tebet = rows["31.74.01"]
    assert (tebet["Kecamatan"], tebet["City"]) == ("Tebet", "Kota Administrasi Jakarta Selatan")
    assert (tebet["Registered, March 2018"], tebet["Registered, since the start"]) == (60.0, 100.0)
    assert (tebet["Trainings, March 2018"], tebet["Spending, March 2018"]) == (2.0, 24_000_000.0)
    outside = rows["LUAR"]
    assert (outside["Registered, March 2018"], outside["Trainings, March 2018"]) == (3.0, "")
    # Who is active in two months is one: that has no sum.
    assert "Active facilitators, since the start" not in tebet


def test_a_sheet_says_what_the_numbers_are_and_what_each_of_them_means():
    counted()
    closing = closed("2018-03")
    rows = {row["What"]: row for row in sheet("Definitions")}
    assert rows["Digest"]["On which day, or which"] == closing.digest
    assert rows["Headline"]["What it means"].startswith("The headline counts by the definition OKOCE-2026.1.")
    assert rows["Licensed"]["What it means"].startswith("Somebody with a licence")
    assert rows["Month"]["What it means"].startswith("March 2018 is closed")


def test_what_is_not_final_looks_it_and_what_is_closed_does_not():
    counted()
    pale = _styles(workbook_of(paper()))
    for month in ("2017-12", "2018-01", "2018-02", "2018-03"):
        closed(month)
    assert (pale, _styles(workbook_of(paper(on="2018-04-20")))) == (True, False)


def test_as_of_an_earlier_revision_it_is_of_then():
    posted(1, "2018-03-10T02:00:00+00:00", ("2018-03", 5))
    posted(2, "2018-03-20T02:00:00+00:00", ("2018-03", 4))
    then = standing_at(1)
    assert sheet("Summary", paper(code="2020-P1", then=then))[0]["Value"] == 5.0
    assert sheet("Months", paper(code="2020-P1", then=then))[-1]["Registered"] == 5.0


def test_after_the_programme_it_has_no_targets():
    revision(1)
    last = paper(Month(2022, 12), on="2023-01-05")
    assert [row["Target or whole"] for row in sheet("Summary", last)[:2]] == ["", ""]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
def test_libreoffice_opens_it_and_finds_no_formula(tmp_path):
    counted()
    (tmp_path / "month.xlsx").write_bytes(workbook_of(paper()))
    text = opened(tmp_path)
    assert "table:formula" not in text
    assert re.findall(r'<table:table table:name="(\w+)"', text) == SHEETS
    assert 'office:date-value="2018-03-01"' in text


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
@pytest.mark.parametrize(("language", "shown"), [("id", "Des 2017"), ("en", "Dec 2017")])
def test_months_are_told_in_the_language_of_the_workbook_whatever_the_office_program_speaks(tmp_path, language, shown):
    counted()
    with translation.override(language):
        (tmp_path / "month.xlsx").write_bytes(workbook_of(paper()))
    text = opened(tmp_path)
    assert f"<text:p>{shown}</text:p>" in text


def opened(folder):
    """What LibreOffice makes of month.xlsx: as one flat file."""
    home = f"-env:UserInstallation=file://{folder}/home"
    words = ["soffice", "--headless", home, "--convert-to", "fods", "--outdir", str(folder), f"{folder}/month.xlsx"]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    return (folder / "month.fods").read_text()


def _styles(content):
    """Whether any cell is in the italics of what is not final."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        fonts = re.findall(r"<font>.*?</font>", book.read("xl/styles.xml").decode())
    return any("<i/>" in font for font in fonts)
