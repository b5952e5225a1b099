"""From the headline to a person in two clicks, and back to where one was; the address is the state, and can be sent."""

import csv
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from okoce.core.months import Month, today
from tests.e2e.pages import LAPTOP, PHONE

# No other test counts anybody in this month; by this definition whoever registered in it counts.
MONTH = Month.of(today()) + -4
HEADLINE = f"/dashboard/?definition=2020-P1&month={MONTH}"
PEOPLE = f"/records/?metric=registered&month={MONTH}"
# More than a page of them.
MANY = 55
ROOMS = [
    "/dashboard/",
    "/dashboard/where/?order=name&metric=registered",
    "/dashboard/when/?rung=trained#cohorts",
    "/planner/",
    "/dashboard/facilitators/",
    "/dashboard/money/",
    f"/records/?metric=registered&from={MONTH + -1}&month={MONTH}",
]
FACTS = """
from reports import rollup
from tests import factories
for number in range({many}):
    factories.person(on={day!r}, name=f"Orang yang dicari {{number:02}}")
rollup.drain()
"""
# What a browser without the new clipboard copies is what is selected.
OLD_CLIPBOARD = """
Object.defineProperty(Navigator.prototype, "clipboard", { value: undefined });
document.addEventListener("copy", () => { window.copied = getSelection().toString(); });
"""


@pytest.fixture(scope="module", autouse=True)
def counted(site):
    site.do(FACTS.format(many=MANY, day=f"{MONTH}-07"))


def asked(page):
    """What the address of the page says, each word once."""
    return {name: value for name, (value,) in parse_qs(urlsplit(page.url).query).items()}


def below(page, link):
    """Scrolls the link into the middle; how far down the page is then."""
    link.evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    return page.evaluate("scrollY")


def test_the_headline_is_two_clicks_from_a_person_and_back_leads_the_same_way(window):
    page = window("rina").page
    page.goto(HEADLINE)
    page.locator("main a.behind").get_by_text(str(MANY), exact=True).first.click()
    assert asked(page) == {"definition": "2020-P1", "month": str(MONTH)}
    page.get_by_role("link", name=re.compile("^Orang yang dicari")).first.click()
    expect(page).to_have_url(re.compile("/participants/"))
    expect(page.get_by_role("heading", name=re.compile("Orang yang dicari")).first).to_be_visible()
    page.go_back()
    assert asked(page) == {"definition": "2020-P1", "month": str(MONTH)}
    page.go_back()
    assert page.url.endswith(HEADLINE)


@pytest.mark.parametrize("size", [LAPTOP, PHONE])
def test_back_finds_the_page_of_the_list_and_the_line_that_one_left(window, size):
    page = window("rina", size=size).page
    page.goto(f"{PEOPLE}&page=2")
    people = page.locator("#people th a")
    expect(people).to_have_count(MANY - 50)
    down = below(page, people.last)
    assert down > 0
    people.last.click()
    expect(page).to_have_url(re.compile("/participants/"))
    page.go_back()
    assert asked(page)["page"] == "2"
    page.wait_for_function(f"Math.abs(scrollY - {down}) < 3")


def test_back_finds_the_room_in_the_order_and_at_the_place_that_one_left(window):
    page = window("rina").page
    address = f"/dashboard/where/?definition=2020-P1&month={MONTH}&order=name&metric=registered"
    page.goto(address)
    number = page.locator("main a.behind:visible").last
    down = below(page, number)
    number.click()
    expect(page).to_have_url(re.compile("/records/"))
    page.go_back()
    assert page.url.endswith(address)
    page.wait_for_function(f"Math.abs(scrollY - {down}) < 3")


@pytest.mark.parametrize("room", ROOMS)
def test_the_link_of_a_page_is_copied_with_everything_that_it_shows_and_its_month(window, site, room):
    opened = window("rina")
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.address)
    page = opened.page
    page.goto(room)
    button = page.get_by_role("button", name="Copy link")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Link copied")).to_be_focused()
    copied = urlsplit(page.evaluate("navigator.clipboard.readText()"))
    here = urlsplit(site.address + room)
    month = {"month": [str(MONTH if "month=" in room else Month.of(today()))]}
    assert (copied.netloc, copied.path, copied.fragment) == (here.netloc, here.path, here.fragment)
    assert parse_qs(copied.query) == month | parse_qs(here.query)


