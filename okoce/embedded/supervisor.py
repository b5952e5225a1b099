"""`make run`: engines, set-up, web, worker and beat, in this order; one Ctrl-C ends them in the other."""

import http.client
import os
import signal
import socket
import sys
import time
from http import HTTPStatus
from pathlib import Path

from okoce import environment
from okoce.embedded import engines, places, processes
from okoce.embedded.processes import Running, Service

APPLICATION = ["beat", "worker", "web", "setup"]
# Celery warns of root, because of messages that carry code; ours are JSON only.
CALM = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges", "CELERY_SKIP_CHECKS": "yes"}
LONGEST_DELAY = 30.0
PATIENCE = 30.0
STEADY = 60.0


def say(sentence: str) -> None:
    print(f"okoce: {sentence}", flush=True)  # noqa: T201 - this is what the terminal is for


def web_server() -> list[str]:
    """The web server's processes, threads and connections, as the environment says them."""
    if "WEB_WORKERS" in os.environ:
        environment.stop("WEB_WORKERS is now OKOCE_WEB_WORKERS: write that instead.")
    said = {
        "--workers": environment.whole_number("OKOCE_WEB_WORKERS", 1),
        "--blocking-threads": environment.whole_number("OKOCE_WEB_THREADS", 4),
        # The server holds back whole connections, not requests.
        "--backpressure": environment.whole_number("OKOCE_WEB_CONNECTIONS", 1024),
        # It starts with no fewer.
        "--backlog": environment.whole_number("OKOCE_WEB_BACKLOG", 1024, least=128),
    }
    return [str(word) for pair in said.items() for word in pair]


class Child:
    """A service that is started again when it ends, later and later while it does not stay up."""

    def __init__(self, home: Path, running: Running) -> None:
        self.home = home
        self.service, self.process = running
        self.since = time.monotonic()
        self.delay = 0.5
        self.due: float | None = None

    def tend(self) -> None:
        now = time.monotonic()
        processes.trim(self.service.log)
        if self.due is None and self.process.poll() is not None:
            self._plan(now)
        elif self.due is not None and now >= self.due:
            self.process = processes.start(self.home, self.service, bound=True).process
            self.since, self.due = now, None

    def _plan(self, now: float) -> None:
        self.delay = 1.0 if now - self.since > STEADY else min(self.delay * 2, LONGEST_DELAY)
        say(f"{self.service.name} ended (code {self.process.returncode}); it starts again in {self.delay:.0f} s.")
        # Whatever it started itself must not go on beside its successor.
        processes.end(self.home, [self.service.name], patience=0)
        self.due = now + self.delay


