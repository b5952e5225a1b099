"""What goes over the line to a phone: the bytes of a first visit, and when the largest thing is seen on a slow line."""

import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

# 400 kbit/s, 400 ms, and a processor six times slower than this one.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWER = 6
LARGEST = """() => new Promise((done) =>
    new PerformanceObserver((seen) => done(seen.getEntries().at(-1).startTime))
        .observe({ type: "largest-contentful-paint", buffered: true }))"""

FULL = """
import datetime, json
from okoce.accounts.models import User
from tests import factories
by = User.objects.get(username={by!r})
people = [factories.person(by=by, on={day!r}, name=f"Peserta {{number:03}}") for number in range(100)]
training = factories.training(factories.meeting({day!r}), by=by)
factories.attend(training, *people[:60])
print(json.dumps({{"training": str(training.pk), "session": str(training.sessions.get().pk), "person": str(people[0].pk)}}))
"""


@dataclass
class Wire:
    """Listens to a page: bytes as they came over the line, headers included, and the hosts that sent them."""

    page: object
    size: int = field(default=0, init=False)
    hosts: set[str] = field(default_factory=set, init=False)

    def __post_init__(self):
        self.line = self.page.context.new_cdp_session(self.page)
        self.line.send("Network.enable")
        self.line.on("Network.loadingFinished", self._came)
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def _came(self, told):
        self.size += int(told["encodedDataLength"])

    def slow(self):
        self.line.send("Network.emulateNetworkConditions", SLOW)
        self.line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def visited(page, address):
    """(bytes, hosts) of a first visit with nothing in the cache."""
    wire = Wire(page)
    page.goto(address, wait_until="networkidle")
    return wire.size, wire.hosts


def largest_paint(page, address):
    """Seconds until the largest thing of the page is there, on a slow line and a slow phone."""
    Wire(page).slow()
    page.goto(address, wait_until="load")
    return page.evaluate(LARGEST) / 1000


def addresses(facts):
    """The screens of a facilitator, of a training with a hundred people."""
    training, session = facts["training"], facts["session"]
    return {
        "home": "/",
        "log a training": "/trainings/new/",
        "roster of 100": f"/trainings/{training}/?session={session}",
        "trainings": "/trainings/",
        "people": "/participants/",
        "visits": "/visits/",
        "record a visit": f"/participants/{facts['person']}/visits/new/",
        "a person": f"/participants/{facts['person']}/",
    }


def full(site, by, day):
    """The keys of a training of that day with a hundred people, sixty of them marked."""
    return json.loads(site.do(FULL.format(by=by, day=f"{day}")))
