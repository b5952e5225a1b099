"""A hall without a signal: the day's pages open, what is entered waits on the phone, and reaches the server once."""

import datetime
import json
import re

import pytest
from playwright.sync_api import expect

from okoce.core.months import now, today
from tests import factories
from tests.e2e import job
from tests.e2e.pages import PHONE, barriers, too_wide

TODAY = """
import datetime, json
from okoce.accounts.models import User
from okoce.core.months import today
from tests import factories
by = User.objects.get(username="sari")
training = factories.training(
    factories.trainings.Meeting(today(), datetime.time(0, 0), datetime.time(23, 59)), by=by, place={place!r})
people = [factories.person(by=by, on=today(), name=f"Warga {{number:02}}", born={born!r}) for number in range({listed})]
known = factories.person(by=by, on=today(), name={known!r}, born={born!r})
factories.rosters.add(
    by=by, session=training.sessions.get(), people=[one.pk for one in people], present=False, at=factories.now())
print(json.dumps({{"training": str(training.pk), "session": str(training.sessions.get().pk), "known": str(known.pk)}}))
"""


def hall(site, *, place, listed, known, born):
    """A training of today with so many people on its list, and one who is known and not on it."""
    return json.loads(site.do(TODAY.format(place=place, listed=listed, known=known, born=born)))


KEPT = """async () => {
    const { page, meta } = await import(document.querySelector('script[src*="outbox"], script[src*="store"]')?.src ?? "");
    return meta("kept");
}"""


def keeps(page):
    """Waits until the phone has everything that it keeps."""
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.wait_for_function(
        """async () => {
            const base = await new Promise((done) => {
                const asked = indexedDB.open("okoce");
                asked.onsuccess = () => done(asked.result);
            });
            if (!base.objectStoreNames.contains("names")) return base.close();
            const rows = await new Promise((done) => {
                const asked = base.transaction("names").objectStore("names").getAll();
                asked.onsuccess = () => done(asked.result);
            });
            base.close();
            return rows.length > 0;
        }""",
        polling=200,
    )


def test_home_and_a_roster_open_without_a_line(site, window):
    facts = hall(site, place="Aula tipis", listed=3, known="Tambahan Tipis", born="1971-01-01")
    opened = window("sari", size=PHONE, service_workers="allow")
    page = opened.page
    page.goto("/")
    keeps(page)
    page.context.set_offline(True)
    page.goto("/")
    expect(page.get_by_role("heading", name="Today's sessions")).to_be_visible()
    page.goto(f"/trainings/{facts['training']}/?session={facts['session']}")
    expect(page.locator(".roster-row")).to_have_count(3)
    opened.faults.clear()
