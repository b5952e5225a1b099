"""Two writers in every order of their steps, for tests that use `committed_db`."""

import itertools
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from django.db import connection, transaction

PATIENCE = 30
WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE pid = %s AND NOT granted)"
# The lock of the postings is taken within the first steps of whoever takes it.
ONE_BY_ONE = 4
PACE = 1 if os.environ.get("OKOCE_LONG") == "yes" else 12
# What a transaction is made of, and does nothing by itself.
NO_STEP = ("SAVEPOINT", "RELEASE SAVEPOINT", "SET TRANSACTION")


class Steps:
    """An act in a transaction on a connection of its own, which halts before each statement and before the commit."""

    def __init__(self, act: Callable[[], object]):
        self._turns, self._halts = threading.Semaphore(0), queue.SimpleQueue()
        self._pool = ThreadPoolExecutor(1)
        self._running = self._pool.submit(self._do, act)
        self._going = False
        # For its connection, and up to the first statement.
        self._halts.get(timeout=PATIENCE)
        self._halts.get(timeout=PATIENCE)

    def _do(self, act):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (self._server,) = cursor.fetchone()
            self._halts.put("connected")
            with connection.execute_wrapper(self._before), transaction.atomic():
                told = act()
                self._halt()
            return told
        finally:
            connection.close()
            self._halts.put("done")

    def _before(self, execute, sql, *asked):
        if not sql.startswith(NO_STEP):
            self._halt()
        return execute(sql, *asked)

    def _halt(self):
        self._halts.put("halted")
        assert self._turns.acquire(timeout=PATIENCE)

    @property
    def done(self) -> bool:
        return self._running.done()

    def goes(self, steps: int | None = None) -> bool:
        """Take so many steps, all when none is said; whether it did, and is not done before or waits for the other."""
        for number in itertools.count():
            if number == steps:
                return True
            if self.done or not self._goes_one():
                return steps is None and self.done

    def _goes_one(self) -> bool:
        if not self._going:
            self._turns.release()
        self._going = True
        while not self._halted():
            if self._waits():
                return False
        self._going = False
        return True

    def _halted(self) -> bool:
        try:
            notice = self._halts.get(timeout=0.005)
        except queue.Empty:
            return False
        if notice == "done":
            # Its last word comes a moment before its end.
            self._running.exception(PATIENCE)
        return True

    def _waits(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(WAITS, [self._server])
            return cursor.fetchone()[0]

    def told(self):
        """What the act returned; raises what it raised."""
        return self._running.result(PATIENCE)

    def close(self):
        """However the test ended, nothing waits for ever."""
        self._turns.release(10_000)
        self._pool.shutdown()


@contextmanager
def stepping(*acts: Callable[[], object]) -> Iterator[list[Steps]]:
    with ExitStack() as stack:
        yield [stack.enter_context(_closing(Steps(act))) for act in acts]


@contextmanager
def _closing(steps: Steps) -> Iterator[Steps]:
    try:
        yield steps
    finally:
        steps.close()


def orders(
    scene: Callable[[], tuple[Callable[[], object], Callable[[], object]]], *, pace: int = PACE, near: int | None = None
) -> Iterator[tuple[Steps, Steps]]:
    """Both acts of a scene, done, after each order of their steps with two changes of who goes.

    The first goes so far, then the second so far (`near` when it is said), then the first to its end; whoever would
    wait lets the other go. The first few steps are taken one by one, where a lock is taken; of those after it every
    so many are.
    """
    for far in _counted(pace):
        for nearer in _counted(pace) if near is None else [near]:
            with stepping(*scene()) as (first, second):
                goes_on = first.goes(far)
                came = second.goes(nearer)
                _finish(first, second)
            yield first, second
            if not came:
                break
        if not goes_on:
            return


def _counted(pace: int) -> Iterator[int]:
    return itertools.chain(range(ONE_BY_ONE), itertools.count(ONE_BY_ONE, pace))


def _finish(*both: Steps) -> None:
    ends = time.monotonic() + PATIENCE
    while not all(steps.done for steps in both):
        for steps in both:
            steps.goes()
        assert time.monotonic() < ends
