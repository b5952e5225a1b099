"""Several writers in one moment, each on a connection of its own; for tests that use `committed_db`."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection

PATIENCE = 30


def together(*acts):
    """What each act returns, all begun in the same moment; raises what the first of them raises."""
    start = threading.Barrier(len(acts), timeout=PATIENCE)
    with ThreadPoolExecutor(len(acts)) as pool:
        running = [pool.submit(_apart, act, start) for act in acts]
    return [act.result() for act in running]


@contextmanager
def somebody_else():
    """A function that begins an act on another connection, and comes back when the act waits for a lock."""
    with ThreadPoolExecutor(1) as pool:

        def begins(act):
            running = pool.submit(_apart, act)
            _until_one_waits()
            return running

        yield begins


def _apart(act, start=None):
    try:
        connection.ensure_connection()
        if start:
            start.wait()
        return act()
    finally:
        connection.close()


def _until_one_waits():
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise TimeoutError
