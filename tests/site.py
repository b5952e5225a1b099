"""The real thing as its own processes: `make run` on a home and a port of its own, for tests/faults and tests/e2e."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from okoce.embedded import places, processes
from okoce.environment import BASE_DIR

SERVICES = ["postgres", "valkey", "web", "worker", "beat"]
# Said as nothing: neither this test session's servers and keys nor a developer's .env reaches the site.
UNSAID = [
    "DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_REPLICA_URL", "REDIS_URL", "SECRET_KEY", "OKOCE_NIK_HMAC_KEY",
    "OKOCE_NIK_CIPHER_KEY", "HOST", "ALLOWED_HOSTS", "OKOCE_HTTPS", "OKOCE_PROXIES", "STATIC_ROOT", "MEDIA_ROOT", "OKOCE_WEB_WORKERS",
    "OKOCE_WEB_THREADS", "OKOCE_WEB_CONNECTIONS", "OKOCE_WEB_BACKLOG", "WORKER_CONCURRENCY", "OKOCE_FIRST_MONTH",
]  # fmt: skip
SUPERVISOR = [sys.executable, "-m", "okoce.embedded.supervisor"]


def until(ask, *, seconds=60.0):
    """What `ask` answers as soon as it is true; fails when that takes longer."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s"
        time.sleep(0.05)
    return answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """One home, started and stopped as often as the test likes."""

    def __init__(self, home, *, before=(), folder=BASE_DIR, **said):
        self.home, self.folder = Path(home), folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.before = list(before)
        self.environment = {**os.environ, **dict.fromkeys(UNSAID, ""), **said, "PYTHONUNBUFFERED": "1"}
        self.environment |= {"OKOCE_HOME": str(self.home), "PORT": str(self.port)}
        self.output = self.home.with_name(f"{self.home.name}-{self.port}.out")
        self.supervisor = None
        self.errands = 0

    def start(self):
        self.launch()
        until(lambda: self.address in self.said() or self.supervisor.poll() is not None, seconds=180)
        assert self.supervisor.poll() is None, self.said()
        return self

    def launch(self):
        """Start without waiting; in a process group of its own, as a shell does."""
        self.home.mkdir(parents=True, exist_ok=True)
        with self.output.open("w") as output:
            self.supervisor = subprocess.Popen(
                [*self.before, *SUPERVISOR],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
                # A test session that is killed takes its sites along.
                preexec_fn=processes._die_with_parent(signal.SIGINT),  # noqa: PLW1509 - one thread only
            )

    def said(self):
        return self.output.read_text()

    def stop(self, signum=signal.SIGINT, *, group=False):
        """Returns the exit code."""
        (os.killpg if group else os.kill)(self.supervisor.pid, signum)
        return self.supervisor.wait(60)

    def kill(self, name=None):
        """End the service, or the supervisor itself, as a power cut does; returns its pid."""
        pid = processes.pid(self.home, name) if name else self.supervisor.pid
        os.kill(pid, signal.SIGKILL)
        if not name:
            self.supervisor.wait(60)
        return pid

    def pids(self):
        return {name: processes.pid(self.home, name) for name in SERVICES}

    def command(self, *words, text=None):
        """`manage.py` with those words, to its end."""
        return subprocess.run(
            [*self.before, sys.executable, "manage.py", *words],
            cwd=self.folder, env=self.environment, input=text, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def command_begun(self, *words):
        """The same, without waiting for it."""
        return subprocess.Popen(
            [*self.before, sys.executable, "manage.py", *words],
            cwd=self.folder, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            # Tests that run in the background ignore Ctrl-C, and their children would inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - one thread only
        )  # fmt: skip

    def long_command(self):
        """A command that has begun and would take a minute."""
        mark = self.home / "begun"
        code = f"import pathlib, time; pathlib.Path({str(mark)!r}).touch(); time.sleep(60)"
        command = self.command_begun("shell", "-c", code)
        until(mark.exists)
        return command

    def do(self, code):
        """Run Python inside the project, as a user of the site's servers; returns what it printed."""
        begin = "import django, os; os.environ['DJANGO_SETTINGS_MODULE'] = 'okoce.settings'; django.setup()\n"
        self.errands += 1
        counting = {"FACTORIES_COUNT_FROM": str(self.count_from())}
        done = subprocess.run(
            [sys.executable, "-c", begin + code],
            cwd=self.folder, env=self.environment | counting, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def count_from(self):
        """Numbers of people go on where the last errand's ended, or two people would be one."""
        return 1 + 1000 * self.errands

    def get(self, path):
        """Status and text of a page, asked for by nobody in particular; (None, "") when nobody answers."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=10) as answer:  # noqa: S310 - our own address
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read().decode()
        except OSError:
            return None, ""

    def readiness(self):
        status, text = self.get("/readyz")
        return json.loads(text) if status in (200, 503) else {}

    def ready(self):
        return self.get("/readyz")[0] == 200

    def broker_url(self):
        return self.environment["REDIS_URL"] or places.urls(self.home)["REDIS_URL"]

    def database_url(self):
        return self.environment["DATABASE_URL"] or places.database_url(self.home, places.APPLICATION)

    def left(self):
        """What is there of this home outside it and of its processes; nothing after a stop."""
        running = [" ".join(process.cmdline()) for process in self.processes()]
        records = [path.name for path in (self.home / "run").glob("*.json")]
        return running + records + [str(path) for path in [places.sockets(self.home)] if path.exists()]

    def strays(self):
        """Processes of this home that are not the running supervisor's."""
        supervisor = psutil.Process(self.supervisor.pid)
        family = [supervisor, *supervisor.children(recursive=True)]
        return [process for process in self.processes() if process not in family]

    def processes(self):
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                ours = process.environ().get("OKOCE_HOME") == str(self.home)
                # A PostgreSQL child writes its title over its environment.
                if (ours or Path(process.cwd()) == self.home / "postgres") and process.status() != "zombie":
                    found.append(process)
        return found

    def remove(self):
        """Whatever the test did, nothing of it goes on."""
        if self.supervisor and self.supervisor.poll() is None:
            self.stop()
        for process in self.processes():
            with contextlib.suppress(psutil.Error):
                process.kill()
        shutil.rmtree(places.sockets(self.home), ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)
