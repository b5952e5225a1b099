"""From the approving click to the rollups: with the worker running, and when the broker lost every message."""

import http.client
import os
import random
import signal
import time
import uuid
from pathlib import Path
from urllib.parse import urlencode

import redis
from django.conf import settings
from django.db import connection

from benchmarks import users
from benchmarks.data import Size, waiting
from benchmarks.databases import at
from benchmarks.report import Report
from benchmarks.serving import sited
from benchmarks.timing import Times
from okoce.embedded import processes
from tests.site import Site

ROLLED = "SELECT EXISTS (SELECT FROM reports_ledger WHERE source_id = %s)"
TOKEN = "t" * 32
# Whoever clicks has the answer by then, and the rollups have the approval soon after: in so many times as long.
RATIO = 4


class Clicker:
    """A verifier's browser on the running site."""

    def __init__(self, site: Site, session: str):
        self.http = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def approve(self, training: uuid.UUID) -> None:
        # What was loaded has no files, which the desk asks to be looked at twice.
        form = {"csrfmiddlewaretoken": TOKEN, "version": 1, "decision": "approved", "all_the_same": "on"}
        self.http.request("POST", f"/verification/{training}/", urlencode(form), self.headers)
        answer = self.http.getresponse()
        answer.read()
        assert answer.status == 302, f"the click answers {answer.status}"


def measure(report: Report, home: Path, size: Size, *, clicks: int, losses: int) -> None:
    report.begin(f"from click to rollups at {size}")
    trainings = iter(waiting(size))
    with at(size.database), sited(home, size.database) as site:
        clicker = Clicker(site, users.session_of(users.VERIFIER))
        clicked(report, clicker, [next(trainings) for _ in range(clicks)])
        broker_lost(report, site, clicker, [next(trainings) for _ in range(losses)])


def clicked(report: Report, clicker: Clicker, trainings: list[uuid.UUID]) -> None:
    pick, answered, rolled = random.Random(2018), [], []
    for number, training in enumerate(trainings):
        time.sleep(pick.uniform(0, 0.2))
        began = time.perf_counter()
        clicker.approve(training)
        answer = time.perf_counter() - began
        wait_for(training)
        if number:  # the first only wakes the web process
            answered.append(answer)
            rolled.append(time.perf_counter() - began)
    to_answer, to_rollups = Times(tuple(answered)), Times(tuple(rolled))
    report.times("click to answer", to_answer)
    report.times("click to rollups, worker running", to_rollups)
    report.at_most(RATIO, "click to rollups, to the answer", to_rollups.median / to_answer.median)


def wait_for(training: uuid.UUID) -> None:
    with connection.cursor() as cursor:
        while True:
            cursor.execute(ROLLED, [training])
            if cursor.fetchone()[0]:
                return
            time.sleep(0.001)


def broker_lost(report: Report, site: Site, clicker: Clicker, trainings: list[uuid.UUID]) -> None:
    """The broker drops its clients and, after the click, all it holds; only the next tick of beat can help."""
    worker = processes.pid(site.home, "worker")
    pick, rolled = random.Random(2018), []
    with redis.Redis(unix_socket_path=settings.REDIS_URL.removeprefix("unix://")) as broker:
        for training in trainings:
            time.sleep(pick.uniform(0, 5))
            # Stopped, the worker can take nothing off the queue between the click and the loss.
            os.kill(worker, signal.SIGSTOP)
            broker.client_kill_filter(_type="normal", skipme=True)
            began = time.perf_counter()
            clicker.approve(training)
            broker.flushall()
            os.kill(worker, signal.SIGCONT)
            wait_for(training)
            rolled.append(time.perf_counter() - began)
    report.times("click to rollups, the broker lost every message", Times(tuple(rolled)))
