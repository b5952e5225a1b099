"""A facilitator's evening on a line that loses every request once, or every answer: exactly one of each record.

They do what the screen says and nothing else: a page that did not come is asked for again, and what the phone says that
it keeps is left to it.
"""

import contextlib
import datetime
import functools
import itertools
import json
import os

import pytest
from playwright.sync_api import Error, expect

from okoce.core.months import today
from tests.e2e.flaky import ANSWERED, ASKED, Flaky, each_once
from tests.e2e.pages import PHONE, Window
from tests.factories import nik
from tests.site import until

YESTERDAY = today() - datetime.timedelta(days=1)
KNOWN = """
from okoce.accounts.models import User
from tests import factories
by = User.objects.get(username="sari")
print(factories.person(by=by, on={day!r}, name={name!r}, born={born!r}).pk)
"""
THERE = """
import json
from participants.models import Attendance, Enrolment, Participant, Visit
from programs.models import Training, TrainingSession
trainings = Training.objects.filter(place={place!r})
marks = Attendance.objects.filter(session__training__in=trainings)
print(json.dumps({{
    "trainings": trainings.count(),
    "sessions": TrainingSession.objects.filter(training__in=trainings).count(),
    "marks": sorted(marks.values_list("participant__name", "status")),
    "people": Participant.objects.filter(name__in={names!r}).count(),
    "visits": Visit.objects.filter(participant={known!r}).count(),
}}))
"""
NAMES = [
    "Wulandari Asih, Bonifasius Tegar",
    "Kartika Sempurna, Yulius Hendro",
    "Murniati Lega, Gregorius Pampang",
    "Rahmawati Elok, Ferdinan Ucok",
    "Zubaidah Intan, Quintus Dalem",
    "Oktaviani Jelita, Leonardus Vembri",
    "Hapsari Nirmala, Xaverius Cokro",
    "Puspita Endah, Timotius Bakung",
]
WAYS = [
    (ASKED, "POST", "allow"),
    (ANSWERED, "POST", "block"),
    (ASKED, "GET", "block"),
    (ANSWERED, "GET", "allow"),
]
if os.environ.get("OKOCE_LONG") == "yes":
    WAYS = list(itertools.product([ASKED, ANSWERED], ["POST", "GET"], ["block", "allow"]))
WAITS = """() => Object.keys(localStorage).filter((key) => /^okoce[.](drafts|marks)[.]/.test(key)).length"""


