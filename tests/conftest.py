import contextlib
import os

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client, TransactionTestCase, override_settings
from django.utils import translation

from okoce.embedded.places import APPLICATION
from tests import engines, pristine


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Under `make hosts` a test that is left out has failed, for its reason."""
    report = yield
    if report.skipped and os.environ.get("OKOCE_NOTHING_SKIPPED") == "yes":
        report.outcome, report.longrepr = "failed", f"left out: {call.excinfo.value}"
    return report


@pytest.fixture(scope="session", autouse=True)
def quick_settings():
    """No test waits for collectstatic or for a slow hash of a password; tests/faults/ runs the real thing."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    backends = settings.STORAGES | {"staticfiles": plain}
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Each test has another database: what was answered in the one before is no answer in the next.
    with override_settings(STORAGES=backends, PASSWORD_HASHERS=hashers, COUNTS_FRESH_SECONDS=0):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """The schema by its owner, once; tests connect as the application, which may create and truncate no table."""
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)
        connections.close_all()
    engines.keep()
    statements = pristine.keep()
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: pristine.restore(statements))
    yield
    patch.undo()


@pytest.fixture
def committed_db(transactional_db):
    """What the test writes is committed, other connections and processes see it, and afterwards it is gone."""


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker):
    """What fixtures of the module make besides: each test begins with it as it was made, and after the last it is gone."""
    with django_db_blocker.unblock(), transaction.atomic():
        translation.deactivate()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def programme_may_move(django_db_setup):
    """The application only reads the programme and deletes no target: here, for once, it may do what their owner may."""
    with contextlib.closing(pristine.connect()) as server, server.cursor() as cursor:
        cursor.execute(f"GRANT INSERT, UPDATE, DELETE ON programs_programme TO {APPLICATION}")
        cursor.execute(f"GRANT DELETE ON programs_target TO {APPLICATION}")
        yield
        cursor.execute(f"REVOKE DELETE ON programs_target FROM {APPLICATION}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON programs_programme FROM {APPLICATION}")


@pytest.fixture(scope="session")
def signed_in():
    """A browser of somebody who has passed both factors: `signed_in(user).get(...)`."""

    def sign_in(user):
        browser = Client(headers={"accept-language": "en"})
        browser.force_login(user)
        session = browser.session
        session["second_factor"] = True
        session.save()
        return browser

    return sign_in


@pytest.fixture(autouse=True)
def default_language():
    """A page that one test read in English leaves no English behind."""
    translation.deactivate()


@pytest.fixture
def in_english():
    """For a test that compares sentences of verbs, which no page has put into a language."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def empty_cache():
    """Rate limits, sessions and messages of one test are none of the next one's business."""
    cache.clear()
