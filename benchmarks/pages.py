"""How long pages and answers take beside the empty view, in one process and one run, and what they ask the database."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from operator import attrgetter

from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory, override_settings

from benchmarks import users
from benchmarks.counting import CHANGE
from benchmarks.data import Size, key, waiting
from benchmarks.databases import at
from benchmarks.report import Report
from benchmarks.timing import Times, asked, in_turns, seconds_of
from okoce.accounts import viewers
from okoce.core.months import Month, now, today
from programs.models import Kecamatan
from reports import rollup
from reports.agencies import claimed_of
from reports.api import remembered
from reports.cohorts import RUNGS, cohorts
from reports.explaining.asked import Number
from reports.standing import standing
from reports.views import unchanged as made_once
from reports.waits import read

TURNS, EACH, MANY = 8, 3, 40
# What an unchanged page may take, in empty views.
UNCHANGED = 3
PACKED = {"accept-encoding": "gzip"}
ANEW = {"cache-control": "no-cache"}
DASHBOARD_QUERIES = 12
KEEPS_NOTHING = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
# What docs/capacity.md takes apart: what a web server's cores do, and what those of the database do.
TAKEN_APART = ["facilitator's home", "one training to verify", "dashboard, this month"]
TIDY = "/api/v1/counts/?metric=registered,trained"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    queries: int
    seconds: float
    # Of them, waited for the database.
    database: float
    # Of this process's processor.
    worked: float


class Browser:
    """Somebody's requests straight into the application: everything but the network."""

    def __init__(self, session: str = "", **headers: str):
        self.application = WSGIHandler()
        self.factory = RequestFactory(SERVER_NAME="localhost", headers={"accept-language": "en"} | headers)
        if session:
            self.factory.cookies[settings.SESSION_COOKIE_NAME] = session

    def get(self, path: str, **headers: str) -> Answer:
        environ = self.factory.get(path, headers=headers).environ
        told = {}

        def start(status, headers, exc_info=None):
            told.update(status=int(status[:3]), headers=dict(headers))

        began, worked = time.perf_counter(), time.process_time()
        with asked() as questions:
            response = self.application(environ, start)
            body = b"".join(response)
            response.close()
        spent = {"seconds": time.perf_counter() - began, "worked": time.process_time() - worked}
        return Answer(body=body, queries=len(questions.queries), database=questions.seconds, **spent, **told)

    def unchanged(self, path: str) -> Answer:
        """The second read of somebody who kept the first."""
        return self.get(path, **{"if-none-match": self.get(path).headers["ETag"]})


Asks = dict[str, Callable[[], Answer]]


def measure(report: Report, size: Size) -> None:
    report.begin(f"pages at {size}")
    with override_settings(ROOT_URLCONF="benchmarks.urls"), at(size.database):
        measured(report, of_counts() | of_records(size))
        while_nothing_changes(report)
        whose_people(report)
        at_a_new_revision(report, size)
        how_long(report)


def how_long(report: Report) -> None:
    """What the job of the night takes, or whoever asks first on a day of which it read nothing."""
    report.number("days that people took to each rung, of all months", seconds_of(lambda: read(now())), "s")


def whose_people(report: Report) -> None:
    """What a page of agencies waits for when nobody asked it before."""
    last = Month.of(today()) + -1
    with override_settings(CACHES=KEEPS_NOTHING):
        for span, first in (("one month", last), ("since the start", last + -58)):
            asks = partial(claimed_of, Number("trained", first, last))
            report.number(f"agencies of those who were trained, {span}", seconds_of(asks), "s")


def at_a_new_revision(report: Report, size: Size) -> None:
    """What the tables of the page of the months wait for: of everybody, and after one person changed."""
    for rung in RUNGS:
        cache.clear()
        report.number(f"cohorts of {rung}, of everybody", seconds_of(partial(cohorts_of, rung)), "s")
    report.times(f"cohorts of {RUNGS[-1]}, at a new revision", Times(tuple(new_revisions(size, RUNGS[-1]))))


def new_revisions(size: Size, rung: str) -> Iterator[float]:
    for number in range(TURNS):
        with connection.cursor() as cursor:
            cursor.execute(CHANGE, [key("person", number)])
        rollup.drain()
        yield seconds_of(partial(cohorts_of, rung))


def cohorts_of(rung: str) -> None:
    this = Month.of(today())
    cohorts(rung, this + -24, this, now=standing(), current=this)


def measured(report: Report, asks: Asks) -> None:
    firsts = {name: first_look(ask) for name, ask in asks.items() if name.startswith("dashboard")}
    for ask in asks.values():
        ask()
    answers = {name: ask() for name, ask in asks.items()}
    for name, answer in answers.items():
        assert answer.status in (200, 304), f"{name} answers {answer.status}"
    waited: dict[str, list[float]] = {name: [] for name in asks}
    acts = {name: again(ask, waited[name]) for name, ask in asks.items()}
    for name, times in in_turns(acts, turns=TURNS).items():
        report.times(f"{name}: {len(answers[name].body):,} bytes, {answers[name].queries} queries", times)
        if name in TAKEN_APART:
            report.number(f"{name}: in the database", statistics.median(waited[name]) * 1000, "ms")
        if name in firsts:
            report.at_most(DASHBOARD_QUERIES, f"{name}: queries", answers[name].queries)
            report.at_most(DASHBOARD_QUERIES, f"{name}: queries of the first look", firsts[name].queries)
            report.number(f"{name}: the first look", firsts[name].seconds, "s")


