"""A source whose own rows make it fail stands alone, and is tried again (docs/counting.md)."""

import pytest
from django.db import Error

from reports import rollup, tasks
from reports.models import ChangedKey, LedgerEntry, MonthlyCount, Quarantine
from tests.factories import ELSEWHERE, HOME, attend, people, person, submitted, training, verified
from tests.reports.reading import counted, entries, revisions, rolled
from tests.reports.refusing import refusing, refusing_ledger

pytestmark = pytest.mark.usefixtures("committed_db")


def test_a_source_that_fails_stands_alone_and_the_others_go_on():
    sick = people(7)[3]
    with refusing_ledger(sick):
        assert counted("registered") == ["2018-03 31.74.01 female 25-34: 6"]
    assert list(Quarantine.objects.values_list("source_kind", "source_id")) == [("participant", sick.pk)]


def test_the_error_names_its_kind_and_nothing_of_the_row():
    with refusing_ledger(person()):
        rollup.drain()
    assert Quarantine.objects.get().error == "InternalError P0001"


def test_it_heals_with_its_next_change():
    sick = person()
    with refusing_ledger(sick):
        rollup.drain()
    sick.save()
    assert counted("registered") == ["2018-03 31.74.01 female 25-34: 1"]
    assert Quarantine.objects.count() == 0


def test_it_heals_with_a_rebuild():
    with refusing_ledger(person()):
        rollup.drain()
    assert rollup.rebuild() == 1
    assert rolled("registered") == ["2018-03 31.74.01 female 25-34: 1"]
    assert Quarantine.objects.count() == 0


def test_since_is_the_first_failure():
    sick = person()
    with refusing_ledger(sick):
        rollup.drain()
        since = Quarantine.objects.get().since
        sick.save()
        rollup.drain()
    assert Quarantine.objects.get().since == since


def test_it_is_tried_again_with_the_reason_of_the_first_time():
    with refusing_ledger(person()):
        rollup.drain()
    tasks.retry()
    tasks.roll_up()
    assert rolled("registered") == ["2018-03 31.74.01 female 25-34: 1"]
    assert LedgerEntry.objects.get().reason == "person registered"
    assert LedgerEntry.objects.get().change is not None
    assert Quarantine.objects.count() == 0


def test_a_cell_that_takes_no_sum_sets_its_sources_apart():
    people(3, lives_in=HOME)
    away = person(lives_in=ELSEWHERE)
    with refusing("reports_monthlycount", f"NEW.kecamatan = '{ELSEWHERE}'"):
        rollup.drain()
    assert entries("registered") == ["2018-03 in 2018-03: +1"] * 3
    assert rolled("registered") == ["2018-03 31.74.01 female 25-34: 3"]
    assert list(Quarantine.objects.values_list("source_id", flat=True)) == [away.pk]


def test_a_sum_that_is_too_large_is_such_a_cell():
    person()
    rollup.drain()
    MonthlyCount.objects.update(value=2**63 - 1)
    sick = person()
    rollup.drain()
    assert list(Quarantine.objects.values_list("source_id", "error")) == [(sick.pk, "DataError 22003")]
    assert rollup.rebuild() == 1
    assert rolled("registered") == ["2018-03 31.74.01 female 25-34: 2"]


def test_a_key_that_cannot_be_looked_up_stands_alone(monkeypatch):
    done, sick = (submitted(attend(training(), one)) for one in people(2))
    rollup.drain()
    divided = "JOIN participants_attendance a ON a.session_id = session.id"
    assert divided in rollup.EXPAND
    broken = rollup.EXPAND.replace(divided, f"{divided} AND 1 / (changed.key <> '{sick.pk}')::int = 1")
    with monkeypatch.context() as patch:
        patch.setattr(rollup, "EXPAND", broken)
        for one in (done, sick):
            verified(one)
        assert counted("trained") == ["2018-03 31.74.01 female 25-34: 1"]
    assert list(Quarantine.objects.values_list("source_kind", "source_id")) == [("roster", sick.pk)]
    rollup.retry()
    assert counted("trained") == ["2018-03 31.74.01 female 25-34: 2"]
    assert Quarantine.objects.count() == 0


def test_one_that_takes_too_long_stands_alone(monkeypatch):
    monkeypatch.setattr(rollup, "PATIENCE", "200ms")
    slow, _quick = people(2)
    with refusing_ledger(slow, error="PERFORM pg_sleep(30);"):
        assert counted("registered") == ["2018-03 31.74.01 female 25-34: 1"]
    assert list(Quarantine.objects.values_list("source_id", "error")) == [(slow.pk, "OperationalError 57014")]


@pytest.mark.parametrize("state", ["55P03", "40P01", "53100", "57P01", "25006", "42501"])
def test_what_is_no_fault_of_a_source_sets_nothing_apart_and_loses_nothing(state):
    """A lock, a full disk, a restart, a standby: the next drain finds every key."""
    sick = person()
    with refusing_ledger(sick, error=f"RAISE EXCEPTION 'not now' USING ERRCODE = '{state}';"):
        with pytest.raises(Error):
            rollup.drain()
    assert (Quarantine.objects.count(), ChangedKey.objects.count(), revisions()) == (0, 2, [])
    assert counted("registered") == ["2018-03 31.74.01 female 25-34: 1"]


def test_a_batch_of_nothing_but_failures_writes_no_revision():
    with refusing_ledger(person()):
        rollup.drain()
    assert revisions() == []
