"""The pictures of README.md: `python -m tests.docs.pictures` makes them again, with people who do not exist."""

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from okoce.core.months import Month, today
from tests.docs.pages import DOCS
from tests.site import Site

PEOPLE = 12_000
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2}
LAPTOP = {"viewport": {"width": 1366, "height": 900}}
CHROMIUM = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]

TRAINING = """
import datetime
from okoce.core.months import today
from programs.assignments import create_user
from tests import factories
yesterday = str(today() - datetime.timedelta(days=1))
by = create_user(
    username="pendamping", name="Pendamping", roles=["facilitator"], kecamatan=["31.74.01"],
    password=factories.PASSWORD, on=today(),
)
training = factories.training(factories.meeting(yesterday), by=by, place="Aula kecamatan")
names = [f"Peserta {number:02}" for number in range(1, 15)]
people = [factories.person(by=by, on=yesterday, name=name) for name in names[:-1]]
people.append(factories.calon(by=by, on=yesterday, name=names[-1]))
factories.attend(training, *people[:11])
factories.attend(training, people[11], status="late")
factories.attend(training, *people[12:], status="absent")
print(training.pk)
"""
# Signed in past both factors, without a browser to type in.
SIGNED_IN = """
from benchmarks.users import session_of
print(session_of("{username}"))
"""


def main():
    month = Month.of(today()) + -23
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder) / "home", OKOCE_FIRST_MONTH=str(month), DJANGO_SETTINGS_MODULE="okoce.settings")
        try:
            # Before the first start, which would make somebody.
            site.command("load_demo", "--people", str(PEOPLE))
            training = site.start().do(TRAINING).strip()
            site.command("roll_up")
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
                take(chromium, site, "pendamping", f"/trainings/{training}/#roll", "roster.png", PHONE)
                take(chromium, site, "staf", f"/dashboard/?month={Month.of(today()) + -1}", "dashboard.png", LAPTOP)
                chromium.close()
        finally:
            site.remove()


def take(chromium, site, username, address, name, device):
    picture = first_screen(chromium, site, username, address, device, language="en-GB")
    # Pages have few colours: a palette of them is half as large.
    picture.quantize(64, dither=Image.Dither.NONE).save(DOCS / "images" / name, optimize=True)


def first_screen(chromium, site, username, address, device, *, language):
    """What the user sees of the page without scrolling."""
    key = site.do(SIGNED_IN.format(username=username)).strip()
    context = chromium.new_context(**device, locale=language, color_scheme="light")
    context.add_cookies([{"name": "sessionid", "value": key, "url": site.address}])
    page = context.new_page()
    page.goto(site.address + address, wait_until="networkidle")
    picture = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    return picture.convert("RGB")


if __name__ == "__main__":
    main()