def first_look(ask: Callable[[], Answer]) -> Answer:
    """Whoever looks first on a day or after a revision finds nothing read; but they are signed in."""
    cache.clear()
    for session in Session.objects.all():
        SessionStore(session.pk).load()
    return ask()


def while_nothing_changes(report: Report) -> None:
    """The city's pages beside the empty view, as a browser asks: the second time, and the first in a second.

    Judged by the processor, for who asks which session it is waits its turn on a busy machine; the clock is told beside it.
    """
    asks = unchanged()
    for ask in asks.values():
        ask(), ask()
    taken = {name: [] for name in asks}
    for _ in range(TURNS):
        for name, ask in asks.items():
            taken[name].append([ask() for _ in range(MANY)])
    empty = taken.pop("empty view")
    report.times("empty view", seconds(empty))
    for name, turns in taken.items():
        last = turns[-1][-1]
        assert last.status == HTTPStatus.OK, f"{name} answers {last.status}"
        report.times(f"{name}, unchanged: {len(last.body):,} bytes, {last.queries} queries", seconds(turns))
        report.ratio(f"{name}, unchanged, to the empty view: by the clock", *ratios(turns, empty, of="seconds"))
        report.at_most(UNCHANGED, f"{name}, unchanged, to the empty view", *ratios(turns, empty, of="worked"))
        report.times(f"{name}, unchanged, the first in a second", Times(tuple(firsts(asks[name]))))


Turns = list[list[Answer]]


def seconds(turns: Turns) -> Times:
    return Times(tuple(answer.seconds for turn in turns for answer in turn))


def ratios(turns: Turns, empty: Turns, *, of: str) -> list[float]:
    """Of the medians of each turn."""
    told = attrgetter(of)
    return [
        statistics.median(map(told, turn)) / statistics.median(map(told, beside))
        for turn, beside in zip(turns, empty, strict=True)
    ]


def firsts(ask: Callable[[], Answer]) -> Iterator[float]:
    """Who reads and which moment it is are asked anew; what was made is there."""
    for _ in range(TURNS * EACH):
        viewers.forget()
        made_once.clock.forget()
        remembered.clock.forget()
        yield ask().seconds


def unchanged() -> Asks:
    nobody, staff = Browser(**PACKED), Browser(users.session_of(users.STAFF), **PACKED)
    place = Kecamatan.objects.order_by("code").first().code
    year_ago = Month.of(today()) + -12
    addresses = {
        "dashboard, this month": "/dashboard/",
        "dashboard, a year ago": f"/dashboard/?month={year_ago}",
        "dashboard, a kecamatan": f"/dashboard/{place}/",
        "where": "/dashboard/where/",
        "when": "/dashboard/when/",
    }
    return {
        "empty view": lambda: nobody.get("/empty/"),
        **{name: partial(staff.get, address) for name, address in addresses.items()},
        "public page": lambda: nobody.get("/public/"),
    }


def again(ask: Callable[[], Answer], waited: list[float]) -> Callable[[], Iterator[float]]:
    """Whole seconds; those of the database are noted beside them."""

    def act():
        for _ in range(EACH):
            answer = ask()
            waited.append(answer.database)
            yield answer.seconds

    return act


def of_counts() -> Asks:
    """The dashboard and the API, beside the empty view."""
    nobody, staff = Browser(), Browser(users.session_of(users.STAFF))
    year_ago = Month.of(today()) + -12
    place = Kecamatan.objects.order_by("code").first().code
    return {
        "empty view": lambda: nobody.get("/empty/"),
        "dashboard, this month": lambda: staff.get("/dashboard/", **ANEW),
        "dashboard, a year ago": lambda: staff.get(f"/dashboard/?month={year_ago}", **ANEW),
        "dashboard, a kecamatan": lambda: staff.get(f"/dashboard/{place}/", **ANEW),
        "where": lambda: staff.get("/dashboard/where/", **ANEW),
        "when": lambda: staff.get("/dashboard/when/", **ANEW),
        "summary/": lambda: staff.get("/api/v1/summary/"),
        "summary/, not modified": lambda: staff.unchanged("/api/v1/summary/"),
        "counts/ by month": lambda: staff.get(TIDY),
        "counts/ by month, not modified": lambda: staff.unchanged(TIDY),
        "counts/ by kecamatan and year": lambda: staff.get(f"{TIDY}&by=kecamatan,year"),
        "counts/ by every dimension": lambda: staff.get(
            f"{TIDY}&by=month,kecamatan,gender,age_band&resident=all&format=csv"
        ),
    }


def of_records(size: Size) -> Asks:
    """The lists of a facilitator of one kecamatan, and of those who see the whole city."""
    facilitator, verifier, staff = (
        Browser(users.session_of(name)) for name in ("facilitator-0", users.VERIFIER, users.STAFF)
    )
    training, person = waiting(size)[0], key("person", 0)
    return {
        "facilitator's home": lambda: facilitator.get("/"),
        "trainings of a kecamatan": lambda: facilitator.get("/trainings/"),
        "trainings of the city": lambda: staff.get("/trainings/"),
        "trainings of the city, the last page": lambda: staff.get("/trainings/?page=1000000"),
        "trainings of the city, waiting": lambda: staff.get("/trainings/?state=submitted"),
        "people of a kecamatan": lambda: facilitator.get("/participants/"),
        "people of the city": lambda: staff.get("/participants/"),
        "one person": lambda: facilitator.get(f"/participants/{person}/"),
        "verification queue": lambda: verifier.get("/verification/"),
        "one training to verify": lambda: verifier.get(f"/verification/{training}/"),
    }