class Door:
    """Says once that the site answers, or after a while what keeps it from answering."""

    def __init__(self, host: str, port: int) -> None:
        self.address = f"http://{host}:{port}"
        self.host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - looked up, not bound
        self.port = port
        self.since = time.monotonic()
        self.next_look = 0.0
        self.complained = False
        self.status: int | None = None

    def look(self) -> None:
        now = time.monotonic()
        if self.status == HTTPStatus.OK or now < self.next_look:
            return
        self.status = self.ask()
        if self.status == HTTPStatus.OK:
            say(f"{self.address} (Ctrl-C stops everything)")
        elif not self.complained and now - self.since >= PATIENCE:
            self.complained = True
            say(self.complaint())
        # Each refusal is a line in the log.
        self.next_look = now + (1.0 if self.status else 0.0)

    def ask(self) -> int | None:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=1)
        try:
            # As from the proxy, if one is believed: else HTTPS would be asked for. Nobody else reads it.
            connection.request("GET", "/healthz", headers={"X-Forwarded-Proto": "https"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def complaint(self) -> str:
        if self.status is None:
            return f"nothing answers at {self.address}/healthz yet."
        hint = f"; does ALLOWED_HOSTS name {self.host}?" if self.status == HTTPStatus.BAD_REQUEST else "."
        return f"{self.address}/healthz answers {self.status} instead of 200{hint}"


class Supervisor:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.host = os.environ.get("HOST") or "127.0.0.1"
        self.port = environment.whole_number("PORT", 8000)
        self.web_server = web_server()
        self.concurrency = environment.whole_number("WORKER_CONCURRENCY", 2)
        self.children: list[Child] = []
        self.users = engines.users(home)
        self.has_engines = False
        self.stopping = False

    def run(self) -> None:
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self.ask_to_stop)
        try:
            self.start()
            self.watch()
        finally:
            for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(signum, signal.SIG_IGN)
            self.end()

    def ask_to_stop(self, *_: object) -> None:
        # An exception out of a handler is lost when it meets a destructor, and leaves half-written records elsewhere.
        self.stopping = True

    def goes_on(self) -> bool:
        """True; raises SystemExit once a stop was asked for. Called where nothing is half done."""
        if self.stopping:
            sys.exit(0)
        return True

    def start(self) -> None:
        processes.end(self.home, APPLICATION, patience=3)  # left over from a start that was killed
        self.refuse_taken_port()
        if places.wanted():
            self.start_engines()
        self.set_up()
        for service in (self.web(), self.worker(), self.beat()):
            self.children.append(Child(self.home, processes.start(self.home, service, bound=True)))

    def set_up(self) -> None:
        setup = processes.start(self.home, self.python("setup", "okoce.embedded.setup"), bound=True).process
        while self.goes_on() and (code := setup.poll()) is None:
            time.sleep(0.05)
        if code:
            sys.exit(1)  # it has said why

    def start_engines(self) -> None:
        said = False
        while self.goes_on() and not self.has_engines:
            with engines.guard(self.home):
                if engines.alone(self.users):
                    self.has_engines = True
                    self.children = [
                        Child(self.home, one) for one in engines.start(self.home, bound=True, going=self.goes_on)
                    ]
                    engines.share(self.users)
                elif not said:
                    say("waits for a manage.py command that is using the engines.")
                    said = True
            time.sleep(0.05)

    def watch(self) -> None:
        door = Door(self.host, self.port)
        while self.goes_on():
            door.look()
            for child in self.children:
                child.tend()
            time.sleep(0.2 if door.status else 0.05)

    def end(self) -> None:
        processes.end(self.home, APPLICATION, patience=3.2)
        if self.has_engines:
            with engines.guard(self.home):
                engines.end(self.home, patience=1.2)

    def refuse_taken_port(self) -> None:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                environment.stop(f"HOST and PORT {self.host}:{self.port} cannot be used ({error.strerror}).")

    def web(self) -> Service:
        return self.python(
            "web", "granian", "--interface", "wsgi", "--no-ws", "--host", self.host, "--port", str(self.port),
            *self.web_server, "--respawn-failed-workers", "--workers-kill-timeout", "2", "--log-level", "warning",
            "okoce.wsgi:application",
        )  # fmt: skip

    def worker(self) -> Service:
        return self.python(
            "worker", "celery", "-q", "-A", "okoce", "worker", "--pool", "threads",
            "--concurrency", str(self.concurrency), "--without-gossip", "--without-mingle", "--without-heartbeat",
        )  # fmt: skip

    def beat(self) -> Service:
        return self.python(
            "beat", "celery", "-q", "-A", "okoce.clock", "beat", "--schedule", str(self.home / "run" / "beat"),
            "--pidfile=",
        )  # fmt: skip

    def python(self, name: str, module: str, *arguments: str) -> Service:
        command = [sys.executable, "-m", module, *arguments]
        return Service(name, command, cwd=environment.BASE_DIR, environment=CALM)


def main() -> None:
    environment.read_file()
    home = environment.home()
    places.keep_private(home)
    with engines.only_supervisor(home):
        Supervisor(home).run()


if __name__ == "__main__":
    main()
