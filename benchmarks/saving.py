"""What is written by HTTP, beside single-row inserts: check-ins at full halls, and rosters that are saved.

A mark is held against a mark that pgbench inserts, with the same constraints and triggers, on as many connections, and each
commit waits for the disk; a check-in against the empty view, as it is a request with a page before it is a row.
"""

import datetime
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from benchmarks import data, databases, load, pgbench, users
from benchmarks.data import Size, key
from benchmarks.databases import at
from benchmarks.load import Ask
from benchmarks.report import Report
from benchmarks.serving import get, served
from benchmarks.timing import Times, ratios
from okoce.core.months import now, today
from okoce.embedded import places
from participants import doors
from participants.models import Arrival, Attendance
from programs.models import TrainingSession

# As many as the web server has threads.
CONNECTIONS = 4
SECONDS = 2
# Of single-row inserts into the same table.
RATIO = 0.4
# Of empty views: a check-in is a form, a row, a message for the counts and a page (docs/decisions/0049-a-check-in-is-a-page.md).
OF_EMPTY_VIEWS = 0.03
HALL, ROSTER_OF = 200, 25
TOKEN = "t" * 32

CHECK_IN = """
local n, doors = %(first)d, {%(doors)s}
request = function()
    n = n + 1
    return wrk.format("POST", doors[n %% #doors + 1], nil, "%(form)s" .. string.format("%%010d", n))
end
"""
ROSTER = """
local n, rosters = 0, {%(rosters)s}
request = function()
    local roster, word = rosters[n %% #rosters + 1], math.floor(n / #rosters) %% 2
    n = n + 1
    wrk.headers["Cookie"] = roster.cookie
    return wrk.format("POST", roster.path, nil, word == 0 and roster.present or roster.late)
end
"""
ARRIVAL = """
INSERT INTO participants_arrival (id, session_id, claim, name, phone, nik_tail, arrived_at, answer)
VALUES (gen_random_uuid(), '{session}', sha256(gen_random_uuid()::text::bytea), 'Orang', '081', '', now(), 'waiting');
"""


@dataclass
class Halls:
    """Sessions that are on today, each with its door open, and the trainings whose rosters are saved meanwhile."""

    address: str
    doors: list[str]
    rosters: list[TrainingSession]
    # Nobody is a second time the same.
    came: int = 0

    def check_ins(self) -> Ask:
        said = {"first": self.came, "doors": lua(self.doors), "form": form(name="Orang Baru", number="08")}
        self.came += 1_000_000
        return self.ask(request=CHECK_IN % said)

    def saves(self) -> Ask:
        return self.ask(request=ROSTER % {"rosters": self.forms}, **{"HX-Request": "true"})

    @cached_property
    def forms(self) -> str:
        return ",".join(map(saved, self.rosters))

    def ask(self, request: str, **headers: str) -> Ask:
        return Ask(self.address, {**FORM, **headers}, CONNECTIONS, request=request)

    def one_comes(self, number: int) -> float:
        """Seconds until one person of a hall has an answer."""
        began = time.perf_counter()
        body = form(name="Orang Baru", number="08") + f"{self.came + number:010d}"
        answer = get(f"{self.address}{self.doors[0]}", FORM, body=body)
        assert answer.status == 200, answer.status
        return time.perf_counter() - began


def cookies(**more: str) -> str:
    return "; ".join(f"{name}={value}" for name, value in {settings.CSRF_COOKIE_NAME: TOKEN, **more}.items())


def signed_in(session: str) -> str:
    return cookies(**{settings.SESSION_COOKIE_NAME: session})


def form(**said: str) -> str:
    return urlencode({"csrfmiddlewaretoken": TOKEN, **said})


FORM = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={TOKEN}"}


def measure(report: Report, home: Path, size: Size, *, turns: int) -> None:
    report.begin(f"writes at {size}")
    with at(size.database), served(home, size.database) as web:
        halls = opened(web.address, size)
        hall_comes(report, halls)
        rates: dict[str, list[float]] = defaultdict(list)
        database = databases.url(home, places.APPLICATION, size.database)
        for turn in range(turns + 1):
            taken = one_turn(halls, size, database)
            # The first only wakes the threads.
            for name, rate in taken.items() if turn else ():
                rates[name].append(rate)
    judge(report, rates)


