"""Photos on a bad line: several at once, each shown at once, sent by itself and once more when it did not arrive."""

import datetime
import io
import json
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from okoce.core.months import today
from tests.e2e.pages import PHONE, barriers, too_wide

STEP = """
import json
from okoce.accounts.models import User
from tests import factories
sari = User.objects.get(username="sari")
person = factories.person(by=sari, on={day!r}, name={name!r})
print(json.dumps(str(factories.market(person, by=sari, on={day!r}, files=()).pk)))
"""
TRAINING = """
import json
from okoce.accounts.models import User
from tests import factories
print(json.dumps(str(factories.training(factories.meeting({day!r}), by=User.objects.get(username="sari")).pk)))
"""
READY = """
import json
from okoce.accounts.models import User
from tests import factories
sari = User.objects.get(username="sari")
training = factories.training(factories.meeting({day!r}), by=sari)
factories.attend(training, factories.calon(by=sari, on={day!r}))
print(json.dumps(str(training.pk)))
"""


def photo(colour, size=(1600, 1200)):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


@pytest.fixture
def yesterday():
    return f"{today() - datetime.timedelta(days=1)}"


def kept(site, of, key):
    """How many files the record has, and how many wait for a form."""
    asked = f"""
import json
from participants.models import Evidence, Upload
print(json.dumps([Evidence.objects.filter({of}={key!r}).count(), Upload.objects.count()]))
"""
    return json.loads(site.do(asked))


def drawn(page):
    """Of each row whether the phone shows the picture: the middle of it has a colour."""
    return page.locator("canvas.photo-small").evaluate_all(
        "all => all.map((one) => one.getContext('2d').getImageData(72, 72, 1, 1).data[3] === 255)"
    )


def test_one_of_several_that_does_not_arrive_is_sent_again_and_the_form_keeps_them_all(window, site, yesterday):
    key = json.loads(site.do(STEP.format(day=yesterday, name="Lina Duabelas")))
    opened = window("sari", size=PHONE)
    page, sent, lost_for_now = opened.page, [], [True]

    def second_is_lost(route):
        key = re.search(rb'name="id"\r\n\r\n([^\r]+)', route.request.post_data_buffer)[1]
        if key not in sent:
            sent.append(key)
        route.abort() if lost_for_now and sent.index(key) == 1 else route.continue_()

    page.route("**/evidence/uploads/", second_is_lost)
    page.goto(f"/milestones/{key}/")
    rows = page.locator("[data-photo]")
    page.get_by_label("Photos or documents that show it").set_input_files([photo("red"), photo("green"), photo("blue")])
    expect(rows).to_have_count(3)
    expect(page.locator("[data-photo=kept]")).to_have_count(2)
    lost = page.locator("[data-photo=failed]")
    expect(lost.get_by_text("Not sent. Is there a connection?")).to_be_visible()
    assert (drawn(page), barriers(page) + too_wide(page)) == ([True] * 3, [])
    with page.expect_request("**/evidence/uploads/"):
        lost.get_by_role("button", name="Try again").click()
    lost_for_now.clear()
    expect(page.locator("[data-photo=kept]")).to_have_count(3)
    opened.faults.clear()  # the browser tells on its console what was lost
    page.get_by_role("button", name="Save and send for verification").click()
    expect(page.get_by_text("The step is handed in: a verifier checks it now.")).to_be_visible()
    assert kept(site, "milestone", key) == [3, 0]


def test_a_form_waits_for_its_photos_and_goes_by_itself(window, site, yesterday):
    key = json.loads(site.do(STEP.format(day=yesterday, name="Mila Tigabelas")))
    opened = window("sari", size=PHONE)
    page = opened.page
    page.goto(f"/milestones/{key}/")
    page.context.set_offline(True)
    page.get_by_label("Photos or documents that show it").set_input_files([photo("red"), photo("green")])
    lost = page.locator("[data-photo=failed]")
    expect(lost).to_have_count(2)
    lost.first.get_by_role("button", name="Remove this photo").click()
    page.get_by_role("button", name="Save and send for verification").click()
    expect(page.get_by_text("A photo is not sent, so the form is not sent either")).to_be_visible()
    opened.faults.clear()
    page.context.set_offline(False)
    expect(page.locator("[data-photo=kept]")).to_have_count(1)
    page.get_by_role("button", name="Save and send for verification").click()
    expect(page.get_by_text("The step is handed in: a verifier checks it now.")).to_be_visible()
    assert kept(site, "milestone", key) == [1, 0]


