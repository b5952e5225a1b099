"""A list of another office, from the file to what it counts: loaded by one, read by the worker, confirmed by another, withdrawn."""

import json
import os
from pathlib import Path

import pytest

from tests.e2e.pages import LAPTOP, PHONE, barriers, too_wide
from tests.participants.listing import HEADINGS, line
from tests.spreadsheets import csv

# Three people who are registered, and where their licences are in the list.
FACTS = """
import json
from okoce.core.months import today
from tests import factories
day = f"{today()}"
number = factories.nik()
sure = factories.person(nik=number, on=day, name="Siti Aminah")
licensed = factories.person(on=day, name="Budi Santoso")
factories.handed_in(factories.licence(licensed, issued=day, number="8120009999999"))
print(json.dumps({"nik": number, "day": day, "sure": str(sure.pk)}))
"""


@pytest.fixture(scope="module")
def facts(site):
    return json.loads(site.do(FACTS))


def looked_at(page, name):
    """What is wrong with the page at both sizes, in light and dark."""
    found = []
    for size in (PHONE, LAPTOP):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += barriers(page) + too_wide(page)
            if folder := os.environ.get("LOOKED_AT"):
                page.screenshot(path=Path(folder) / f"{name}-{size['width']}-{scheme}.png", full_page=True)
    return found


def test_a_list_is_loaded_by_one_and_confirmed_by_another(window, facts):
    staff, day = window("rina").page, facts["day"]
    file = csv(
        HEADINGS,
        line(nik=facts["nik"], name="Siti Aminah", number="8120001234567", issued=day),
        line(name="Orang Lain", number="8120009999999", issued=day),
        line(name="Tidak Dikenal", born="01-02-1980", number="8120007777777", issued=day),
        line(nik="3,17402E+15", number="8120008888888", issued=day),
    )
    staff.goto("/reconcile/")
    wrong = looked_at(staff, "empty")
    staff.get_by_label("licensing office").check()
    staff.get_by_label("Who issued the list").fill("DPMPTSP")
    staff.get_by_label("As of which day").fill(day)
    staff.locator("input[type=file]").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": file.read()}
    )
    staff.get_by_role("button", name="Load the list").click()
    staff.get_by_role("heading", name="0 of 3 lines are confirmed").wait_for()
    wrong += looked_at(staff, "loaded")
    where = staff.url

    verifier = window("budi").page
    verifier.goto(staff.url)
    wrong += looked_at(verifier, "matched")
    verifier.get_by_role("link", name="Doubtful").click()
    wrong += looked_at(verifier, "doubtful")
    verifier.get_by_role("link", name="Budi Santoso").click()
    wrong += looked_at(verifier, "compared")
    verifier.keyboard.press("r")
    verifier.get_by_text("Noted: the line is").wait_for()

    verifier.goto(staff.url)
    verifier.get_by_role("button", name="Tick the one line here that agrees").click()
    verifier.get_by_role("button", name="Confirm the ticked lines (1)").click()
    wrong += looked_at(verifier, "foreseen")
    verifier.get_by_role("link", name="Leave it as it is").click()
    verifier.get_by_role("button", name="Confirm the ticked lines (1)").click()
    verifier.get_by_role("button", name="Confirm this line").click()
    verifier.get_by_text("1 line confirmed.").wait_for()
    verifier.get_by_role("link", name="Siti Aminah").click()
    wrong += looked_at(verifier, "confirmed")
    staff.goto("/dashboard/")
    staff.get_by_text("1 of 3 licences on the licensing offices").wait_for()
    wrong += looked_at(staff, "dashboard")

    facilitator = window("sari").page
    facilitator.goto(f"/participants/{facts['sure']}/")
    facilitator.get_by_role("heading", name="What official lists say").wait_for()
    wrong += looked_at(facilitator, "person")

    other = window("tari").page
    other.goto(where)
    other.get_by_role("link", name="Withdraw the whole list").click()
    wrong += looked_at(other, "withdrawing")
    other.get_by_label("Why the list is withdrawn").fill("It was the list of another city")
    other.get_by_role("button", name="Withdraw the whole list").click()
    other.get_by_role("heading", name="This list was withdrawn").wait_for()
    wrong += looked_at(other, "withdrawn")
    assert wrong == []
