import pytest
from django.db import transaction

from tests.api.world import World


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """A world for all tests of a module, each of which begins with it as it was made."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(made, db, settings):
    # Who asks everything in a minute asks more than anybody may.
    settings.RATE_LIMIT = 1_000_000
    return made
