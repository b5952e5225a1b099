import json
import subprocess
import sys

import psutil
import pytest

from okoce.embedded import processes
from okoce.embedded.processes import Service
from tests.site import until

SLEEPS = "import time; time.sleep(60)"
POLITE = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(print("goodbye")))
print("ready", flush=True)
time.sleep(60)
"""
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
PARENT = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {SLEEPS!r}]); time.sleep(60)"


@pytest.fixture
def run(tmp_path):
    """Starts Python with that code as the service `sleeper`; afterwards none of them is left."""
    begun = []

    def start(code, **said):
        service = Service("sleeper", [sys.executable, "-c", code], log=tmp_path / "sleeper.log", **said)
        begun.append(processes.start(tmp_path, service, bound=True).process)
        return begun[-1]

    yield start
    for process in begun:
        process.kill()
        process.wait()


def test_a_service_is_ended_politely_and_its_record_goes(run, tmp_path):
    process, log = run(POLITE), tmp_path / "sleeper.log"
    until(lambda: "ready" in log.read_text())
    assert processes.pid(tmp_path, "sleeper") == process.pid
    processes.end(tmp_path, ["sleeper"], patience=10)
    assert log.read_text() == "ready\ngoodbye\n"
    assert processes.pid(tmp_path, "sleeper") is None


def test_a_service_that_hears_no_polite_word_is_killed(run, tmp_path):
    process = run(DEAF)
    until(lambda: "deaf" in (tmp_path / "sleeper.log").read_text())
    processes.end(tmp_path, ["sleeper"], patience=0.1)
    assert not psutil.pid_exists(process.pid)


def test_what_a_killed_service_started_is_ended_too(run, tmp_path):
    process = run(PARENT)
    [child] = until(psutil.Process(process.pid).children)
    process.kill()
    process.wait()
    processes.end(tmp_path, ["sleeper"], patience=1)
    until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_what_works_in_the_folder_of_a_killed_service_is_ended_too(run, tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    # A session of its own, as PostgreSQL's children have.
    process = run(PARENT.replace("Popen([", "Popen(start_new_session=True, args=["), cwd=folder)
    [child] = until(psutil.Process(process.pid).children)
    process.kill()
    process.wait()
    processes.end(tmp_path, ["sleeper"], patience=1)
    until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_a_number_that_went_to_a_stranger_is_left_alone(tmp_path):
    with subprocess.Popen([sys.executable, "-c", SLEEPS]) as stranger:
        record = {"pid": stranger.pid, "created": 1.0, "command": ["valkey-server"], "signals": [15, 9]}
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "sleeper.json").write_text(json.dumps(record))
        processes.end(tmp_path, ["sleeper"], patience=1)
        assert stranger.poll() is None
        stranger.kill()
    assert processes.pid(tmp_path, "sleeper") is None


def test_a_long_log_is_started_anew_under_whoever_writes_it(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "LOG_LIMIT", 10)
    log = tmp_path / "postgres.log"
    with log.open("a") as writer:
        writer.write("twelve bytes")
        writer.flush()
        processes.trim(log)
        writer.write("more")
    assert (log.read_text(), (tmp_path / "postgres.log.1").read_text()) == ("more", "twelve bytes")


def test_a_log_that_is_short_or_not_there_is_left_alone(tmp_path):
    log = tmp_path / "postgres.log"
    processes.trim(log)
    log.write_text("short")
    processes.trim(log)
    assert [path.name for path in tmp_path.iterdir()] == ["postgres.log"]
