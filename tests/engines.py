"""A pytest plugin: one PostgreSQL and one Valkey for the session, in memory, up before Django reads its settings.

With OKOCE_TESTS_POOLED=yes the application reaches PostgreSQL through a pooler alone (tests/faults/test_pooler.py).
"""

import atexit
import gc
import os
import shutil

import psutil
import pytest

from okoce.embedded import engines, places
from tests import kept, pooler

HOME = kept.MEMORY / f"okoce-tests-{os.getpid()}"
KEPT = kept.place()
# Before anybody asks for its passwords.
kept.bring(KEPT, HOME)
SUPERUSER_URL = places.database_url(HOME, places.SUPERUSER)
KEYS = {"SECRET_KEY": "s" * 64, "OKOCE_NIK_HMAC_KEY": "a" * 64, "OKOCE_NIK_CIPHER_KEY": "b" * 64}
POOLED = os.environ.get("OKOCE_TESTS_POOLED") == "yes"
running, poolers = [], []


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    if not (early_config.known_args_namespace.help or early_config.known_args_namespace.version):
        sweep()
        atexit.register(end)
        HOME.mkdir(exist_ok=True)
        places.keep_private(HOME)
        start()
        # WhiteNoise warns of a missing folder, and a warning is an error.
        (HOME / "static").mkdir()
        os.environ.update(places.urls(HOME), **KEYS, OKOCE_HOME=str(HOME))
        if POOLED:
            poolers.append(pooler.Pooler(HOME).start())
            os.environ["DATABASE_URL"] = poolers[0].url
    return (yield)


def pytest_collection_finish():
    """What was imported stays: to look through it for garbage, again and again, takes a tenth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure():
    end()


def start():
    running.extend(engines.start(HOME, fast=True, bound=True))


def keep():
    """Once the migrations were applied, and nobody has a connection."""
    if kept.place() == KEPT and not KEPT.exists():
        stop()
        kept.keep(HOME, KEPT)
        start()


def pooled():
    """The addresses for a site, when it too is to reach the database through the pooler; else it has engines of its own."""
    return {name: os.environ[name] for name in places.urls(HOME)} if POOLED else {}


def sweep():
    """Memory that a killed session did not give back: its home, and what stands beside it, as a standby does."""
    for folder in kept.MEMORY.glob("okoce-tests-*"):
        session = folder.name.split("-")[2]
        if session.isdecimal() and not psutil.pid_exists(int(session)):
            engines.end(folder, patience=1)
            shutil.rmtree(folder)


def stop():
    engines.end(HOME, patience=5)
    while running:
        running.pop().process.wait()


def end():
    while poolers:
        poolers.pop().stop()
    stop()
    shutil.rmtree(HOME, ignore_errors=True)
