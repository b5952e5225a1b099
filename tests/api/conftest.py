import pytest

from tests.api.world import World


@pytest.fixture(scope="module")
def made(standing):
    """A world for all tests of a module."""
    return World()


@pytest.fixture
def world(made, db, settings):
    # Who asks everything in a minute asks more than anybody may.
    settings.RATE_LIMIT = 1_000_000
    return made
