"""The pictures of the guide, made from the screens; one that shows what is not there any more fails (`make guide`)."""

import datetime
import io
import json
import os
import re
from pathlib import Path

import pytest
from django.utils import dates, translation
from PIL import Image, ImageDraw

from okoce.core.months import today
from okoce.environment import BASE_DIR
from tests.e2e.pages import PHONE

PICTURES, KEPT = BASE_DIR / "static" / "help", Path(__file__).parent / "guide"
MAKES = os.environ.get("OKOCE_GUIDE") == "yes"
WIDE, HIGH, AT_MOST = 360, 460, 20_000
# In a kecamatan where no other test does anything, with people who do not exist.
WORLD = """
import datetime, json
from django.test import Client
from participants.models import Enrolment
from programs.assignments import create_user
from tests import factories
before, day = {before!r}, {day!r}
by = create_user(
    username="contoh", name="Pendamping Contoh", roles=["facilitator"], kecamatan=["31.71.01"],
    password=factories.PASSWORD, on=datetime.date.fromisoformat(before),
)
def people(numbers):
    return [
        factories.person(by=by, lives_in="31.71.01", on=day, name=f"Peserta {{number:02}}", sex=("female", "male")[number % 2])
        for number in numbers
    ]
def training(starts):
    meeting = factories.meeting(day, starts=starts)
    return factories.training(meeting, by=by, kecamatan="31.71.01", place="Aula kecamatan")
called, ready = training("13:00"), training("09:00")
group = people(range(1, 13))
factories.attend(ready, *group)
Enrolment.objects.bulk_create(Enrolment(training=called, participant=one, added_by=by) for one in group[:6])
factories.visit(group[0], by=by, on=day, kecamatan="31.71.01")
client = Client()
client.force_login(by)
print(json.dumps({{
    "called": str(called.pk), "ready": str(ready.pk), "person": str(group[0].pk), "session": client.session.session_key,
}}))
"""


@pytest.fixture(scope="module")
def world(site):
    day, before = (f"{today() - datetime.timedelta(days=days)}" for days in (1, 2))
    return json.loads(site.do(WORLD.format(day=day, before=before)))


@pytest.fixture
def page(world, window, site):
    """The phone of the facilitator of the pictures."""
    opened = window(size=PHONE, language="id", device_scale_factor=2)
    opened.context.add_cookies([{"name": "sessionid", "value": world["session"], "url": site.address}])
    return opened.page


# Each opens its screen; what it returns is compared, and where the picture begins.
def training(page, world):
    page.goto("/trainings/new/")
    return page.locator("main"), page.locator(".page-head")


def roster(page, world):
    page.goto(f"/trainings/{world['called']}/")
    return page.locator("#roll"), page.locator("#rest")


def person(page, world):
    page.goto(f"/trainings/{world['called']}/")
    page.get_by_role("searchbox").fill("Peserta baru")
    page.locator(".not-found button").click()
    form = page.locator("form.person")
    form.locator("#id_nik").blur()
    return form, form


def photos(page, world):
    page.goto(f"/trainings/{world['called']}/")
    there = page.locator("#photos")
    there.locator("input[type=file]").set_input_files(signed_list())
    there.locator("[data-photo=kept]").wait_for()
    return there, there


def submit(page, world):
    page.goto(f"/trainings/{world['ready']}/")
    return page.locator("#hand-in"), page.locator("#hand-in li").nth(2)


def visits(page, world):
    page.goto(f"/participants/{world['person']}/visits/new/")
    return page.locator("main"), page.locator("#id_mode")


def report(page, world):
    month = f"{today() - datetime.timedelta(days=1)}"[:7]
    page.goto(f"/reports/facilitator/?month={month}")
    first = page.locator("main .stack .block").first
    return first, first


SCREENS = [training, roster, person, photos, submit, visits, report]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_a_picture_shows_the_screen_as_it_is(page, world, screen):
    compared, top = screen(page, world)
    kept, file = KEPT / f"{screen.__name__}.yaml", PICTURES / f"{screen.__name__}.webp"
    seen = masked(compared.aria_snapshot())
    if MAKES:
        kept.write_text(seen)
        file.write_bytes(picture(page, top))
    assert kept.read_text() == seen, "the screen changed: `make guide` makes its picture anew"
    assert file.stat().st_size <= AT_MOST


def masked(snapshot):
    """Without what is different every time: keys in addresses, numbers, the names of months and weekdays."""
    with translation.override("id"):
        names = {str(name) for known in (dates.MONTHS, dates.MONTHS_3, dates.WEEKDAYS) for name in known.values()}
    words = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    lines = [line for line in snapshot.splitlines() if "/url:" not in line]
    return re.sub(r"[\d*]+", "0", re.sub(rf"\b({words})\b", "…", "\n".join(lines), flags=re.IGNORECASE)) + "\n"


def signed_list():
    """A photo of a paper list, as far as the guide is concerned."""
    sheet = Image.new("RGB", (900, 900), "#b9b2a4")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((120, 90, 780, 900), fill="#fdfcf9")
    for line in range(200, 900, 80):
        pen.line((180, line, 720, line), fill="#5b5851", width=6)
    file = io.BytesIO()
    sheet.save(file, "JPEG")
    return {"name": "daftar.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def picture(page, top):
    """What a phone shows from there on, without the bars of the site."""
    page.evaluate(
        """() => {
            for (const bar of document.querySelectorAll(".nav, .site-head")) bar.remove();
            for (const stuck of document.querySelectorAll("main *")) {
                if (getComputedStyle(stuck).position === "sticky") stuck.style.position = "static";
            }
        }"""
    )
    begin = top.bounding_box()["y"] + page.evaluate("scrollY")
    clip = {"x": 0, "y": max(begin - 12, 0), "width": WIDE, "height": HIGH}
    image = Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip))).convert("RGB")
    for quality in range(80, 10, -10):
        packed = io.BytesIO()
        image.save(packed, "WEBP", quality=quality, method=6)
        if packed.tell() <= AT_MOST:
            break
    return packed.getvalue()


def test_the_guide_prints_on_two_sheets(page):
    page.goto("/help/")
    page.evaluate(
        """async () => {
            const pictures = [...document.querySelectorAll("img.guide-picture")];
            for (const one of pictures) one.loading = "eager";
            await Promise.all(pictures.map((one) => one.decode()));
        }"""
    )
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 2
