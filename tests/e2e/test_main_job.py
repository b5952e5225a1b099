"""From a facilitator's evening to the city's numbers: thirty people, the real worker, and what may go wrong on the way."""

import datetime
import os
import signal

import pytest
import redis
from playwright.sync_api import expect

from okoce.core.months import Month, today
from tests.e2e import job
from tests.site import until

YESTERDAY = today() - datetime.timedelta(days=1)
MONTH = Month.of(YESTERDAY)
NEW = ["Ani Satu", "Bayu Dua", "Citra Tiga", "Dodi Empat", "Eka Lima"]


@pytest.fixture
def desk(window):
    """What the verifier sees."""
    return window("budi").page


@pytest.fixture
def city(window):
    """What the city's staff sees."""
    return window("rina").page


def moved(before, city):
    """By how much each number is another than before."""
    after = job.numbers(job.summary(city, MONTH))
    return {name: after[name] - before[name] for name in after}


JOB = {"month": 30, "programme": 30, "registered": 30, "trained": 30, "trainings": 1}
NOTHING = dict.fromkeys(JOB, 0)


def shown(city):
    """The two numbers of the dashboard's head, and the jobs, each with its target."""
    city.goto(f"/dashboard/?month={MONTH}&definition={job.DEFINITION}")
    blocks = [city.locator(f'[data-block="{name}"]') for name in ("month", "programme", "jobs")]
    return [
        (block.locator(".figure-value").inner_text(), block.locator("figcaption").inner_text().partition(" = ")[0])
        for block in blocks
    ]


def test_thirty_people_from_signing_in_to_the_citys_numbers(site, window, desk, city):
    before = job.numbers(job.summary(city, MONTH))
    others = job.known(site, YESTERDAY, people=25, born="1990-01-01")

    hall = window("sari").page
    job.log_training(hall, YESTERDAY)
    job.register(hall, NEW, born="1991-05-05")
    job.find_and_add(hall, others, listed=5)
    job.mark(hall, "Ani Satu", "Late")
    job.hand_in(hall, 30)

    job.approve(desk, 30)

    until(lambda: moved(before, city) == JOB, seconds=15)
    told = job.summary(city, MONTH)
    assert (told["headline"]["month"]["target"], told["headline"]["programme"]["target"]) == (4000, 200_000)
    values = [told["headline"][of]["value"] for of in ("month", "programme")]
    assert shown(city) == [
        (f"{values[0]:,}", f"{values[0]:,} of 4,000"),
        (f"{values[1]:,}", f"{values[1]:,} of 200,000"),
        ("0", "0 of 40,000"),
    ]
    expect(city.get_by_text("nothing waits to be counted")).to_be_visible()
    assert site.command("roll_up", "--check").returncode == 0


def test_a_worker_killed_between_approval_and_roll_up_changes_no_number(site, desk, city):
    before = job.numbers(job.summary(city, MONTH))
    worker = site.pids()["worker"]
    os.kill(worker, signal.SIGSTOP)  # so that it cannot be quicker than the kill
    job.handed_in(site, YESTERDAY, people=30, place="Aula sesudah mati", born="1992-02-02")
    job.approve(desk, 30, place="Aula sesudah mati")
    assert moved(before, city) == NOTHING
    os.kill(worker, signal.SIGKILL)
    until(lambda: moved(before, city) == JOB)
    assert site.pids()["worker"] != worker
    assert site.command("roll_up", "--check").returncode == 0


def test_a_broker_that_forgot_everything_changes_no_number(site, desk, city):
    before = job.numbers(job.summary(city, MONTH))
    worker = site.pids()["worker"]
    os.kill(worker, signal.SIGSTOP)
    job.handed_in(site, YESTERDAY, people=30, place="Aula yang lupa", born="1993-03-03")
    job.approve(desk, 30, place="Aula yang lupa")
    with redis.from_url(site.broker_url()) as broker:
        broker.flushall()
    assert moved(before, city) == NOTHING
    os.kill(worker, signal.SIGCONT)
    until(lambda: moved(before, city) == JOB)
    assert site.command("roll_up", "--check").returncode == 0
