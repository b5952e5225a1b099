"""What `make run` takes: megabytes when idle, seconds to start and stop, and a fresh clone to its first page."""

import os
import shutil
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import psutil

from benchmarks.report import Report
from okoce.environment import BASE_DIR
from tests.site import SERVICES, UNSAID, Site, free_port, until

IDLE = 10

# Run inside the site: somebody of the city's staff who is signed in.
SIGNED_IN = """
from benchmarks import users
from okoce.accounts.models import User
User.objects.create(username="staff", name="staff", roles=["staff"])
print(users.session_of("staff"))
"""


def measure(report: Report, folder: Path) -> None:
    report.begin("make run")
    site = Site(folder / "idle")
    try:
        started(report, "first start, nothing there", site)
        report.number("stop", timed_stop(site), "s")
        started(report, "second start", site)
        until(site.ready, seconds=60)
        time.sleep(IDLE)
        idle(report, site)
        charts(report, site)
        report.number("stop again", timed_stop(site), "s")
    finally:
        site.remove()
    fresh_clone(report, folder / "clone")


def started(report: Report, what: str, site: Site) -> None:
    began = time.perf_counter()
    site.start()
    report.number(what, time.perf_counter() - began, "s")


def timed_stop(site: Site) -> float:
    began = time.perf_counter()
    site.stop()
    return time.perf_counter() - began


def idle(report: Report, site: Site) -> None:
    everything = family(site.supervisor.pid)
    before = sum(map(worked, everything))
    time.sleep(IDLE)
    busy = (sum(map(worked, everything)) - before) / IDLE
    for name, pid in {"supervisor": site.supervisor.pid, **site.pids()}.items():
        own = family(pid) if name in SERVICES else [psutil.Process(pid)]
        report.number(f"idle: {name}, {len(own)} processes", megabytes(own), "MB (PSS)")
    report.number(f"idle: all {len(everything)} processes", megabytes(everything), "MB (PSS)")
    report.number("idle: processor", busy * 100, "% of a core")


def charts(report: Report, site: Site) -> None:
    """The first dashboard loads the drawing library into the web process, and there it stays."""
    session = site.do(SIGNED_IN).strip()
    request = urllib.request.Request(f"{site.address}/dashboard/", headers={"Cookie": f"sessionid={session}"})  # noqa: S310 - our own address
    web = site.pids()["web"]
    before = megabytes(family(web))
    for what in ("first", "second"):
        began = time.perf_counter()
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own address
            assert b"<svg" in answer.read(), "the dashboard has no chart"
        report.number(f"the {what} dashboard of a web process", (time.perf_counter() - began) * 1000, "ms")
    after = megabytes(family(web))
    report.number("web: what the first chart added", after - before, "MB (PSS)")
    report.number("all processes after the first chart", megabytes(family(site.supervisor.pid)), "MB (PSS)")


def family(pid: int) -> list[psutil.Process]:
    """The process and what it started, without what comes and goes."""
    head = psutil.Process(pid)
    children = head.children(recursive=True)
    time.sleep(0.5)
    return [head, *(child for child in children if child.is_running())]


def megabytes(some: list[psutil.Process]) -> float:
    """What they hold, shared pages divided among those who share them."""
    return sum(process.memory_full_info().pss for process in some) / 1_000_000


def worked(process: psutil.Process) -> float:
    """Seconds of processor so far; nothing of one that is gone."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0
    return times.user + times.system


def fresh_clone(report: Report, folder: Path) -> None:
    """`git clone` and `make run` until the sign-in page answers, with the package cache as it is here."""
    if not (BASE_DIR / ".git").exists():
        print("  no git here: the fresh clone is not measured")
        return
    shutil.rmtree(folder, ignore_errors=True)
    port = free_port()
    environment = {**os.environ, **dict.fromkeys([*UNSAID, "OKOCE_HOME"], ""), "PORT": str(port)}
    began = time.perf_counter()
    subprocess.run(["git", "clone", "-q", BASE_DIR, folder], check=True)
    with (folder.with_name("clone.out")).open("w") as output:
        make = subprocess.Popen(
            ["make", "-s", "run"], cwd=folder, env=environment, stdout=output, stderr=output, process_group=0
        )
    try:
        until(lambda: make.poll() is not None or answers(f"http://127.0.0.1:{port}/sign-in/"), seconds=240)
        assert make.poll() is None, (folder.with_name("clone.out")).read_text()
        report.number("fresh clone to sign-in page, packages in the cache", time.perf_counter() - began, "s")
    finally:
        os.killpg(make.pid, signal.SIGINT)
        make.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return answer.status == 200
    except OSError:
        return False
