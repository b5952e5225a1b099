"""The main job for who has no script, and for who has no mouse."""

import datetime

import pytest
from playwright.sync_api import expect

from okoce.core.months import today
from tests import factories
from tests.e2e import job, people
from tests.e2e.pages import PHONE

YESTERDAY = today() - datetime.timedelta(days=1)


def test_the_main_job_needs_no_script(window):
    hall = window("sari", java_script_enabled=False, size=PHONE).page
    place = "Aula tanpa skrip"
    job.log_training(hall, YESTERDAY, place=place)
    job.register(hall, ["Fajar Enam", "Gita Tujuh"], born="1991-06-06")
    hall.get_by_label("Add somebody").fill("Fajar")
    hall.get_by_role("button", name="Search").click()
    expect(hall.locator("#matches").get_by_role("link")).to_contain_text("Fajar Enam")
    hall.get_by_role("group", name="Attendance of Gita Tujuh").get_by_label("Late").check(force=True)
    hall.locator("#hand-in").get_by_role("button", name="Save the marks").click()
    expect(hall.get_by_text("The marks are saved.")).to_be_visible()
    job.hand_in(hall, 2)

    desk = window("budi", java_script_enabled=False).page
    job.approve(desk, 2, place=place)
    city = window("rina", java_script_enabled=False).page
    city.goto("/dashboard/")
    expect(city.get_by_role("heading", name="The programme in")).to_be_visible()


class Keys:
    """Hands that know Tab, Space, Enter, the arrows and letters, and nothing else."""

    def __init__(self, page):
        self.page = page

    def to(self, name, *, steps=60):
        """Tab on to what has this name."""
        for _ in range(steps):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(NAME_OF_FOCUS).startswith(name):
                return self
        pytest.fail(f"Tab never reached {name!r}: {self.page.url}")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def choose(self, name, label, *, steps=60):
        """Tab on to the chips of this name, and arrow on to the one that is meant."""
        for key, reached in (
            ("Tab", f"{FOCUSED}.name === {name!r}"),
            ("ArrowRight", f"{FOCUSED}.checked && ({NAME_OF_FOCUS})() === {label!r}"),
        ):
            while not self.page.evaluate(reached) and (steps := steps - 1):
                self.page.keyboard.press(key)
        assert steps, f"Keys never chose {label!r}: {self.page.url}"

    def fill_in(self, day):
        """A field of a date takes keys in the order of its parts: the browser itself speaks American English."""
        self.page.keyboard.type(f"{day:%m%d%Y}")

    def write(self, text):
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)


FOCUSED = "document.activeElement"
NAME_OF_FOCUS = """() => {
    const one = document.activeElement;
    const label = one.labels?.length ? one.labels[0].innerText : (one.getAttribute("aria-label") ?? one.innerText);
    return (label ?? "").trim();
}"""


def test_the_main_job_needs_no_mouse(window):
    page = window().page
    keys = Keys(page)
    page.goto("/sign-in/")
    keys.to("Username").write("sari")
    keys.to("Password").write(people.PASSWORD)
    keys.press("Enter")
    expect(page.get_by_role("link", name="Log a training")).to_be_visible()
    keys.to("Log a training").press("Enter")

    expect(page.get_by_role("heading", name="Log a training")).to_be_visible()
    keys.to("Date").fill_in(YESTERDAY)
    expect(page.get_by_label("Date")).to_have_value(f"{YESTERDAY}")
    keys.choose("where", "Another place")
    keys.to("Name of the place").write("Aula papan ketik")
    keys.choose("topic", "Dasar kewirausahaan")
    keys.to("Agency that pays").press("ArrowDown")
    keys.to("Save and call the roll").press("Enter")
    if job.whether_another(page):
        keys.to("Log another one").press("Enter")

    expect(page.get_by_role("heading", name="Who came on")).to_be_visible()
    keys.to("Find or add somebody").write("Hadi Delapan")
    expect(page.get_by_role("button", name="Register somebody new")).to_be_visible()
    keys.to("Register somebody new").press("Enter")
    expect(page.get_by_role("heading", name="Register somebody new")).to_be_visible()
    keys.to("NIK").write(factories.nik(born="1991-08-08"))
    keys.to("Not asked yet").press("ArrowDown")
    keys.to("The person has heard this text and agrees.").press("Space")
    keys.to("Register and add to the list").press("Enter")

    expect(page.get_by_text("1 present / 1")).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/roster/")):
        keys.to("Present").press("ArrowRight")
    keys.to("Hand in 1 person for verification").press("Enter")
    expect(page.get_by_text("The training is handed in: a verifier checks it now.")).to_be_visible()
