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
    threads: int = 4
    reserve: int = 1
    hot: float = 0.2
    # Gigabytes of PostgreSQL's host.
    memory: int = 256
    nights: int = 30

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
        yield (
            "a core of the web or of PostgreSQL, and a thread of a web process, is busy",
            f"{self.busy:.0%} of its time",
        )
        yield (
            "threads of a web process, each with a connection, and connections in reserve",
            f"{self.threads}, {self.reserve}",
        )
        yield "of everything that was recorded, read each day: the last year of five", f"{self.hot:.0%}"
        yield "memory of PostgreSQL's host, a large one", f"{self.memory} GB"
        yield "nights of which the backup is kept", f"{self.nights}"


ASSUMED = Assumed()


@dataclass(frozen=True)
class Reckoned:
    """So many kecamatan, five years on; a KeyError where what it takes was not measured."""

    measured: Measured
    kecamatan: int

    @property
    def people(self) -> float:
        return ASSUMED.people / 44 * self.kecamatan

    @property
    def attendances(self) -> float:
        """In five years: what the sizes of the benches are told by."""
        return self.people * self.measured.attendances("people") / self.measured["people"]

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
    def fits(self) -> bool:
        """The whole database into memory."""
        return self.disk <= ASSUMED.memory

    @property
    def evidence(self) -> float:
        """Gigabytes of photos and documents."""
        return self.rows("shown") * ASSUMED.megabytes / 1e3

    @property
    def backup(self) -> float:
        """Gigabytes of one night's."""
        return self.disk + self.evidence

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
        return self.writes * ASSUMED.sources / self.measured.posted

    @property
    def asked(self) -> dict[str, float]:
        """Requests a second, of facilitators, staff and programs."""
        said = {who: getattr(ASSUMED, who) for who in ("facilitators", "staff", "clients")}
        return {who: number / seconds / 44 * self.kecamatan for who, (number, seconds) in said.items()}

    def pages(self, part: str = "") -> float:
        """Seconds of people's pages in each second of that hour: whole ones, or a part of each."""
        home, dashboard, record = (self.measured[page + part] / 1e3 for page in ("home", "dashboard", "record"))
        return self.asked["facilitators"] * home + self.asked["staff"] * (dashboard + record) / 2

    @property
    def answers(self) -> float:
        """The same of the counts that programs ask for, which are in the web's memory while nothing changes."""
        return self.asked["clients"] * self.measured["counts"] / 1e6

    @property
    def web_cores(self) -> float:
        """What the database answers meanwhile is no work of theirs."""
        return (self.pages() - self.pages(" asks") + self.answers) / ASSUMED.busy

    @property
    def database_cores(self) -> float:
        """Of pages alone: writes and the one job that posts are little beside them."""
        return self.pages(" asks") / ASSUMED.busy

    @property
    def processes(self) -> float:
        """Of the web: one for each core, or more where their threads wait for the database."""
        return max(self.web_cores, (self.pages() + self.answers) / ASSUMED.threads / ASSUMED.busy)

    @property
    def connections(self) -> float:
        """A process holds its own whatever it does."""
        return self.processes * (ASSUMED.threads + ASSUMED.reserve)

    def hours(self, word: str) -> float:
        """Hours of a recount or a rebuild of everything, after five years, as long for each attendance as was measured."""
        return self.measured[word] / self.measured.attendances(word) * self.attendances / HOUR


@dataclass(frozen=True)
class Line:
    what: str
    unit: str
    value: Callable[[Reckoned], float]
    # What was measured was in memory: where the database is not, it takes longer.
    in_memory: bool = False