def opened(address: str, size: Size) -> Halls:
    """Drafts whose sessions are today, and trainings that came back, whose rosters are saved once more."""
    numbers = range(size.trainings - 2 * size.waiting, size.trainings - size.waiting)
    unfinished = TrainingSession.objects.filter(pk__in=[key("session", number * 3) for number in numbers])
    drafts = unfinished.filter(state=TrainingSession.State.PLANNED)
    drafts.update(held_on=today(), starts_at=datetime.time(0, 0), ends_at=datetime.time(23, 59))
    halls = list(drafts.select_related("training__led_by"))
    rosters = list(unfinished.filter(state=TrainingSession.State.HELD).select_related("training__led_by"))
    made = [doors.open_door(by=one.training.led_by, session=one, at=now()) for one in halls]
    return Halls(address, [f"/checkin/{door.token}/" for door in made], rosters)


def hall_comes(report: Report, halls: Halls) -> None:
    """Two hundred phones within one second at one door."""
    before = Arrival.objects.count()

    def comes(number: int) -> float:
        time.sleep(number / HALL)
        return halls.one_comes(number)

    with ThreadPoolExecutor(HALL) as phones:
        waited = Times(tuple(phones.map(comes, range(HALL))))
    halls.came += HALL
    report.times(f"one of {HALL} who come within a second: until the answer", waited)
    report.number(f"one of {HALL} who come within a second: the longest", max(waited.seconds), "s")
    report.at_most(0, f"of {HALL} who come within a second: not put down", HALL - (Arrival.objects.count() - before))


def one_turn(halls: Halls, size: Size, database: str) -> dict[str, float]:
    """Rates of each, one after the other; fails when what was answered is not there."""
    arrived = Arrival.objects.count()
    check_ins = load.loaded(halls.check_ins(), seconds=SECONDS)
    assert Arrival.objects.count() - arrived >= check_ins.requests, "a check-in was answered and is not there"
    empty = load.loaded(Ask(f"{halls.address}/empty/", {}, CONNECTIONS), seconds=SECONDS)
    began = now()
    saves = load.loaded(halls.saves(), seconds=SECONDS)
    marks = Attendance.objects.filter(session__in=halls.rosters)
    assert saves.requests < len(halls.rosters) or not marks.filter(recorded_at__lt=began).exists(), (
        "a mark was not saved"
    )
    by = halls.rosters[0].training.led_by_id
    scripts = {
        "arrivals by pgbench": ARRIVAL.format(session=halls.rosters[0].pk),
        "marks by pgbench": data.attendance(size, by=by),
    }
    inserts = {
        what: pgbench.rate(database, script, clients=CONNECTIONS, seconds=SECONDS) for what, script in scripts.items()
    }
    rates = {"empty views": empty.rate, "check-ins": check_ins.rate, "rosters": saves.rate}
    return rates | {"marks": saves.rate * ROSTER_OF} | inserts


def judge(report: Report, rates: dict[str, list[float]]) -> None:
    report.spread("arrivals by pgbench, a row each", rates["arrivals by pgbench"], "a second")
    report.spread("check-ins", rates["check-ins"], "a second")
    report.spread("empty views", rates["empty views"], "a second")
    report.spread("marks by pgbench, a row each", rates["marks by pgbench"], "a second")
    report.spread(f"rosters saved, {ROSTER_OF} marks each", rates["rosters"], "a second")
    report.spread("marks written by them", rates["marks"], "a second")
    # Told: not even empty views are 0.4 of these (docs/decisions/0049-a-check-in-is-a-page.md).
    report.ratio("empty views to arrivals by pgbench", *ratios(rates["empty views"], rates["arrivals by pgbench"]))
    report.ratio("check-ins to arrivals by pgbench", *ratios(rates["check-ins"], rates["arrivals by pgbench"]))
    report.ratio("marks to arrivals by pgbench", *ratios(rates["marks"], rates["arrivals by pgbench"]))
    report.at_least(OF_EMPTY_VIEWS, "check-ins to empty views", *ratios(rates["check-ins"], rates["empty views"]))
    report.at_least(RATIO, "marks to marks by pgbench", *ratios(rates["marks"], rates["marks by pgbench"]))


def saved(session: TrainingSession) -> str:
    """A roster with everybody present, and with everybody late, as its facilitator's phone sends it."""
    people = Attendance.objects.filter(session=session).values_list("participant_id", flat=True)
    assert len(people) == ROSTER_OF
    # With when it was tapped each mark is written, also where the word is the same as before.
    tapped = {f"ago.{person}": "0" for person in people}
    bodies = {word: form(**{f"mark.{person}": word for person in people}, **tapped) for word in ("present", "late")}
    mine = signed_in(users.session_of(session.training.led_by.username))
    path = f"/trainings/{session.training_id}/sessions/{session.pk}/roster/"
    told = {"path": path, "cookie": mine, **bodies}
    return "{" + ",".join(f"{name}={lua([text])}" for name, text in told.items()) + "}"


def lua(texts: list[str]) -> str:
    """Texts in the program's own language: none of ours has a quotation mark."""
    return ",".join(f'"{text}"' for text in texts)
