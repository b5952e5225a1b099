"""The main job as people do it: log a training, call the roll, hand it in, approve it, read the numbers."""

import json
import re

from playwright.sync_api import expect

from tests import factories

PLACE = "Aula kecamatan"


def log_training(page, day, *, place=PLACE):
    """Ends on the page of the new training."""
    page.goto("/")
    page.get_by_role("link", name="Log a training").click()
    fill_training(page, place, hours=("09:00", "12:00"), day=day)
    page.get_by_role("button", name="Save and call the roll").click()
    if another := whether_another(page):
        another.click()
    expect(page.get_by_role("heading", name="Who came on")).to_be_visible()


def fill_training(page, place, *, hours, day=None):
    """The open form of a training, at another place than those that it offers; of today unless told."""
    page.get_by_label("Another place").check()
    page.get_by_label("Name of the place").fill(place)
    if day:
        page.get_by_label("Date").fill(f"{day}")
    for label, hour in zip(("From", "Until"), hours, strict=True):
        page.get_by_label(label).fill(hour)
    page.get_by_role("group", name="What is taught").get_by_role("radio").first.check()
    page.get_by_label("Agency that pays").select_option(index=1)


def whether_another(page):
    """The button that says so, when somebody who logs so much on one day is asked whether it is another training."""
    another = page.get_by_role("button", name="Log another one")
    expect(page.get_by_role("heading", name="Who came on").or_(another)).to_be_visible()
    return another if another.is_visible() else None


def register(page, names, *, born):
    """Somebody new after somebody new, each searched for first; from the training's page and back to it."""
    for name in names:
        page.get_by_role("searchbox").fill(name)
        page.get_by_role("button", name="Search").click()
        page.get_by_role("button", name="Register somebody new").click()
        page.get_by_label("NIK", exact=False).first.fill(factories.nik(born=born))
        page.get_by_label("no business yet").check()
        page.get_by_label("The person has heard this text and agrees.").check()
        last = name == names[-1]
        page.get_by_role("button", name="Register and add to the list" if last else "Register, then the next").click()
        expect(page.get_by_text("The person is registered and on the list.")).to_be_visible()


def find_and_add(page, names, *, listed):
    """Each by the search; `listed` people are on the list before."""
    for number, name in enumerate(names, start=listed + 1):
        page.get_by_label("Add somebody").fill(name)
        page.get_by_role("button", name=f"Add {name}", exact=True).click()
        expect(page.get_by_text(re.compile(rf"present / {number}$|^\s*{number} people on the list"))).to_be_visible()


def marked(page):
    """The answer to marks, and not to the question of what is missing after them."""
    return page.expect_response(lambda answer: answer.url.endswith("/roster/") and answer.request.method == "POST")


def mark(page, name, status):
    with marked(page) as saved:
        page.get_by_role("group", name=f"Attendance of {name}").get_by_label(status).check()
    assert saved.value.status == 200


def hand_in(page, people):
    page.get_by_role("button", name=f"Hand in {people} people for verification").click()
    expect(page.get_by_text("The training is handed in: a verifier checks it now.")).to_be_visible()


def approve(page, people, *, place=PLACE):
    page.goto("/verification/")
    page.get_by_role("listitem").filter(has_text=place).get_by_role("link").click()
    if (twice := page.get_by_label("Approve all the same")).count():
        # Without a photo it is not clean.
        twice.check()
    page.get_by_role("button", name=f"Approve {people} people").click()
    expect(page.get_by_text("Approved: it counts from now on.")).to_be_visible()


HANDED_IN = """
from tests import factories
training = factories.training(factories.meeting({day!r}), place={place!r})
factories.attend(training, *factories.people({people}, on={day!r}, born={born!r}))
factories.submitted(training)
"""


def handed_in(site, day, *, people, place, born):
    """The same as far as the verifier's desk, by the verbs; what comes after is the test's."""
    site.do(HANDED_IN.format(day=f"{day}", people=people, place=place, born=born))


KNOWN = """
from tests import factories
for number in range(1, {people} + 1):
    factories.person(name=f"{name} {{number:02}}", on={day!r}, born={born!r})
"""


def known(site, day, *, people, born, name="Peserta"):
    """People who were registered before; returns their names."""
    site.do(KNOWN.format(day=f"{day}", people=people, born=born, name=name))
    return [f"{name} {number:02}" for number in range(1, people + 1)]


# The job registers and trains people; of the four definitions this one counts those.
DEFINITION = "2020-P1"


def summary(page, month):
    answer = page.request.get(f"/api/v1/summary/?month={month}&definition={DEFINITION}")
    assert answer.status == 200, answer.text()
    return json.loads(answer.text())


def numbers(told):
    """What the job moves, of a summary."""
    rungs = {rung["metric"]: rung["cumulative"] for rung in told["ladder"]}
    headline = told["headline"]
    return {
        "month": headline["month"]["value"],
        "programme": headline["programme"]["value"],
        "registered": rungs["registered"],
        "trained": rungs["trained"],
        "trainings": told["trainings"]["value"],
    }
