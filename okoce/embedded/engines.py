"""Both engines together: whoever needs them first starts them, whoever leaves last ends them.

Two locks in `run/`, which the kernel lets go of when their holder dies: `guard` for the moment in which somebody starts
or ends engines, `users` held (shared) for as long as somebody uses them. Nobody holds `users`: what runs is left over.
"""

import contextlib
import fcntl
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from okoce.embedded import places, postgres, processes, valkey
from okoce.environment import stop

NAMES = ["valkey", "postgres"]
SECONDS_TO_START = 60.0  # recovery after a power cut reads the whole log


def start(
    home: Path, *, fast: bool = False, bound: bool = False, going: Callable[[], bool] = lambda: True
) -> list[processes.Running]:
    """Start both and wait until they answer; whatever an earlier start left behind is ended first."""
    end(home, patience=10)
    places.open_sockets(home)
    services = [postgres.service(home, fast=fast), valkey.service(home, fast=fast)]
    running = [processes.start(home, service, bound=bound) for service in services]
    wait(home, lambda: going() and all(one.process.poll() is None for one in running))
    return running


def wait(home: Path, going: Callable[[], bool] = lambda: True) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not (postgres.ready(home) and valkey.ready(home)):
        if not going() or time.monotonic() > deadline:
            stop(f"the embedded engines do not start; {home / 'log'} says why.")
        time.sleep(0.02)


def end(home: Path, *, patience: float) -> None:
    processes.end(home, NAMES, patience=patience)
    places.close_sockets(home)


@contextlib.contextmanager
def only_supervisor(home: Path) -> Iterator[None]:
    with _lock_file(home, "supervisor") as file:
        if not alone(file):
            stop(f"it already runs on {home}; stop that one, or give OKOCE_HOME another folder.")
        yield


@contextlib.contextmanager
def guard(home: Path) -> Iterator[None]:
    with _lock_file(home, "guard") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def users(home: Path) -> IO[str]:
    return _lock_file(home, "users")


def alone(file: IO[str]) -> bool:
    """Nobody else holds this lock, and until it is shared or closed nobody else can."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def share(file: IO[str]) -> None:
    fcntl.flock(file, fcntl.LOCK_SH)


def _lock_file(home: Path, name: str) -> IO[str]:
    path = home / "run" / f"{name}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("w")


@contextlib.contextmanager
def borrowed(home: Path) -> Iterator[None]:
    """The engines for the length of a command, whether or not `make run` or another command has them up."""
    # A terminated command must pass through `finally` below.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    places.keep_private(home)
    with users(home) as file:
        with guard(home):
            if alone(file):
                start(home)
            share(file)
        wait(home)
        try:
            yield
        finally:
            with guard(home):
                if alone(file):
                    end(home, patience=10)
