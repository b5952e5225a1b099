"""When each revision could first be read: a process of its own that asks every millisecond, beside those that work."""

import bisect
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg2

NEWEST = "SELECT coalesce(max(number), 0) FROM reports_revision"


@dataclass
class Seen:
    """The newest revision at each moment (seconds of the monotonic clock, which all processes of a machine share)."""

    numbers: list[int] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)

    def at(self, revision: int) -> float:
        """When this revision, or a later one, was there. The sight of a later one is a sight of this one too."""
        return self.moments[bisect.bisect_left(self.numbers, revision)]

    def read(self, told: str) -> None:
        for line in told.splitlines():
            number, moment = line.split()
            self.numbers.append(int(number))
            self.moments.append(float(moment))


@contextmanager
def watched(database: str) -> Iterator[Seen]:
    """Revisions of this database are watched inside; afterwards it is known when each was seen."""
    seen = Seen()
    command = [sys.executable, "-m", "benchmarks.watching"]
    watcher = subprocess.Popen(
        command, env={**os.environ, "WATCHED": database}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        # The first line is what was there before.
        first = watcher.stdout.readline()
        yield seen
    finally:
        told, _nothing = watcher.communicate()
    seen.read(first + told)


def main() -> None:
    """One line for each new revision, until the input ends."""
    connection = psycopg2.connect(os.environ["WATCHED"])
    connection.autocommit = True
    before = -1
    with connection.cursor() as cursor:
        while not select.select([sys.stdin], [], [], 0.001)[0]:
            cursor.execute(NEWEST)
            (number,) = cursor.fetchone()
            if number != before:
                print(number, time.monotonic(), flush=before < 0)
                before = number


if __name__ == "__main__":
    main()
