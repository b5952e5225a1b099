import os
import signal
import time

import psutil
import pytest

from tests.faults import counting
from tests.site import SERVICES, Site, until

# Twenty thousand lines of strangers, sent to be read.
LIST = """
from okoce.accounts.roles import Role
from okoce.core.months import now, today
from participants.reconciling import loading
from tests import factories
rows = ["NIK;Nama;Tanggal Lahir;Nomor Izin;Jenis Izin;Tanggal Terbit"]
rows += [f";Orang {number};01-02-1980;81{number};NIB;05-03-2018" for number in range(20_000)]
content = "\\n".join(rows).encode()
said = {"kind": "licences", "issuer": "DPMPTSP", "as_of": today(), "at": now()}
loading.send(by=factories.user(Role.STAFF), content=content, **said)
"""
READ = "SELECT passed, state FROM participants_officiallist"
LINES = "SELECT count(*), count(DISTINCT digest) FROM participants_listline"


@pytest.fixture(scope="module")
def counted(running):
    """The shared site with ten people trained and counted."""
    counting.train(running, people=10)
    until(lambda: counting.waiting(running) == 0)
    return running


@pytest.mark.parametrize("name", SERVICES)
def test_a_killed_service_is_started_again_and_works(counted, name):
    before = counted.pids()
    killed = counted.kill(name)
    until(lambda: counted.pids()[name] not in (None, killed))
    until(lambda: counted.ready() and (name == "web" or counting.rolls_up(counted)))
    others = {other: pid for other, pid in before.items() if other != name}
    assert {other: pid for other, pid in counted.pids().items() if other != name} == others
    assert counting.counts(counted) == counting.TEN_TRAINED


def test_every_service_killed_at_once_is_started_again(counted):
    for name in SERVICES:
        counted.kill(name)
    until(lambda: counted.ready() and counting.rolls_up(counted))
    assert counting.counts(counted) == counting.TEN_TRAINED


def test_a_web_process_is_started_again_when_its_own_child_is_killed(counted):
    [child] = psutil.Process(counted.pids()["web"]).children()
    child.kill()
    until(lambda: counted.get("/sign-in/")[0] == 200)


def test_a_list_whose_worker_is_killed_half_way_is_read_to_its_end_and_each_line_once(counted):
    counted.do(LIST)
    until(lambda: counting.ask(counted, READ)[0][0] > 0)
    counted.kill("worker")
    until(lambda: counting.ask(counted, READ) == [(20_000, "read")], seconds=120)
    assert counting.ask(counted, LINES) == [(20_000, 20_000)]


def test_a_killed_supervisor_takes_its_processes_along_and_the_next_start_has_everything_once(site):
    site.start()
    counting.train(site, people=10)
    until(lambda: counting.waiting(site) == 0)
    site.kill()
    site.start()
    assert site.strays() == []
    until(lambda: counting.rolls_up(site))
    assert counting.counts(site) == counting.TEN_TRAINED
    assert site.command("roll_up", "--check").returncode == 0
    assert site.stop() == 0
    assert site.left() == []


def test_what_outlives_a_killed_supervisor_is_ended_by_the_next_start(site):
    site.start()
    # A stopped process takes no polite signal, so it is there when the next start comes.
    stopped = [site.pids()[name] for name in ("web", "worker", "beat")]
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    site.kill()
    site.start()
    assert site.strays() == []
    until(lambda: site.ready() and counting.rolls_up(site))
    assert site.stop() == 0
    assert site.left() == []


def test_a_supervisor_killed_while_it_makes_the_home_is_mended_by_the_next_start(tmp_path):
    site = Site(tmp_path / "home")
    for moment in (0.3, 0.9, 2.0):
        site.launch()
        time.sleep(moment)
        site.kill()
    site.start()
    assert site.get("/sign-in/")[0] == 200
    assert site.stop() == 0
    assert site.left() == []
