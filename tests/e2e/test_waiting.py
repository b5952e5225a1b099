"""What waits on the phone and is asked about: told where somebody looks for it, with its question."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import PHONE, barriers, too_wide
from tests.e2e.test_drafts import LIST, UNSENT, fill, save, trainings, with_it_again, without_a_line

# Its first id is of what it makes; somebody new of it waits as well.
MADE = """async () => {
    const address = performance.getEntriesByType("resource").map(({ name }) => name).find((name) => /\\/js\\/store\\./.test(name));
    const store = await import(address), [one] = await store.drafts({ author: store.user }), [id] = one.makes;
    const draft = { ...one, id: crypto.randomUUID(), kind: "person", label: "New person", path: `/trainings/${id}/people/new/`, state: "ready" };
    await store.putDraft({ ...draft, at: one.at + 1, makes: [], files: [], words: null, why: null });
    return id;
}"""


@pytest.fixture
def phone(window):
    opened = window("sari", size=PHONE)
    yield opened
    opened.faults.clear()  # the browser tells on its console what got no answer


def refused(phone):
    """The row of what was sent later, and refused."""
    without_a_line(phone)
    phone.page.goto(UNSENT)
    with_it_again(phone)
    row = phone.page.get_by_role("listitem").filter(has_text="Not taken")
    expect(row).to_be_visible()
    return row


def test_where_somebody_looks_for_what_waits_they_read_that_it_waits(phone):
    page = phone.page
    fill(page, "C", hours=("11:30", "11:50"))
    expect(refused(phone)).to_contain_text(re.compile(r"Training: \d+ \w+ \d{4}, 11:30, C"))
    made = page.evaluate(MADE)
    expect(page.get_by_role("listitem").filter(has_text="New person")).to_contain_text("Waits for Training: ")
    assert barriers(page) + too_wide(page) == []
    page.goto(f"/trainings/{made}/")
    expect(page.get_by_role("heading", name="This waits on this phone")).to_be_visible()
    expect(page.get_by_text("This page does not exist")).to_be_hidden()
    assert barriers(page) + too_wide(page) == []
    page.get_by_role("link", name="Look at it among what is unsent").click()
    expect(page.get_by_role("link", name="Open and mend")).to_be_visible()


def test_a_question_that_came_while_nobody_looked_is_asked_again_where_it_is_mended(phone, site):
    page = phone.page
    for _ in range(2):
        fill(page, "Aula serupa", hours=("12:00", "12:20"))
        if not trainings(site, "Aula serupa"):
            save(page)
            expect(page.get_by_role("heading", name=LIST)).to_be_visible()
    refused(phone).get_by_role("link", name="Open and mend").click()
    expect(page.get_by_role("link", name="Open the one that is there")).to_be_visible()
    expect(page.get_by_label("Name of the place")).to_have_value("Aula serupa")
    page.get_by_role("button", name="Log another one").click()
    expect(page.get_by_role("heading", name=LIST)).to_be_visible()
    assert trainings(site, "Aula serupa") == ["Aula serupa"] * 2