LINES = [
    Line("people registered in a month", "", lambda city: city.people / MONTHS),
    Line("facts written in a month", "", lambda city: city.a_month("facts")),
    Line("entries of the ledger in a month", "", lambda city: city.a_month("ledger")),
    Line("rows of the rollups in a month", "", lambda city: city.a_month("rollups")),
    Line("attendances after five years", "", lambda city: city.attendances),
    Line("facts after five years", "", lambda city: city.rows("facts")),
    Line("entries of the ledger after five years", "", lambda city: city.rows("ledger")),
    Line("rows of the rollups after five years", "", lambda city: city.rows("rollups")),
    Line("disk after five years: facts", "GB", lambda city: city.gigabytes("facts")),
    Line("disk after five years: audit trail", "GB", lambda city: city.gigabytes("trail")),
    Line("disk after five years: ledger and rollups", "GB", lambda city: city.gigabytes("ledger", "rollups")),
    Line("disk after five years: photos and documents", "GB", lambda city: city.evidence),
    Line(
        f"room of {ASSUMED.nights} nightly backups of database, photos and documents",
        "GB",
        lambda city: city.backup * ASSUMED.nights,
    ),
    Line("memory of the database, for what is read each day", "GB", lambda city: city.hot),
    Line("facts written in a second of a busy evening", "", lambda city: city.writes),
    Line("roll-up: of the job's time, busy then", "%", lambda city: city.lane * 100),
    Line("requests in a second of a busy evening", "", lambda city: sum(city.asked.values())),
    Line("cores of the web", "", lambda city: city.web_cores),
    Line("cores of one PostgreSQL, for these pages", "", lambda city: city.database_cores),
    Line(f"web processes, of {ASSUMED.threads} threads each", "", lambda city: city.processes),
    Line("connections to one PostgreSQL", "", lambda city: city.connections),
    Line("memory of the web processes", "GB", lambda city: city.processes * city.measured["web"] / 1e3),
    Line("the recount of the night, after five years", "hours", lambda city: city.hours("check"), in_memory=True),
    Line("a rebuild, after five years", "hours", lambda city: city.hours("rebuild"), in_memory=True),
]


@dataclass(frozen=True)
class Limit:
    """What must hold: a value of at most so much. Every one grows as the kecamatan do."""

    what: str
    most: float
    value: Callable[[Reckoned], float]
    instead: str
    # Reckoned no further than the whole database fits into memory.
    in_memory: bool = False

    def reached(self, measured: Measured) -> float:
        """At how many kecamatan; infinity when it cannot be reckoned."""
        city = Reckoned(measured, 44)
        try:
            share = self.value(city) / self.most
            if self.in_memory:
                share = max(share, city.disk / ASSUMED.memory)
        except KeyError:
            return math.inf
        return 44 / share


IN_MEMORY = f"reckoned no further than the whole database fits into {ASSUMED.memory} GB of memory"
LIMITS = [
    Limit(
        f"the recount ends in the night, in 3.5 hours; {IN_MEMORY}",
        3.5,
        lambda city: city.hours("check"),
        "from there it is to be measured anew; PostgreSQL: the ledger partitioned by posting month, each partition"
        " recounted by itself, on a streaming replica",
        in_memory=True,
    ),
    Limit(
        f"a rebuild ends within a free day, in 24 hours; {IN_MEMORY}",
        24,
        lambda city: city.hours("rebuild"),
        "from there it is to be measured anew; PostgreSQL: the same partitions, some at a time",
        in_memory=True,
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
        lambda city: city.connections,
        "pgbouncer in transaction mode",
    ),
    Limit(
        "32 cores of the web, a large host",
        32,
        lambda city: city.web_cores,
        "more hosts behind the proxy",
    ),
    Limit(
        "32 cores of one PostgreSQL, a large host",
        32,
        lambda city: city.database_cores,
        "a replica for reads (`DATABASE_REPLICA_URL`), which takes the pages of counts; a facilitator's home and a record to"
        " verify read the primary: for them Citus, distributed by kecamatan",
    ),
    Limit(
        f"what is read each day fits into {ASSUMED.memory} GB of memory",
        ASSUMED.memory,
        lambda city: city.hot,
        "a replica for reads of counts; then Citus",
    ),
    Limit(
        "a backup of everything in a night, 2 TB of database, photos and documents",
        2_000,
        lambda city: city.backup,
        "pgBackRest for the database, restic for the files: each night what is new",
    ),
    Limit(
        f"{ASSUMED.nights} nightly backups in 20 TB, the disks of a large host",
        20_000,
        lambda city: city.backup * ASSUMED.nights,
        "fewer nights; then restic, which keeps a file once, however many nights it is in",
    ),
    Limit(
        "a billion entries of the ledger, for questions that no rollup answers",
        1e9,
        lambda city: city.rows("ledger"),
        "ClickHouse, or DuckDB over the ledger as a file: what is only added to can be copied as it grows",
    ),
]