def test_a_browser_without_the_new_clipboard_copies_it_too(window, site):
    opened = window("rina")
    opened.context.add_init_script(OLD_CLIPBOARD)
    opened.page.goto(PEOPLE)
    opened.page.get_by_role("button", name="Copy link").click()
    expect(opened.page.get_by_role("button", name="Link copied")).to_be_focused()
    assert opened.page.evaluate("copied") == f"{site.address}{PEOPLE}"


def test_without_scripts_the_address_is_the_link(window):
    page = window("rina", java_script_enabled=False).page
    page.goto(f"{PEOPLE}&page=2")
    expect(page.get_by_text("Copy link")).to_be_hidden()
    expect(page.locator("#people th a")).to_have_count(MANY - 50)


def test_the_keyboard_alone_downloads_exactly_these_people(window, tmp_path):
    page = window("rina").page
    page.goto(f"{PEOPLE}&page=2")
    page.locator("#people th a").last.focus()
    while page.evaluate("document.activeElement.textContent.trim()") != "Download these people":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Files to take along")).to_be_visible()
    assert asked(page) == {"kind": "people", "metric": "registered", "month": str(MONTH)}
    page.get_by_role("button", name="Write this file").press("Enter")
    ready = page.get_by_role("link", name=re.compile("^Download"))
    expect(ready).to_be_visible()
    with page.expect_download() as download:
        ready.press("Enter")
    download.value.save_as(tmp_path / "people.csv")
    with (tmp_path / "people.csv").open() as file:
        people = list(csv.DictReader(file))
    assert (len(people), {one["month"] for one in people}) == (MANY, {str(MONTH)})


def test_the_link_tells_a_colleague_with_less_power_why_nobody_is_named(window):
    page = window("agus").page
    page.goto(PEOPLE)
    expect(page.get_by_text("Your role sees counts, not records")).to_be_visible()
    expect(page.locator("#people")).to_contain_text("woman, 35-44, Tebet")
    assert page.locator("#people th a").count() == 0
    assert "Orang yang dicari" not in page.content()


def test_the_link_tells_whoever_sees_no_counts_that_it_is_not_theirs(window):
    opened = window("sari")
    opened.page.goto(PEOPLE)
    expect(opened.page.get_by_text("Your role does not include this page.")).to_be_visible()
    assert "Orang yang dicari" not in opened.page.content()
    opened.faults.clear()  # the browser tells 403 on its console


def test_the_link_waits_for_whoever_is_not_signed_in_yet(window):
    page = window().page
    page.goto(f"{PEOPLE}&page=2")
    assert asked(page) == {"next": f"{PEOPLE}&page=2"}


def test_what_is_typed_in_the_planner_is_in_the_plan_that_is_saved_at_once(window):
    page = window("rina").page
    page.goto("/planner/")
    page.locator("[name=trainings]").evaluate("field => { field.value = '33'; }")
    page.fill("[name=name]", "Tiga puluh tiga")
    page.get_by_role("button", name="Save the plan").click()
    expect(page.get_by_text("The plan is saved.")).to_be_visible()
    assert asked(page)["trainings"] == "33"


def test_three_plans_stand_side_by_side_on_a_phone(window):
    page = window("rina", size=PHONE).page
    for name in ("Rencana satu", "Rencana dua", "Rencana tiga"):
        page.goto("/planner/")
        page.fill("[name=name]", name)
        page.get_by_role("button", name="Save the plan").click()
        expect(page.get_by_text("The plan is saved.")).to_be_visible()
    for name in ("Rencana satu", "Rencana dua", "Rencana tiga"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Show the ticked ones").click()
    expect(page.get_by_role("columnheader", name="Rencana tiga")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    places = [page.get_by_role("columnheader", name=name).bounding_box() for name in ("Rencana satu", "Rencana tiga")]
    assert places[0]["y"] == places[1]["y"]
    assert places[1]["x"] + places[1]["width"] <= PHONE["width"]
