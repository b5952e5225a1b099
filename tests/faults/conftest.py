import shutil
import subprocess

import pytest

from okoce.embedded import engines, places, processes, valkey
from tests import kept
from tests.engines import KEPT
from tests.site import Site, until


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory):
    """A home that was started once and stopped, for tests to copy: a second start is four times as quick."""
    site = Site(tmp_path_factory.mktemp("prepared") / "home")
    # With the tables, if they are kept: tests of first starts make their own.
    kept.bring(KEPT, site.home)
    site.start()
    site.stop()
    yield site.home
    site.remove()


@pytest.fixture(scope="session")
def copied(prepared_home):
    def copy(home):
        # Not shutil.copytree: the server's files belong to the server's user.
        subprocess.run(["cp", "-a", prepared_home, home], check=True)
        return home

    return copy


@pytest.fixture
def site(tmp_path, copied):
    """A stopped site of the test's own."""
    site = Site(copied(tmp_path / "home"))
    yield site
    site.remove()


@pytest.fixture(scope="module")
def running(tmp_path_factory, copied):
    """A running site that the tests of a file share: each leaves it running."""
    site = Site(copied(tmp_path_factory.mktemp("shared") / "home"))
    yield site.start()
    site.remove()
    shutil.rmtree(site.home.parent, ignore_errors=True)


class Servers:
    """A home whose engines play the real servers of another home's site."""

    def __init__(self, home):
        self.home = home
        self.urls = places.urls(home)

    def start(self):
        self.started = engines.start(self.home, bound=True)

    def stop(self):
        engines.end(self.home, patience=5)
        for one in self.started:
            one.process.wait()

    def stop_broker(self):
        processes.end(self.home, ["valkey"], patience=5)

    def start_broker(self):
        self.started.append(processes.start(self.home, valkey.service(self.home, fast=False), bound=True))
        until(lambda: valkey.ready(self.home))


@pytest.fixture(scope="module")
def servers(tmp_path_factory, copied):
    servers = Servers(copied(tmp_path_factory.mktemp("servers") / "home"))
    servers.start()
    yield servers
    servers.stop()
    shutil.rmtree(servers.home.parent)
