"""A chart in the browser: what the pointer or the focus is on says its row of the table; nothing is lost without."""

import pytest
from playwright.sync_api import expect

from okoce.core.months import Month, today
from tests.e2e.pages import LAPTOP, PHONE, barriers, covered, too_wide

PAGE = "/dashboard/when/"
THIS, BEFORE = (f"{(Month.of(today()) + step).first:%B %Y}" for step in (0, -1))


@pytest.fixture
def page(window):
    page = window("rina", size=LAPTOP).page
    page.goto(PAGE)
    return page


def bars(page, size="wide"):
    return page.locator(f".chart-{size} .values_marks path")


def test_the_focus_goes_from_bar_to_bar(page):
    told = page.locator(".chart-told").first
    page.locator(".chart-wide .values_marks path[tabindex='0']").first.focus()
    expect(told).to_contain_text(f"{THIS}: New entrepreneurs 0 · Target")
    expect(told).to_contain_text("Status open")
    page.keyboard.press("ArrowLeft")
    expect(told).to_contain_text(f"{BEFORE}: ")
    expect(page.locator(":focus")).to_have_attribute("aria-label", BEFORE)
    page.keyboard.press("End")
    expect(told).to_contain_text(f"{THIS}: ")
    page.keyboard.press("Tab")
    expect(told).to_have_text("")


def test_the_pointer_says_the_bar_that_it_is_over_or_beside(page):
    image = page.locator(".chart-wide").first
    box = image.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 30, box["y"] + 40)
    expect(page.locator(".chart-told").first).to_contain_text(f"{THIS}: ")
    page.mouse.move(box["x"] + 5, box["y"] - 40)
    expect(page.locator(".chart-told").first).to_have_text("")


def test_on_a_phone_the_newest_months_have_their_rows(window):
    page = window("rina", size=PHONE).page
    page.goto(PAGE)
    page.locator(".chart-narrow .values_marks path[tabindex='0']").first.focus()
    expect(page.locator(".chart-told").first).to_contain_text(f"{THIS}: ")


def test_without_scripts_the_table_has_the_numbers(window):
    page = window("rina", size=LAPTOP, java_script_enabled=False).page
    page.goto(PAGE)
    page.get_by_text("The same numbers as a table").first.click()
    expect(page.get_by_role("row", name=f"{BEFORE} 0").first).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_it_has_no_barrier_with_a_bar_pointed_at_and_its_tables_open(window, size):
    page = window("rina", size=size).page
    page.goto(PAGE)
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    page.locator(".values_marks path[tabindex='0']:visible").first.focus()
    assert barriers(page) + too_wide(page) + covered(page) == []
    page.emulate_media(color_scheme="dark")
    assert barriers(page, "color-contrast") == []
