"""What so many kecamatan ask for, five years on, and what breaks first: on paper, from what was measured."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.capacity.measured import Measured

HOUR, MONTHS = 3600, 60


@dataclass(frozen=True)
class Assumed:
    """What no bench can measure, said once: the city, its evening, and what a large machine is."""

    people: int = 300_000
    events: float = 1.3
    megabytes: float = 1
    slack: float = 1.5
    evenings: int = 20
    busiest: float = 3
    peak: float = 0.5
    sources: float = 2
    # How many, and after how many seconds each asks again.
    facilitators: tuple[int, int] = (300, 10)
    staff: tuple[int, int] = (50, 20)
    clients: tuple[int, int] = (20, 1)
    busy: float = 0.5
    connections: int = 5
    hot: float = 0.2

    def told(self) -> Iterator[tuple[str, str]]:
        yield "people registered in 44 kecamatan in five years", f"{self.people:,}"
        yield "entries of the audit trail for each fact: written once, and a third of them changed", f"{self.events:g}"
        yield "a photo or document of each training, step and report of workers", f"{self.megabytes:g} MB"
        yield "tables and indexes that were written for years, to freshly built ones", f"{self.slack:g} times"
        yield (
            "evenings in a month with trainings, and the busiest to the middle one",
            f"{self.evenings}, {self.busiest:g} times",
        )
        yield "of what is written on an evening, in its busiest hour", f"{self.peak:.0%}"
        yield "sources to count anew for each fact: a person and a training", f"{self.sources:g}"
        for who in ("facilitators", "staff", "clients"):
            number, seconds = getattr(self, who)
            yield f"{who} at work in 44 kecamatan at that hour, and how often each asks", f"{number}, every {seconds} s"
        yield "a core's web process is busy", f"{self.busy:.0%} of its time"
        yield "connections of a web process: its four threads, and one in reserve", f"{self.connections}"
        yield "of everything that was recorded, read each day: the last year of five", f"{self.hot:.0%}"


ASSUMED = Assumed()


@dataclass(frozen=True)
class Reckoned:
    """So many kecamatan, five years on; a KeyError where what it takes was not measured."""

    measured: Measured
    kecamatan: int

    @property
    def people(self) -> float:
        return ASSUMED.people / 44 * self.kecamatan

    def rows(self, word: str) -> float:
        """In five years; of rollups what the months have, however many people are in them."""
        if word == "rollups":
            return self.measured.each("rollups", "places") * MONTHS * self.kecamatan
        if word == "trail":
            return self.rows("facts") * ASSUMED.events
        return self.people * self.measured.each(word)

    def a_month(self, word: str) -> float:
        return self.rows(word) / MONTHS

    def gigabytes(self, *words: str) -> float:
        return sum(self.rows(word) * self.measured.octets(word) for word in words) * ASSUMED.slack / 1e9

    @property
    def disk(self) -> float:
        """Gigabytes of the database."""
        return self.gigabytes("facts", "trail", "ledger", "rollups")

    @property
    def evidence(self) -> float:
        """Gigabytes of photos and documents."""
        return self.rows("shown") * ASSUMED.megabytes / 1e3

    @property
    def hot(self) -> float:
        """Gigabytes that are read each day."""
        return self.disk * ASSUMED.hot

    @property
    def writes(self) -> float:
        """Facts a second, in the busiest hour of the busiest evening."""
        return self.a_month("facts") / ASSUMED.evenings * ASSUMED.busiest * ASSUMED.peak / HOUR

    @property
    def lane(self) -> float:
        """Of the time of the one job that may post at a time, how much it posts then."""
        return self.writes * ASSUMED.sources / self.measured["lane"]

    @property
    def asked(self) -> dict[str, float]:
        """Requests a second, of facilitators, staff and programs."""
        said = {who: getattr(ASSUMED, who) for who in ("facilitators", "staff", "clients")}
        return {who: number / seconds / 44 * self.kecamatan for who, (number, seconds) in said.items()}

    @property
    def processes(self) -> float:
        """Of the web, each on a core."""
        asked, measured = self.asked, self.measured
        seconds = asked["facilitators"] * measured["home"] / 1e3
        seconds += asked["staff"] * (measured["dashboard"] + measured["record"]) / 2e3
        return (seconds + asked["clients"] * measured["counts"] / 1e6) / ASSUMED.busy

    def hours(self, word: str) -> float:
        """Hours of a recount or a rebuild of everything, after five years."""
        return self.measured.each(word) * self.people / HOUR


@dataclass(frozen=True)
class Line:
    what: str
    unit: str
    value: Callable[[Reckoned], float]


LINES = [
    Line("people registered in a month", "", lambda city: city.people / MONTHS),
    Line("facts written in a month", "", lambda city: city.a_month("facts")),
    Line("entries of the ledger in a month", "", lambda city: city.a_month("ledger")),
    Line("rows of the rollups in a month", "", lambda city: city.a_month("rollups")),
    Line("facts after five years", "", lambda city: city.rows("facts")),
    Line("entries of the ledger after five years", "", lambda city: city.rows("ledger")),
    Line("rows of the rollups after five years", "", lambda city: city.rows("rollups")),
    Line("disk after five years: facts", "GB", lambda city: city.gigabytes("facts")),
    Line("disk after five years: audit trail", "GB", lambda city: city.gigabytes("trail")),
    Line("disk after five years: ledger and rollups", "GB", lambda city: city.gigabytes("ledger", "rollups")),
    Line("disk after five years: photos and documents", "GB", lambda city: city.evidence),
    Line("memory of the database, for what is read each day", "GB", lambda city: city.hot),
    Line("facts written in a second of a busy evening", "", lambda city: city.writes),
    Line("roll-up: of the job's time, busy then", "%", lambda city: city.lane * 100),
    Line("requests in a second of a busy evening", "", lambda city: sum(city.asked.values())),
    Line("web processes, each on a core", "", lambda city: city.processes),
    Line("memory of the web processes", "GB", lambda city: city.processes * city.measured["web"] / 1e3),
    Line("the recount of the night, after five years", "hours", lambda city: city.hours("check")),
    Line("a rebuild, after five years", "hours", lambda city: city.hours("rebuild")),
]


@dataclass(frozen=True)
class Limit:
    """What must hold: a value of at most so much. Every one grows as the kecamatan do."""

    what: str
    most: float
    value: Callable[[Reckoned], float]
    instead: str

    def reached(self, measured: Measured) -> float:
        """At how many kecamatan; infinity when it cannot be reckoned."""
        try:
            return self.most / self.value(Reckoned(measured, 44)) * 44
        except KeyError:
            return math.inf


LIMITS = [
    Limit(
        "the recount ends in the night, in 3.5 hours",
        3.5,
        lambda city: city.hours("check"),
        "PostgreSQL: the ledger partitioned by posting month, each partition recounted by itself, on a streaming replica",
    ),
    Limit(
        "a rebuild ends within a free day, in 24 hours",
        24,
        lambda city: city.hours("rebuild"),
        "PostgreSQL: the same partitions, some at a time",
    ),
    Limit(
        "the one job that posts is busy half of its time",
        50,
        lambda city: city.lane * 100,
        "Citus: facts, ledger and rollups distributed by kecamatan, a job for each shard",
    ),
    Limit(
        "500 connections to one PostgreSQL",
        500,
        lambda city: city.processes * ASSUMED.connections,
        "pgbouncer in transaction mode",
    ),
    Limit(
        "32 cores of web processes, a large host",
        32,
        lambda city: city.processes,
        "more hosts behind the proxy, and replicas for what only reads",
    ),
    Limit(
        "what is read each day fits into 256 GB of memory",
        256,
        lambda city: city.hot,
        "replicas for reads of counts; then Citus",
    ),
    Limit(
        "a backup of everything in a night, 2 TB of database, photos and documents",
        2_000,
        lambda city: city.disk + city.evidence,
        "pgBackRest for the database, restic for the files: each night what is new",
    ),
    Limit(
        "a billion entries of the ledger, for questions that no rollup answers",
        1e9,
        lambda city: city.rows("ledger"),
        "ClickHouse, or DuckDB over the ledger as a file: what is only added to can be copied as it grows",
    ),
]
