"""Ours beside the others: how long one waits, how many are answered, and how old a number is at best."""

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from operator import attrgetter

from django.db import connection

from benchmarks import load
from benchmarks.api import FEW, P99, RATE
from benchmarks.counting import imported
from benchmarks.load import Ask, Load
from benchmarks.others.question import Question
from benchmarks.others.way import Way, counted
from benchmarks.report import Report
from benchmarks.timing import in_turns, ratios, seconds_of

TURNS, AGES = 5, 3
# Of load, for each in each turn: so long at least, and so many times what one answer takes.
SECONDS, ANSWERS = 2, 8
# Who takes so many seconds is asked no more than the cores of two can do at once.
SLOW, CORES = 1, 2
# Seconds until an answer that tells nothing new is a fault.
PATIENCE = 600

MEDIAN = attrgetter("median")

# A mark of a verified training is corrected, and with it the training waits for a verifier again and counts no more.
CORRECTION = """
UPDATE participants_attendance SET status = 'excused' WHERE id = (
    SELECT attendance.id
    FROM programs_training training
    JOIN programs_trainingsession session ON session.training_id = training.id AND session.state = 'held'
    JOIN participants_attendance attendance ON attendance.session_id = session.id AND attendance.status = 'present'
    WHERE training.state = 'verified'
    LIMIT 1
)
"""
# Of each way of ours, how many times as many answers it gives at least than those that are named.
Bounds = Mapping[str, Mapping[str, float]]


def measure(report: Report, question: Question, ways: dict[str, Way], bounds: Bounds) -> None:
    """The first of the ways are ours, in the order of their bounds."""
    for name, way in ways.items():
        assert way.answer() == counted(question), f"{name}: the rows differ"
    waits = waiting(report, ways)
    answering(report, ways, waits, bounds)
    ageing(report, question, ways, unkept=list(bounds)[1:])


def waiting(report: Report, ways: dict[str, Way]) -> dict[str, float]:
    """One client, which connects anew each time; returns the medians in seconds."""
    acts = {name: partial(once, way) for name, way in ways.items()}
    in_turns(acts, turns=1)  # the first only wakes the threads
    taken = in_turns(acts, turns=TURNS)
    for name, times in taken.items():
        report.times(f"{name}: one answer to one client", times)
    ours, *others = taken.items()
    for name, times in others:
        report.ratio(f"{name} to {ours[0]}: one answer", *ratios(times.seconds, ours[1].seconds))
    return {name: times.median for name, times in taken.items()}


def once(way: Way) -> list[float]:
    return [seconds_of(way.asked)]


def answering(report: Report, ways: dict[str, Way], waits: dict[str, float], bounds: Bounds) -> None:
    """As many requests as are answered, on connections that are kept, and how long each waits there."""
    asks = {name: fitting(way.ask, waits[name]) for name, way in ways.items()}
    # Beside the others ours waits behind as few as they do.
    first = next(iter(asks))
    few = f"{first} on {FEW} connections"
    asks[few], waits = replace(asks[first], connections=FEW), {**waits, few: waits[first]}
    loads: dict[str, list[Load]] = {name: [] for name in asks}
    for _ in range(TURNS):
        for name, ask in asks.items():
            loads[name].append(loaded(ask, waits[name]))
    for name, some in loads.items():
        of_load(report, name, asks[name].connections, some)
    others = list(ways)
    for ours, least in bounds.items():
        others.remove(ours)
        against(report, ours, {name: loads[name] for name in (ours, *others)}, least)


def fitting(ask: Ask, wait: float) -> Ask:
    return replace(ask, connections=CORES) if wait > SLOW else ask


def loaded(ask: Ask, wait: float) -> Load:
    """Of who gave no answer at all, as if the first had been just about to come."""
    seconds = max(SECONDS, math.ceil(ANSWERS * wait))
    told = load.loaded(ask, seconds=seconds)
    return told if told.requests else Load(rate=1 / seconds, p99=seconds, requests=0, median=seconds)


def of_load(report: Report, name: str, connections: int, loads: list[Load]) -> None:
    report.spread(f"{name}: answers to several clients", list(map(RATE, loads)), "requests a second")
    for part, of in {"median": MEDIAN, "99th percentile": P99}.items():
        waited = [of(one) * 1000 for one in loads]
        report.spread(f"{name}: {part} of them, on {connections} connections", waited, "ms")


def against(report: Report, ours: str, loads: dict[str, list[Load]], least: Mapping[str, float]) -> None:
    """Where nothing is said of the least, how many times as many is told."""
    own = loads.pop(ours)
    for name, some in loads.items():
        what, times = f"{ours} to {name}: answers", load.ratios(own, some, of=RATE)
        if name in least:
            report.at_least(least[name], what, *times)
        else:
            report.ratio(what, *times)


def ageing(report: Report, question: Question, ways: dict[str, Way], *, unkept: list[str]) -> None:
    """A change is committed: how long it takes to bring it in, and when an answer tells of it; each by itself."""
    every = dict(acts(ways))
    works: dict[str, list[float]] = {name: [] for name in every}
    ages: dict[str, list[float]] = {name: [] for name in every}
    for turn in range(AGES + 1):
        for name, way in every.items():
            work, age = aged(way, CHANGES[question.metric])
            assert way.newest_answer() == counted(question), f"{name}: the rows differ after a change"
            if turn:  # the first only wakes who counts
                works[name].append(work)
                ages[name].append(age)
    # Where nothing is kept, it is brought in by the same act.
    of_work(report, {name: works[name] for name, way in every.items() if way.anew and name not in unkept})
    of_age(report, every, ages)


def acts(ways: dict[str, Way]) -> Iterator[tuple[str, Way]]:
    """Each way by each act that brings something in."""
    for name, way in ways.items():
        yield name, way
        for how, anew in way.otherwise.items():
            yield f"{name}, {how}", replace(way, anew=anew)


def of_work(report: Report, works: dict[str, list[float]]) -> None:
    for name, some in works.items():
        report.spread(f"{name}: to bring in one change", some, "s")
    ours, *rest = works.items()
    for name, some in rest:
        report.ratio(f"{name} to {ours[0]}: to bring in one change", *ratios(some, ours[1]))


def of_age(report: Report, ways: dict[str, Way], ages: dict[str, list[float]]) -> None:
    for name, some in ages.items():
        report.spread(f"{name}: from a commit to an answer that tells of it", some, "s")
    for name, way in ways.items():
        if way.stale:
            report.number(
                f"{name}: from a commit to an answer that tells of it, unless told to, at most", way.stale, "s"
            )


def aged(way: Way, change: Callable[[], None]) -> tuple[float, float]:
    """Seconds until a change is brought in, and until it is told."""
    before = way.newest_answer()
    change()
    began = time.perf_counter()
    if way.anew:
        way.anew()
    work = time.perf_counter() - began
    while way.newest_answer() == before:
        assert time.perf_counter() - began < PATIENCE, "the answer never tells of the change"
    return work, time.perf_counter() - began


def corrected() -> None:
    with connection.cursor() as cursor:
        cursor.execute(CORRECTION)
        assert cursor.rowcount == 1, "nothing is verified"


# What is committed to move each metric.
CHANGES: dict[str, Callable[[], None]] = {"registered": partial(imported, 1), "attendances": corrected}