class Evening:
    """A training is logged, somebody known joins it, somebody new is registered, one is marked, one is visited."""

    def __init__(self, page, *, hour, known, new, person):
        self.page, self.hour, self.known, self.new, self.person = page, hour, known, new, person
        self.place = f"Aula goyah {hour}"

    def comes(self, act, seen):
        """What did not come is asked for again, unless the page says that it is kept and sent by itself."""
        for again in (act, *[self.page.reload] * 3):
            if not self.is_seen(self.says("Kept on this phone: it is sent by itself"), 0.1):
                with contextlib.suppress(Error):  # the browser's own page about the line
                    again()
            if self.is_seen(seen):
                return
        expect(seen).to_be_visible()

    def is_seen(self, place, seconds=3):
        try:
            expect(place).to_be_visible(timeout=seconds * 1000)
        except AssertionError:
            return False
        return True

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def says(self, *sentences):
        """Any of them, where it is seen."""
        first, *others = (self.page.get_by_text(sentence).filter(visible=True) for sentence in sentences)
        return functools.reduce(lambda one, other: one.or_(other), others, first).first

    def row(self, name):
        return self.page.locator(".roster-row").filter(has_text=name)

    def logs(self):
        page = self.page
        self.comes(lambda: page.goto("/trainings/new/"), page.get_by_role("heading", name="Log a training"))
        page.get_by_label("Date").fill(f"{YESTERDAY}")
        page.get_by_label("From").fill(f"{self.hour:02}:00")
        page.get_by_label("Until").fill(f"{self.hour:02}:45")
        if self.is_seen(page.get_by_label("Another place"), 1):
            page.get_by_label("Another place").check()
        page.get_by_label("Name of the place").fill(self.place)
        page.get_by_role("group", name="What is taught").get_by_role("radio").first.check()
        page.get_by_label("Agency that pays").select_option(index=1)
        self.button("Save and call the roll").click()
        self.comes(lambda: None, page.get_by_label("Find or add somebody"))

    def finds(self, name, said):
        """Types it until somebody answers."""
        self.page.get_by_role("searchbox").fill(name)
        for _time in range(3):
            self.button("Search").click()
            if self.is_seen(said):
                return

    def joins(self):
        add = self.button(f"Add {self.known}")
        self.finds(self.known, add)
        add.click()
        expect(self.row(self.known).or_(self.says("Kept on this phone, sent by itself"))).to_be_visible()

    def registers(self):
        page = self.page
        self.finds(self.new, self.says("Nobody found among"))
        self.button("Register somebody new").click()
        self.comes(lambda: None, page.get_by_label("NIK", exact=False).first)
        page.get_by_label("NIK", exact=False).first.fill(nik(born=f"1989-09-{self.hour + 1:02}"))
        page.get_by_label("no business yet").check()
        page.get_by_label("The person has heard this text and agrees.").check()
        self.button("Register and add to the list").click()
        self.comes(lambda: None, page.get_by_label("Find or add somebody"))
        # Who waited on the phone comes on the list by themselves, before the list asks what others did.
        expect(self.row(self.new)).to_be_visible(timeout=15_000)

    def marks(self):
        self.page.get_by_role("group", name=f"Attendance of {self.known}").get_by_label("Late").check()

    def visits(self):
        page = self.page
        self.comes(lambda: page.goto(f"/participants/{self.person}/visits/new/"), self.button("Save the visit"))
        page.get_by_role("group", name="Topic").get_by_label("Books").check()
        done = "The visit is recorded.", "Kept on this phone"
        for _time in range(3):
            self.button("Save the visit").click()
            # Whoever is quicker than the page is told that nothing is lost, and to try again.
            expect(self.says(*done, "No answer.")).to_be_visible()
            if self.is_seen(self.says(*done), 0.5):
                return

    def goes(self):
        for act in (self.logs, self.joins, self.registers, self.marks, self.visits):
            act()


@pytest.fixture(scope="module")
def line(site):
    line = Flaky(site)
    yield line
    line.close()


def one_of_each(site, evening):
    names = [evening.known, evening.new]
    return json.loads(site.do(THERE.format(place=evening.place, names=names, known=evening.person)))


def begins(site, page, hour):
    """Everybody of another hour, and of names that are unlike: nobody is asked whether it is one of the others."""
    known, new = NAMES[hour].split(", ")
    person = site.do(KNOWN.format(day=f"{YESTERDAY}", name=known, born=f"1988-08-{hour + 1:02}")).strip()
    return Evening(page, hour=hour, known=known, new=new, person=person)


def sent_at_last(page):
    """The line is back: whoever opens a page has everything sent from it."""
    page.goto("/")
    until(lambda: page.evaluate(WAITS) == 0, seconds=20)


@pytest.mark.parametrize(("hour", "half", "method", "worker"), [(hour, *how) for hour, how in enumerate(WAYS)])
def test_a_line_that_loses_each_request_once_leaves_one_of_each(
    site, chromium, signed_in, line, hour, half, method, worker
):
    with Window(chromium, line, size=PHONE, storage_state=signed_in("sari"), service_workers=worker) as opened:
        evening = begins(site, opened.page, hour)
        with line.breaking(each_once(half, method=method)):
            evening.goes()
        sent_at_last(opened.page)
    assert one_of_each(site, evening) == {
        "trainings": 1,
        "sessions": 1,
        "marks": sorted([[evening.new, "present"], [evening.known, "late"]]),
        "people": 2,
        "visits": 1,
    }
