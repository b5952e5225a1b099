"""`manage.py` beside a running site, without one, and in every moment between."""

import os
import signal
import time

import pytest

from tests.site import Site, until


def test_a_command_works_while_the_site_runs_and_the_site_goes_on(running):
    before = running.pids()
    assert running.command("roll_up", "--check").returncode == 0
    assert running.pids() == before
    assert running.ready()


def test_two_commands_at_once_work_while_the_site_runs(running):
    both = [running.command_begun("roll_up") for _ in range(2)]
    assert [command.wait(60) for command in both] == [0, 0]
    assert running.ready()


def test_a_command_works_without_the_site_and_leaves_nothing(site):
    done = site.command("roll_up")
    assert (done.returncode, done.stdout) == (0, "0 changed keys rolled up\n")
    assert site.left() == []


def test_two_commands_at_once_share_the_engines_and_leave_nothing(site):
    both = [site.command_begun("roll_up", "--check") for _ in range(2)]
    assert [command.wait(60) for command in both] == [0, 0]
    assert site.left() == []


def test_commands_work_while_the_site_starts(site):
    commands = [site.command_begun("roll_up")]
    site.launch()
    for _ in range(4):
        time.sleep(0.3)
        commands.append(site.command_begun("roll_up"))
    assert [command.wait(60) for command in commands] == [0] * 5
    until(site.ready)
    assert site.strays() == []
    assert site.stop() == 0
    assert site.left() == []


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_command_that_is_ended_early_leaves_nothing(site, signum):
    command = site.long_command()
    command.send_signal(signum)
    assert command.wait(60) != 0
    assert site.left() == []


def test_what_a_killed_command_left_running_is_taken_over_by_the_next_start(site):
    command = site.long_command()
    os.kill(command.pid, signal.SIGKILL)
    command.wait(60)
    assert site.get("/healthz")[0] is None
    site.start()
    assert site.strays() == []
    assert site.stop() == 0
    assert site.left() == []


def test_a_command_that_refuses_says_why_and_exits_with_1(running):
    words = ["create_user", "sari", "--role", "facilitator", "--kecamatan", "99.99.99", "--password-stdin"]
    done = running.command(*words, text="kopi tubruk tanpa gula\n")
    assert done.returncode == 1
    assert "99.99.99" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["create_user", "create_token", "roll_up", "backup", "restore"])
def test_every_command_explains_itself_without_any_engine(tmp_path, command):
    site = Site(tmp_path / "home")
    done = site.command(command, "--help")
    assert (done.returncode, done.stdout[:7]) == (0, "usage: ")
    assert not (site.home / "run").exists()
