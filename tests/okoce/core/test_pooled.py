"""Behind a pooler that gives each transaction another session of the database (docs/decisions/0044)."""

import pytest
from django.db import connection, transaction
from django.forms import ModelChoiceField

from okoce.core.alone import alone
from okoce.core.months import now
from okoce.core.patience import briefly
from okoce.core.streaming import streamed
from participants.models import Participant
from programs.models import Kecamatan
from reports import checking
from tests import pooler, pristine
from tests.engines import HOME
from tests.factories import attend, meeting, people, training, verified
from tests.reports.reading import counted
from tests.site import until
from tests.together import together

pytestmark = pytest.mark.skipif(not pooler.PROGRAM, reason=pooler.MISSING)


@pytest.fixture(scope="module")
def one():
    one = pooler.Pooler(HOME).start()
    yield one
    one.stop()


@pytest.fixture(autouse=True)
def pooled(one, committed_db, monkeypatch):
    """The application's connection leads to the pooler."""
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", str(one.folder))
    monkeypatch.setitem(connection.settings_dict, "PORT", str(pooler.PORT))
    yield
    connection.close()


def told(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


SETTINGS = ["lock_timeout", "default_transaction_isolation", "TimeZone"]


def test_each_transaction_has_another_session_and_each_session_says_what_the_site_says():
    # The pooler makes more than the first within a second.
    until(lambda: len({told("SELECT pg_backend_pid()") for _transaction in range(4)}) == 4, seconds=10)
    assert {tuple(told(f"SHOW {name}") for name in SETTINGS) for _transaction in range(4)} == {
        ("20s", "read committed", "UTC")
    }


def test_who_is_alone_stays_so_over_many_transactions_and_nobody_is_afterwards():
    def is_free():
        with alone("a test") as free:
            return free

    with alone("a test") as free:
        assert free
        assert {together(is_free)[0] for _transaction in range(10)} == {False}
    assert is_free()
    assert told("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0


def test_who_lost_the_lock_with_its_connection_makes_room_for_the_next():
    with alone("a test"):
        with pristine.connect() as server, server.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'")
        server.close()
        with alone("a test") as free:
            assert free


def test_a_list_of_choices_and_rows_in_parts_have_their_rows_from_one_session():
    choices = ModelChoiceField(Kecamatan.objects.all(), empty_label=None).choices
    assert len([*choices]) == 44
    with transaction.atomic():
        assert len([*streamed(Kecamatan.objects.values_list("code"), 10)]) == 44


def test_the_patience_of_a_request_ends_with_it():
    with transaction.atomic():
        with briefly():
            assert told("SHOW lock_timeout") == "3s"
        assert told("SHOW lock_timeout") == "20s"


def test_ten_people_trained_are_counted_once():
    one = training(meeting("2018-03-05"))
    attend(one, *people(10, on="2018-03-05"))
    verified(one)
    assert Participant.objects.count() == 10
    assert counted("trained") == ["2018-03 31.74.01 female 25-34: 10"]
    assert checking.check(at=now()).differences == 0
