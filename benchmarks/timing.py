"""Taking times on a noisy machine: what is compared is measured in turns, and told by its median."""

import statistics
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
from django.db import connection


@dataclass(frozen=True)
class Times:
    """Seconds, of one thing done many times."""

    seconds: tuple[float, ...]

    @property
    def least(self) -> float:
        return min(self.seconds)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p99(self) -> float:
        """The slowest of each hundred; of fewer the slowest of all."""
        return sorted(self.seconds)[-1 - len(self.seconds) // 100]


def in_turns(acts: dict[str, Callable[[], Iterable[float]]], *, turns: int) -> dict[str, Times]:
    """Each act's seconds, the acts one after the other and again (A B A B): what slows the machine slows them all."""
    taken = {name: [] for name in acts}
    for _ in range(turns):
        for name, act in acts.items():
            taken[name].extend(act())
    return {name: Times(tuple(seconds)) for name, seconds in taken.items()}


def seconds_of(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def processor() -> float:
    """Seconds of processor so far, of this process and of the database's that answers it: told alike on a busy machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = psutil.Process(cursor.fetchone()[0]).cpu_times()
    return time.process_time() + server.user + server.system


def ratios(ours: Iterable[float], others: Iterable[float]) -> list[float]:
    """In each turn, how many times as much."""
    return [our / other for our, other in zip(ours, others, strict=True)]


class Asked:
    """What the database was asked, and the seconds that it took to answer."""

    def __init__(self):
        self.queries: list[str] = []
        self.seconds = 0.0

    def __call__(self, execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - began
            # How a transaction is read is no question.
            if not sql.startswith(("SET", "SAVEPOINT", "RELEASE")):
                self.queries.append(sql)


@contextmanager
def asked():
    told = Asked()
    with connection.execute_wrapper(told):
        yield told
