"""Load on a server of this machine. wrk makes it: a compiled program leaves the cores to the server that it measures."""

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

RATE = re.compile(r"^Requests/sec:\s+([\d.]+)$", re.MULTILINE)
REQUESTS = re.compile(r"^\s+(\d+) requests in ", re.MULTILINE)
PART = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s|m)\s*$", re.MULTILINE)
REFUSED = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (?!connect 0, read 0, write 0)(.+)")
SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}


@dataclass(frozen=True)
class Ask:
    """A request, to be sent over and over on so many connections."""

    url: str
    headers: Mapping[str, str]
    connections: int
    body: str = ""
    # Instead of a body: in the program's language, what makes another request each time.
    request: str = ""

    @property
    def script(self) -> str:
        """The request in the program's own language, whose texts are written as JSON's."""
        lines = [f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in self.headers.items()]
        if self.body:
            lines += ['wrk.method = "POST"', f"wrk.body = {json.dumps(self.body)}"]
        return "\n".join([*lines, *filter(None, [self.request])])


@dataclass(frozen=True)
class Load:
    """How many requests a second were answered, within how many seconds 99 in 100 and half of them were, and how many there were."""

    rate: float
    p99: float
    requests: int
    # Seconds of processor that the server worked meanwhile.
    worked: float = 0
    median: float = 0


def loaded(ask: Ask, *, seconds: float, worked: Callable[[], float] = float) -> Load:
    """Ask for that long; `worked` says what the server has worked so far.

    Fails when wrk is missing or an answer was a refusal.
    """
    assert ask.url.startswith("http://127.0.0.1:"), "load is for this machine alone"
    assert shutil.which("wrk"), "the bench needs wrk: apt-get install wrk"
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(ask.script)
        script.flush()
        # Who answers one request in many seconds is slow, and gives no error.
        command = ["wrk", "-t1", f"-c{ask.connections}", f"-d{seconds:g}s", "--latency", "--timeout", "60s"]
        before = worked()
        done = subprocess.run(
            [*command, "-s", script.name, ask.url], capture_output=True, text=True, timeout=seconds + 120, check=True
        )
    return replace(read(done.stdout), worked=worked() - before)


def read(told: str) -> Load:
    """From what wrk prints; fails when it tells of refusals."""
    assert not REFUSED.search(told), told
    within = {part: float(number) * SECONDS[unit] for part, number, unit in PART.findall(told)}
    rate, requests = float(RATE.search(told)[1]), int(REQUESTS.search(told)[1])
    return Load(rate=rate, p99=within["99"], requests=requests, median=within["50"])


def in_turns(
    asks: dict[str, Ask], *, turns: int, seconds: float, worked: Callable[[], float] = float
) -> dict[str, list[Load]]:
    """The loads of each, one after the other and again: what slows the machine slows them all."""
    taken = {name: [] for name in asks}
    for _ in range(turns):
        for name, ask in asks.items():
            taken[name].append(loaded(ask, seconds=seconds, worked=worked))
    return taken


def ratios(loads: list[Load], others: list[Load], *, of: Callable[[Load], float]) -> list[float]:
    """In each turn, how many times as much."""
    return [of(load) / of(other) for load, other in zip(loads, others, strict=True)]
