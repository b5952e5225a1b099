"""Ours beside the others: how long one waits, how many are answered, and how old a number is at best."""

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from benchmarks import load
from benchmarks.counting import imported
from benchmarks.load import Ask
from benchmarks.others.way import Way, counted
from benchmarks.report import Report
from benchmarks.timing import in_turns, seconds_of

TURNS, AGES = 5, 3
# Of load, for each in each turn: so long at least, and so many times what one answer takes.
SECONDS, ANSWERS = 2, 8
# Who takes so many seconds is asked no more than the cores of two can do at once.
SLOW, CORES = 1, 2
# Seconds until an answer that tells nothing new is a fault.
PATIENCE = 600


def measure(report: Report, ways: dict[str, Way], bounds: Mapping[str, float]) -> None:
    """The first of the ways is ours; `bounds` says how many times as many answers it gives at least than those named."""
    for name, way in ways.items():
        assert way.answer() == counted(), f"{name}: the rows differ"
    waits = waiting(report, ways)
    answering(report, ways, waits, bounds)
    ageing(report, ways, bounds)


def waiting(report: Report, ways: dict[str, Way]) -> dict[str, float]:
    """One client, which connects anew each time; returns the medians in seconds."""
    acts = {name: partial(once, way) for name, way in ways.items()}
    in_turns(acts, turns=1)  # the first only wakes the threads
    taken = in_turns(acts, turns=TURNS)
    for name, times in taken.items():
        report.times(f"{name}: one answer to one client", times)
    ours, *others = taken.items()
    for name, times in others:
        report.ratio(f"{name} to {ours[0]}: one answer", *divided(times.seconds, ours[1].seconds))
    return {name: times.median for name, times in taken.items()}


def once(way: Way) -> list[float]:
    return [seconds_of(way.asked)]


def answering(report: Report, ways: dict[str, Way], waits: dict[str, float], bounds: Mapping[str, float]) -> None:
    """As many requests as are answered, on connections that are kept."""
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(TURNS):
        for name, way in ways.items():
            rates[name].append(rate(way.ask, waits[name]))
    for name, some in rates.items():
        report.spread(f"{name}: answers to several clients", some, "requests a second")
    ours, *others = rates.items()
    for name, some in others:
        ratios = divided(ours[1], some)
        if name in bounds:
            report.at_least(bounds[name], f"{ours[0]} to {name}: answers", *ratios)
        else:
            report.ratio(f"{ours[0]} to {name}: answers", *ratios)


def rate(ask: Ask, wait: float) -> float:
    """Requests a second; of who gave no answer at all, as many as if the first had been just about to come."""
    if wait > SLOW:
        ask = replace(ask, connections=CORES)
    seconds = max(SECONDS, math.ceil(ANSWERS * wait))
    return max(load.loaded(ask, seconds=seconds).rate, 1 / seconds)


def ageing(report: Report, ways: dict[str, Way], others: Iterable[str]) -> None:
    """A registration is committed: how long it takes to bring it in, and when an answer tells of it; each by itself."""
    works: dict[str, list[float]] = {name: [] for name in ways}
    ages: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(AGES + 1):
        for name, way in ways.items():
            work, age = aged(way)
            assert way.newest_answer() == counted(), f"{name}: the rows differ after a change"
            if turn:  # the first only wakes who counts
                works[name].append(work)
                ages[name].append(age)
    brought = {name: works[name] for name in (next(iter(ways)), *others) if ways[name].anew}
    for name, some in brought.items():
        report.spread(f"{name}: to bring in one registration", some, "s")
    for name, some in ages.items():
        report.spread(f"{name}: from a commit to an answer that tells of it", some, "s")
    ours, *rest = brought.items()
    for name, some in rest:
        report.ratio(f"{name} to {ours[0]}: to bring in one registration", *divided(some, ours[1]))


def aged(way: Way) -> tuple[float, float]:
    """Seconds until a registration is brought in, and until it is told."""
    before = way.newest_answer()
    imported(1)
    began = time.perf_counter()
    if way.anew:
        way.anew()
    work = time.perf_counter() - began
    while way.newest_answer() == before:
        assert time.perf_counter() - began < PATIENCE, "the answer never tells of the change"
    return work, time.perf_counter() - began


def divided(some, others) -> list[float]:
    """In each turn, how many times as much."""
    return [one / other for one, other in zip(some, others, strict=True)]
