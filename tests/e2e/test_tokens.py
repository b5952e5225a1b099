"""A token, from the form to the answer that it gets, and until it is revoked."""

import subprocess

from playwright.sync_api import expect

from tests.e2e.pages import PHONE, barriers, too_wide
from tests.e2e.people import sign_in


def seen(page):
    found = barriers(page) + too_wide(page)
    page.emulate_media(color_scheme="dark")
    found += barriers(page, "color-contrast")
    page.emulate_media(color_scheme="light")
    return found


def test_a_token_is_made_used_and_revoked(window):
    page = window(size=PHONE).page
    sign_in(page, "sari")
    page.goto("/account/")
    page.get_by_role("link", name="Tokens for scripts and spreadsheets").click()
    page.get_by_label("What it is for").fill("Phone of the hall")
    page.get_by_text("Only in some kecamatan").click()
    page.get_by_role("checkbox", name="Tebet").check()
    page.get_by_label("Only from these addresses").fill("127.0.0.0/8\n::1")
    page.get_by_role("button", name="Make this token").click()

    expect(page.get_by_role("heading", name="Phone of the hall")).to_be_visible()
    assert seen(page) == []
    page.get_by_role("button", name="Copy the line").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    line = page.locator("#try").inner_text()
    assert answer_to(line) == "200"

    page.get_by_role("link", name="I have kept it: go on").click()
    assert seen(page) == []
    page.get_by_text("Revoke", exact=False).first.click()
    page.get_by_role("button", name="Revoke this token").click()
    expect(page.get_by_text("The token “Phone of the hall” is revoked")).to_be_visible()
    assert answer_to(line) == "401"


def answer_to(line):
    """The status that the shell gets for the line of the page."""
    asked = line.replace("curl ", "curl -s -o /dev/null -w '%{http_code}' ", 1)
    return subprocess.run(["sh", "-c", asked], capture_output=True, text=True, check=True).stdout


def test_what_the_form_refuses_is_told_without_a_barrier(window):
    signed_in_now, page = window().page, window(size=PHONE, language="id").page
    sign_in(signed_in_now, "sari")
    page.context.add_cookies(signed_in_now.context.cookies())
    page.goto("/account/tokens/")
    page.locator("[name=addresses]").fill("kantor kami")
    page.locator("main form.stack button[type=submit]").last.click()
    expect(page.locator(".field-error")).to_have_count(2)
    assert seen(page) == []
