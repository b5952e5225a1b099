"""Ours beside the others: how long one waits, how many are answered, and how old a number is at best."""

import math
import time
from collections.abc import Mapping
from functools import partial

from django.conf import settings

from benchmarks import load
from benchmarks.counting import imported
from benchmarks.others.way import Way, counted
from benchmarks.report import Report
from benchmarks.timing import in_turns, seconds_of

TURNS, AGES = 5, 3
# Of load, for each in each turn: so long at least, and so many times what one answer takes.
SECONDS, ANSWERS = 2, 8
# Seconds until an answer that tells nothing new is a fault.
PATIENCE = 600


def measure(report: Report, ways: dict[str, Way], bounds: Mapping[str, float]) -> None:
    """The first of the ways is ours; `bounds` says how many times as many answers it gives at least."""
    for name, way in ways.items():
        assert way.answer() == counted(), f"{name}: the rows differ"
    waits = waiting(report, ways)
    answering(report, ways, waits, bounds)
    ageing(report, ways)


def waiting(report: Report, ways: dict[str, Way]) -> dict[str, float]:
    """One client, which connects anew each time; returns the medians in seconds."""
    acts = {name: partial(once, way) for name, way in ways.items()}
    in_turns(acts, turns=1)  # the first only wakes the threads
    taken = in_turns(acts, turns=TURNS)
    for name, times in taken.items():
        report.times(f"{name}: one answer to one client", times)
    ours, *others = taken.items()
    for name, times in others:
        report.spread(f"{name} to {ours[0]}: one answer", divided(times.seconds, ours[1].seconds), "times")
    return {name: times.median for name, times in taken.items()}


def once(way: Way) -> list[float]:
    return [seconds_of(way.asked)]


def answering(report: Report, ways: dict[str, Way], waits: dict[str, float], bounds: Mapping[str, float]) -> None:
    """As many requests as are answered, on connections that are kept."""
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(TURNS):
        for name, way in ways.items():
            rates[name].append(load.loaded(way.ask, seconds=max(SECONDS, math.ceil(ANSWERS * waits[name]))).rate)
    for name, some in rates.items():
        report.spread(f"{name}: answers to several clients", some, "requests a second")
    ours, *others = rates.items()
    for name, some in others:
        report.at_least(bounds[name], f"{ours[0]} to {name}: answers", *divided(ours[1], some))


def ageing(report: Report, ways: dict[str, Way]) -> None:
    """From the commit of a registration to the first answer that tells of it, each in its turn and by itself."""
    ages: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(AGES + 1):
        for name, way in ways.items():
            seconds = age(way)
            assert way.newest_answer() == counted(), f"{name}: the rows differ after a change"
            if turn:  # the first only wakes who counts
                ages[name].append(seconds)
    for name, some in ages.items():
        report.spread(f"{name}: from a commit to an answer that tells of it", some, "s")
    ours, *others = ages.items()
    report.number(f"{ours[0]}: one that is kept may be older by", settings.COUNTS_FRESH_SECONDS, "s")
    for name, some in others:
        report.spread(f"{name} to {ours[0]}: from a commit", divided(some, ours[1]), "times")


def age(way: Way) -> float:
    """Seconds."""
    before = way.newest_answer()
    imported(1)
    began = time.perf_counter()
    way.anew()
    while way.newest_answer() == before:
        assert time.perf_counter() - began < PATIENCE, "the answer never tells of the change"
    return time.perf_counter() - began


def divided(some, others) -> list[float]:
    """In each turn, how many times as much."""
    return [one / other for one, other in zip(some, others, strict=True)]
