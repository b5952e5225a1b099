"""A pytest plugin: one PostgreSQL and one Valkey for the session, in memory, up before Django reads its settings."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import psutil
import pytest

from okoce.embedded import engines, places

MEMORY = Path("/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir())  # noqa: S108 - HOME is ours
HOME = MEMORY / f"okoce-tests-{os.getpid()}"
SUPERUSER_URL = places.database_url(HOME, places.SUPERUSER)
KEYS = {"SECRET_KEY": "s" * 64, "OKOCE_NIK_HMAC_KEY": "a" * 64, "OKOCE_NIK_CIPHER_KEY": "b" * 64}


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    if not (early_config.known_args_namespace.help or early_config.known_args_namespace.version):
        sweep()
        atexit.register(end)
        HOME.mkdir(exist_ok=True)
        places.keep_private(HOME)
        engines.start(HOME, fast=True, bound=True)
        # WhiteNoise warns of a missing folder, and a warning is an error.
        (HOME / "static").mkdir()
        os.environ.update(places.urls(HOME), **KEYS, OKOCE_HOME=str(HOME))
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure():
    end()


def sweep():
    """Memory that a killed session did not give back."""
    for folder in MEMORY.glob("okoce-tests-*"):
        if not psutil.pid_exists(int(folder.name.rpartition("-")[2])):
            engines.end(folder, patience=1)
            shutil.rmtree(folder)


def end():
    engines.end(HOME, patience=5)
    shutil.rmtree(HOME, ignore_errors=True)
