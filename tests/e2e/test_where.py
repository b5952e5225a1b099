"""The rooms with many rows: nothing is cut off on a laptop, a phone is not asked to scroll for ever, shades are seen."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import LAPTOP, PHONE, barriers, covered, too_wide

WHERE, COHORTS = "/dashboard/where/", "/dashboard/when/?rung=licensed"
FACILITATORS = "/dashboard/facilitators/"
ROOMS = [WHERE, "/dashboard/when/", FACILITATORS, "/dashboard/money/"]
CUT_OFF = (
    "[...document.querySelectorAll('main .table-scroll')].filter((one) => one.scrollWidth > one.clientWidth).length"
)
HEIGHT = "document.documentElement.scrollHeight"


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_laptop_shows_every_column(window, language):
    page = window("rina", size=LAPTOP, language=language).page
    cut = {}
    for room in ROOMS:
        page.goto(room)
        cut[room] = page.evaluate(CUT_OFF)
    assert cut == dict.fromkeys(ROOMS, 0)


@pytest.mark.parametrize("language", ["en", "id"])
def test_where_is_about_four_screens_on_a_laptop_and_six_on_a_phone(window, language):
    page = window("rina", size=LAPTOP, language=language).page
    page.goto(WHERE)
    assert page.evaluate(HEIGHT) <= 3000
    page.set_viewport_size(PHONE)
    assert page.evaluate(HEIGHT) < 5000
    # The two columns that a phone has are whole.
    assert page.evaluate(CUT_OFF) == 0


# The words of names that do not stand in one line.
BROKEN = """[...document.querySelectorAll('.where-table tbody th a')].flatMap((one) => {
  const name = one.firstChild;
  return [...name.data.matchAll(/\\S+/g)].filter((word) => {
    const range = document.createRange();
    range.setStart(name, word.index);
    range.setEnd(name, word.index + word[0].length);
    return range.getClientRects().length !== 1;
  }).map((word) => word[0]);
})"""


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_phone_breaks_no_name_inside_a_word(window, language):
    page = window("rina", size=PHONE, language=language).page
    page.goto(f"{WHERE}#all-kecamatan")
    assert page.evaluate(BROKEN) == []


ROOM = "[...document.querySelectorAll('.rooms-list a')].map((one) => Math.round(one.getBoundingClientRect().%s))"


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_phone_shows_the_names_of_all_rooms(window, language):
    page = window("rina", size=PHONE, language=language).page
    page.goto(FACILITATORS)
    assert len(page.evaluate(ROOM % "right")) == 6
    assert max(page.evaluate(ROOM % "right")) <= PHONE["width"]


def test_all_rooms_begin_at_the_same_place(window):
    page = window("rina", size=LAPTOP).page
    begin = {}
    for room in ["/dashboard/", "/planner/", *ROOMS]:
        page.goto(room)
        begin[room] = (page.evaluate(ROOM % "left")[0], page.evaluate(ROOM % "top")[0])
    assert set(begin.values()) == {begin["/dashboard/"]}


def test_a_facilitator_is_two_lines_on_a_phone_and_the_rest_is_there_when_it_is_asked_for(window):
    page = window("rina", size=PHONE, java_script_enabled=False).page
    page.goto(f"{FACILITATORS}?order=name")
    first, rest = page.locator(".facilitators tbody tr").first, page.locator(".facilitators tbody .facilitators-rest")
    expect(rest.first).to_be_hidden()
    assert first.bounding_box()["height"] < 75
    page.get_by_role("link", name="Show contract").click()
    expect(rest.first).to_be_visible()
    assert page.url.endswith("?order=name#all-of-each")


def test_all_of_each_facilitator_has_no_barrier_on_a_phone(window):
    page = window("rina", size=PHONE).page
    page.goto(f"{FACILITATORS}#all-of-each")
    expect(page.locator(".facilitators tbody .facilitators-rest").first).to_be_visible()
    assert barriers(page) + too_wide(page) == []


BOTTOM = "selector => document.querySelector(selector).getBoundingClientRect().bottom"
BAR = "document.querySelector('.site-head nav').getBoundingClientRect().top"


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_first_screen_of_a_laptop_has_all_of_the_map(window, language):
    page = window("rina", size=LAPTOP, language=language).page
    page.goto(WHERE)
    assert page.evaluate(BOTTOM, ".tiles") <= LAPTOP["height"]


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_first_screen_of_a_phone_says_who_needs_help_first(window, language):
    page = window("rina", size=PHONE, language=language).page
    page.goto(WHERE)
    assert page.evaluate(BOTTOM, ".where-first > li") <= page.evaluate(BAR)


def test_a_phone_shows_ten_and_the_rest_when_it_is_asked_for_where_it_is(window):
    page = window("rina", size=PHONE, java_script_enabled=False).page
    page.goto(f"{WHERE}?order=name&metric=trained")
    names = page.locator(".where-table tbody th")
    expect(names.locator("visible=true")).to_have_count(10)
    page.get_by_role("link", name="Show all kecamatan").click()
    expect(names.locator("visible=true")).to_have_count(44)
    assert page.url.endswith("?order=name&metric=trained#all-kecamatan")
    expect(page.get_by_role("link", name="Show all kecamatan")).to_be_hidden()


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_and_the_table_have_no_barrier(window, size, scheme):
    page = window("rina", size=size).page
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{WHERE}#all-kecamatan")
    assert barriers(page) + too_wide(page) + covered(page) == []


def test_each_tile_is_reached_by_the_keyboard(window):
    page = window("rina", size=LAPTOP).page
    page.goto(WHERE)
    page.locator(".tile a").first.focus()
    page.keyboard.press("Tab")
    expect(page.locator(":focus .tile-name")).to_have_text("Kepulauan Seribu Selatan")


def test_the_shades_of_the_cohorts_and_of_the_map_are_the_same_five(window):
    """A class says which shade; that it is one is what the eye sees."""
    page = window("rina", size=LAPTOP).page
    seen = {}
    for room in (WHERE, COHORTS):
        page.goto(room)
        seen[room] = page.evaluate(
            """() => [1, 2, 3, 4, 5].map((shade) => {
                const one = document.querySelector("main table").appendChild(document.createElement("td"));
                one.className = `ramp-${shade}`;
                const { backgroundColor, color } = getComputedStyle(one);
                one.remove();
                return `${backgroundColor} ${color}`;
            })"""
        )
    assert seen[WHERE] == seen[COHORTS]
    assert len(set(seen[WHERE])) == 5
