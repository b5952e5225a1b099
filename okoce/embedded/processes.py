"""Starting processes so that they can be found again, and ending exactly those."""

import contextlib
import ctypes
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NamedTuple

import psutil

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 5_000_000


@dataclass(frozen=True)
class Service:
    name: str
    command: list[str]
    # What ends it: politely, then at once.
    signals: tuple[signal.Signals, signal.Signals] = (signal.SIGTERM, signal.SIGKILL)
    log: Path | None = None
    cwd: Path | None = None
    user: int | None = None
    environment: dict[str, str] = field(default_factory=dict)


class Running(NamedTuple):
    service: Service
    process: subprocess.Popen[bytes]


def start(home: Path, service: Service, *, bound: bool) -> Running:
    """Start it in a session of its own, so that Ctrl-C reaches it only through us; `bound` to our life or not."""
    with _output(service.log) as output:
        process = subprocess.Popen(  # noqa: S603 - the commands are our own
            service.command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=service.cwd,
            env={**os.environ, **service.environment, "OKOCE_HOME": str(home)},
            start_new_session=True,
            preexec_fn=_die_with_parent(service.signals[0]) if bound else None,  # noqa: PLW1509 - one thread only
            **as_user(service.user),
        )
    created = psutil.Process(process.pid).create_time()
    record = {"pid": process.pid, "created": created, "command": service.command, "signals": service.signals}
    if service.cwd and service.cwd.is_relative_to(home):
        record["folder"] = str(service.cwd)
    path = _record_path(home, service.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record))
    return Running(service, process)


def _output(log: Path | None) -> AbstractContextManager[IO[bytes] | None]:
    if not log:
        return contextlib.nullcontext()
    log.parent.mkdir(parents=True, exist_ok=True)
    return log.open("ab")


def trim(log: Path | None) -> None:
    """Start a log that has grown long anew and keep the one before it; whoever writes to it need not know."""
    if log and log.exists() and log.stat().st_size > LOG_LIMIT:
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)


def as_user(user: int | None) -> dict[str, Any]:
    return {} if user is None else {"user": user, "group": pwd.getpwuid(user).pw_gid, "extra_groups": []}


def _die_with_parent(signum: signal.Signals) -> Callable[[], None] | None:
    """On Linux the kernel ends a child whose parent was killed; elsewhere the next start reaps it."""
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def prepare() -> None:
        prctl(PR_SET_PDEATHSIG, signum)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return prepare


def pid(home: Path, name: str) -> int | None:
    path = _record_path(home, name)
    return int(json.loads(path.read_text())["pid"]) if path.exists() else None


def _record_path(home: Path, name: str) -> Path:
    return home / "run" / f"{name}.json"


def _leader(record: dict[str, Any]) -> psutil.Process | None:
    """The recorded process if it still runs: the pid alone may have gone to a stranger."""
    try:
        process = psutil.Process(record["pid"])
        # The clock may have been set since; two seconds are nothing beside the reuse of a pid with the same command.
        same = abs(process.create_time() - record["created"]) < 2 and process.cmdline() == record["command"]
    except psutil.Error:
        return None
    return process if same and process.status() != psutil.STATUS_ZOMBIE else None


def _left_behind(home: Path, records: list[dict[str, Any]]) -> Iterator[psutil.Process]:
    """What our services started and did not end: in the process group of one of them, or in its own folder."""
    groups = {record["pid"] for record in records}
    folders = {record["folder"] for record in records if "folder" in record}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            ours = os.getpgid(process.pid) in groups and process.environ().get("OKOCE_HOME") == str(home)
            # PostgreSQL's children lead groups of their own and write their titles over their environment.
            if ours or process.cwd() in folders:
                yield process


def end(home: Path, names: list[str], *, patience: float) -> None:
    """End the recorded services together: a polite signal, then the other, then whatever is left of their groups."""
    paths = [path for name in names if (path := _record_path(home, name)).exists()]
    records = [json.loads(path.read_text()) for path in paths]
    for attempt, seconds in enumerate((patience, 1.0)):
        alive = [(process, record) for record in records if (process := _leader(record))]
        for process, record in alive:
            _send(process, record["signals"][attempt])
        psutil.wait_procs([process for process, _ in alive], timeout=seconds)
    left = list(_left_behind(home, records))
    for process in left:
        _send(process, signal.SIGKILL)
    psutil.wait_procs(left, timeout=1.0)
    for path in paths:
        path.unlink()


def _send(process: psutil.Process, signum: int) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(signum)
