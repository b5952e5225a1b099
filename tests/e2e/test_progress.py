"""What a facilitator records at somebody's shop: with a phone, on a bad line, and without a script."""

import datetime
import json

import pytest
from playwright.sync_api import expect

from okoce.core.months import today
from tests.e2e.pages import PHONE, barriers, too_wide
from tests.factories import PIXEL

PHOTO = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": PIXEL}
SOMEBODY = """
import json
from okoce.accounts.models import User
from tests import factories
print(json.dumps(str(factories.person(by=User.objects.get(username="sari"), on={day!r}, name={name!r}).pk)))
"""
# Noise, which no format makes small: 18 MB as they are, of which the site takes 10.
LARGE = """async (input) => {
    const canvas = new OffscreenCanvas(3000, 1500);
    const context = canvas.getContext("2d");
    const noise = context.createImageData(3000, 1500);
    for (let at = 0; at < noise.data.length; at += 65536)
        crypto.getRandomValues(noise.data.subarray(at, Math.min(at + 65536, noise.data.length)));
    context.putImageData(noise, 0, 0);
    const files = new DataTransfer();
    files.items.add(new File([await canvas.convertToBlob()], "besar.png", { type: "image/png" }));
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}"""


@pytest.fixture
def of_somebody(site):
    """The address of somebody whom sari registered yesterday."""

    def made(name):
        day = today() - datetime.timedelta(days=1)
        return f"/participants/{json.loads(site.do(SOMEBODY.format(day=f'{day}', name=name)))}/"

    return made


def test_a_visit_loses_nothing_on_a_bad_line(window, of_somebody):
    person, opened = of_somebody("Intan Sembilan"), window("sari", size=PHONE)
    page = opened.page
    page.goto(f"{person}visits/new/")
    photo = page.get_by_label("Photo of the business at work")
    expect(photo).to_be_hidden()
    page.get_by_label("I saw the business trading").check()
    photo.set_input_files(PHOTO)
    page.get_by_role("group", name="What you found").get_by_label("In my own words").check()
    page.get_by_role("textbox", name="What you found").fill("Laris")
    topic = page.get_by_role("group", name="Topic")
    topic.get_by_label("Something else").check()
    save = page.get_by_role("button", name="Save the visit")
    save.click()
    expect(page.locator(".field-error").filter(has_text="This field is required.")).to_be_visible()
    assert barriers(page) + too_wide(page) == []
    expect(page.locator("[data-photo=kept] canvas")).to_be_visible()
    topic.get_by_role("textbox").fill("Buku kas")
    page.context.set_offline(True)
    save.click()
    expect(page.get_by_text("Kept on this phone: it is sent by itself")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("A verifier looks at the photo now.")).to_be_visible()
    assert page.url.endswith(person)


def test_a_large_photo_is_sent_small(window, of_somebody):
    page = window("sari", size=PHONE).page
    page.goto(f"{of_somebody('Joko Sepuluh')}jobs/new/")
    field = page.get_by_label("Photo or document that shows it")
    field.evaluate(LARGE)
    expect(page.locator("[data-photo=kept]")).to_be_visible()
    page.get_by_label("Paid workers, full time").fill("2")
    page.get_by_label("Paid workers, part time").fill("0")
    page.get_by_role("button", name="Save and send for verification").click()
    expect(page.get_by_text("The paid workers are recorded: a verifier checks them now.")).to_be_visible()


def test_a_step_needs_no_script(window, of_somebody):
    person = of_somebody("Kiki Sebelas")
    page = window("sari", java_script_enabled=False, size=PHONE).page
    page.goto(f"{person}milestones/licence/new/")
    page.get_by_label("Number of the licence").fill("0220001112223")
    page.get_by_label("in the person's own name").check()
    page.get_by_label("Issued on").fill(f"{today() - datetime.timedelta(days=1)}")
    page.get_by_role("button", name="Save and send for verification").click()
    expect(page.get_by_text("There is no evidence yet: add a photo or a document.")).to_be_visible()
    page.get_by_label("Photos or documents that show it").set_input_files(PHOTO)
    page.get_by_role("button", name="Save and send for verification").click()
    expect(page.get_by_text("The step is handed in: a verifier checks it now.")).to_be_visible()
    assert page.url.endswith(person)