def test_what_is_no_picture_says_so_and_what_is_removed_is_let_go(window, site, yesterday):
    key = json.loads(site.do(TRAINING.format(day=yesterday)))
    opened = window("sari", size=PHONE)
    page = opened.page
    page.goto(f"/trainings/{key}/")
    page.get_by_text("Photos and particulars").click()
    field = page.get_by_label("Photos of the paper list or of the room")
    broken = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff broken"}
    field.set_input_files([broken, photo("red"), photo("blue")])
    rows = page.locator("[data-photo]")
    expect(rows.filter(has_text="This picture cannot be read")).to_have_count(1)
    opened.faults.clear()  # the browser tells 422 on its console
    expect(page.locator("[data-photo=kept]")).to_have_count(2)
    rows.last.get_by_role("button", name="Remove this photo").click()
    expect(rows).to_have_count(2)
    rows.first.get_by_role("button", name="Remove this photo").click()
    expect(rows.get_by_text("Kept with this training")).to_have_count(1)
    expect(page.get_by_role("button", name="Keep these photos")).to_be_hidden()
    expect(page.get_by_text("There is a photo of the list.")).to_be_visible()
    assert barriers(page) + too_wide(page) == []
    page.reload()
    expect(page.get_by_role("link", name="Photo 1")).to_be_visible()
    small = page.locator("img.thumbnail")
    expect(small).to_have_js_property("naturalWidth", 240)
    assert (kept(site, "training", key), barriers(page) + too_wide(page)) == ([1, 0], [])


def test_handing_in_waits_for_the_photos_which_go_by_themselves_when_the_line_is_back(window, site, yesterday):
    key = json.loads(site.do(READY.format(day=yesterday)))
    opened = window("sari", size=PHONE)
    page = opened.page
    page.goto(f"/trainings/{key}/")
    page.context.set_offline(True)
    page.get_by_label("Photos of the paper list or of the room").set_input_files([photo("red"), photo("green")])
    expect(page.locator("[data-photo=failed]")).to_have_count(2)
    expect(page.get_by_text("Photos wait on this page: leave it open.")).to_be_visible()
    hand_in = page.get_by_role("button", name="Hand in 1 person for verification")
    hand_in.click()
    expect(page.get_by_text("A photo is not sent, so the training is not handed in either")).to_be_visible()
    opened.faults.clear()
    page.context.set_offline(False)
    expect(page.get_by_text("Kept with this training")).to_have_count(2)
    expect(page.get_by_text("A photo is not sent, so the training is not handed in either")).to_be_hidden()
    page.route("**/evidence/uploads/", lambda route: (page.wait_for_timeout(1_000), route.continue_()))
    page.get_by_label("Photos of the paper list or of the room").set_input_files(photo("blue"))
    hand_in.click()
    expect(page.get_by_text("The training is handed in: a verifier checks it now.")).to_be_visible()
    assert kept(site, "training", key) == [3, 0]


def test_a_photo_that_no_server_answered_is_sent_again_by_itself(window, site, yesterday):
    key = json.loads(site.do(TRAINING.format(day=yesterday)))
    opened = window("sari", size=PHONE)
    page = opened.page
    page.route("**/evidence/uploads/", lambda route: route.abort(), times=1)
    page.goto(f"/trainings/{key}/")
    page.get_by_text("Photos and particulars").click()
    page.get_by_label("Photos of the paper list or of the room").set_input_files(photo("red"))
    expect(page.locator("[data-photo=failed]")).to_have_count(1)
    expect(page.get_by_text("Kept with this training")).to_be_visible()
    opened.faults.clear()
    assert kept(site, "training", key) == [1, 0]
