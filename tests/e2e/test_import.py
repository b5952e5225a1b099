"""A spreadsheet through the door: dropped, judged, mended by the coloured one, taken in; the same file again adds nothing."""

import base64
import datetime
import io

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from okoce.core.months import today
from tests.e2e.pages import LAPTOP, PHONE, barriers, too_wide
from tests.factories import nik
from tests.site import until

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
YESTERDAY = today() - datetime.timedelta(days=1)
HEADINGS = ["Nama", "NIK", "HP", "Tanggal lahir", "Kecamatan", "Tanggal daftar", "Usaha", "Persetujuan"]


def row(name, born, *, lives_in="Tebet", number=None):
    number = number or nik(born=born)
    return [name, number, "081234567890", f"{born}", lives_in, f"{YESTERDAY}", "belum", "ya"]


def xlsx(*rows):
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for index, cells in enumerate(rows):
            sheet.write_row(index, 0, cells)
    return content.getvalue()


def csv(*rows):
    return "\r\n".join(";".join(cells) for cells in rows).encode("utf-8-sig")


def choose(page, name, content):
    page.get_by_label("Drag the file here").set_input_files({"name": name, "mimeType": "", "buffer": content})
    page.get_by_role("button", name="Look through the rows").click()


DROP = """([field, name, content]) => {
    const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], name));
    const said = {bubbles: true, cancelable: true, dataTransfer: carried};
    field.dispatchEvent(new DragEvent("dragover", said));
    const over = field.hasAttribute("data-over");
    field.dispatchEvent(new DragEvent("drop", said));
    return over;
}"""


def drop(page, name, content):
    """As somebody does who drags it there; whether the field showed that it would take it."""
    field = page.locator("[data-drop]").element_handle()
    return page.evaluate(DROP, [field, name, base64.b64encode(content).decode()])


@pytest.fixture
def page(window):
    return window("sari").page


def test_a_file_with_a_wrong_row_is_mended_by_the_coloured_one_and_taken_in(page, tmp_path):
    rows = [HEADINGS, row("Impor Satu", "1961-01-01"), row("Impor Dua", "1961-01-02", lives_in="317401")]
    page.goto("/participants/")
    page.get_by_role("link", name="From a spreadsheet").click()
    assert drop(page, "peserta.xlsx", xlsx(*rows))
    expect(page.get_by_text("peserta.xlsx (")).to_be_visible()
    page.get_by_role("button", name="Look through the rows").click()

    expect(page.get_by_role("heading", name="1 row must be mended")).to_be_visible()
    assert barriers(page) + too_wide(page) == []
    first = page.get_by_role("row").nth(1)
    expect(first).to_contain_text("to be mended")
    expect(first.get_by_role("cell").nth(4)).to_contain_text("31.74.01")
    expect(page.get_by_role("button", name="Take in")).to_have_count(0)
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Download to mend").click()
    assert downloaded.value.suggested_filename == "people-to-mend.xlsx"
    page.get_by_role("link", name="Send the mended file").click()
    choose(page, "peserta.xlsx", mended(downloaded.value.path()))

    expect(page.get_by_role("heading", name="Every row is right")).to_be_visible()
    assert barriers(page) + too_wide(page) == []
    page.get_by_role("button", name="Take in 2 people").click()
    expect(page.get_by_role("heading", name="2 people were added")).to_be_visible()
    page.get_by_role("link", name="To the people").click()
    expect(page.get_by_role("link", name="Impor Dua")).to_be_visible()


def mended(path):
    """The file that came back, with the undotted code dotted."""
    table = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return xlsx(*[["31.74.01" if cell == "317401" else cell for cell in cells] for cells in table])


def test_columns_of_other_names_are_said_once_and_the_same_file_again_adds_nothing(window):
    page = window("joko", size=PHONE).page
    named = ["Siapa", "Nomor kartu", *HEADINGS[2:]]
    content = csv(named, row("Impor Tiga", "1961-02-01"), row("Impor Empat", "1961-02-02"))
    page.goto("/participants/import/")
    choose(page, "lama.csv", content)
    expect(page.get_by_text("These are needed and were not recognised")).to_be_visible()
    assert barriers(page) + too_wide(page) == []
    page.get_by_label("Siapa").select_option(label="Name")
    page.get_by_label("Nomor kartu").select_option(label="NIK")
    page.get_by_role("button", name="Look through the rows").click()
    page.get_by_role("button", name="Take in 2 people").click()
    expect(page.get_by_role("heading", name="2 people were added")).to_be_visible()

    page.get_by_role("link", name="Another file").click()
    choose(page, "lama (2).csv", content)
    expect(page.get_by_role("heading", name="Everything in this file is there already")).to_be_visible()
    expect(page.get_by_role("button", name="Take in")).to_have_count(0)
    page.get_by_role("button", name="Let go of this file").click()
    expect(page.get_by_text("The file is gone")).to_be_visible()


def test_it_goes_without_a_script(window):
    page = window("sari", size=LAPTOP, java_script_enabled=False).page
    page.goto("/participants/import/")
    choose(page, "tanpa.csv", csv(HEADINGS, row("Impor Lima", "1961-03-01")))
    until(look_again(page, page.get_by_role("button", name="Take in 1 person")))
    page.get_by_role("button", name="Take in 1 person").click()
    until(look_again(page, page.get_by_role("heading", name="1 person was added")))


def look_again(page, awaited):
    """As the link says that stands there without a script."""

    def there():
        if again := page.get_by_role("link", name="Look again").all():
            again[0].click()
        return awaited.count()

    return there


def test_what_is_too_large_is_told_before_it_is_sent(page):
    page.goto("/participants/import/")
    page.locator("[data-drop]").evaluate("field => field.dataset.largest = 10")
    drop(page, "besar.csv", b"Nama;NIK\r\nOrang;1")
    expect(page.get_by_text("This file is larger than 30 MB")).to_be_visible()
    page.get_by_role("button", name="Look through the rows").click()
    expect(page.get_by_role("heading", name="From a spreadsheet")).to_be_visible()


def test_a_file_beside_the_field_does_not_leave_the_page(page):
    page.goto("/participants/import/")
    beside = "document.querySelector('h1')"
    assert page.evaluate(f"""() => {{
        const carried = new DataTransfer();
        carried.items.add(new File(["x"], "x.csv"));
        const dropped = new DragEvent("drop", {{bubbles: true, cancelable: true, dataTransfer: carried}});
        {beside}.dispatchEvent(dropped);
        return dropped.defaultPrevented && !document.querySelector("[data-drop] input").files.length;
    }}""")
