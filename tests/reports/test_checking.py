"""The recount finds whatever was tampered with (docs/counting.md)."""

from contextlib import closing

import pytest
from django.core.management import call_command

from okoce.core.months import now
from okoce.core.snapshot import snapshot
from participants.models import Participant
from reports import checking, rollup
from reports.models import ChangedKey, Check, LedgerEntry, MonthlyCount, Quarantine
from tests import pristine
from tests.factories import ELSEWHERE, attend, meeting, people, person, training, verified
from tests.reports.reading import entries, rolled
from tests.reports.refusing import refusing_ledger
from tests.together import together

pytestmark = pytest.mark.usefixtures("committed_db")

ONE = "ctid = (SELECT min(ctid) FROM {table} WHERE metric = 'registered')"
ENTRY = f"UPDATE reports_ledger SET {{}} WHERE {ONE.format(table='reports_ledger')}"
CELL = f"UPDATE reports_monthlycount SET {{}} WHERE {ONE.format(table='reports_monthlycount')}"
COPIED = "metric, month, posting_month, kecamatan, gender, age_band, vintage, value"

TAMPERED = {
    "ledger: delta": ENTRY.format("delta = 2"),
    "ledger: metric": ENTRY.format("metric = 'trained'"),
    "ledger: month": ENTRY.format("month = '2018-02-01'"),
    "ledger: posting month": ENTRY.format("posting_month = '2018-04-01'"),
    "ledger: kecamatan": ENTRY.format("kecamatan = '31.74.02'"),
    "ledger: gender": ENTRY.format("gender = 'unknown'"),
    "ledger: age band": ENTRY.format("age_band = '55-'"),
    "ledger: source": ENTRY.format("source_id = gen_random_uuid()"),
    "ledger: another source's": ENTRY.format(
        "source_id = (SELECT max(other.source_id::text)::uuid FROM reports_ledger other"
        " WHERE other.source_kind = 'participant' AND other.source_id <> reports_ledger.source_id)"
    ),
    "ledger: kind of source": ENTRY.format("source_kind = 'training'"),
    "ledger: an unknown kind of source": ENTRY.format("source_kind = 'nobody'"),
    "ledger: revision": ENTRY.format("revision_id = 2"),
    "ledger: an entry removed": f"DELETE FROM reports_ledger WHERE {ONE.format(table='reports_ledger')}",
    "ledger: an entry twice": """
        INSERT INTO reports_ledger (source_kind, source_id, metric, month, posting_month, kecamatan, gender, age_band, vintage,
                                    delta, reason, revision_id)
        SELECT source_kind, source_id, metric, month, posting_month, kecamatan, gender, age_band, vintage, delta, reason, revision_id
        FROM reports_ledger LIMIT 1""",
    "ledger: entries of nobody, rolled up": """
        INSERT INTO reports_ledger (source_kind, source_id, metric, month, posting_month, kecamatan, gender, age_band, vintage,
                                    delta, reason, revision_id)
        SELECT 'nobody', gen_random_uuid(), metric, month, posting_month, kecamatan, gender, age_band, vintage, 1, '', 1
        FROM reports_ledger WHERE metric = 'registered' LIMIT 1;
        UPDATE reports_revision SET entries = entries + 1 WHERE number = 1;
        DELETE FROM reports_monthlycount;
        INSERT INTO reports_monthlycount (metric, month, posting_month, kecamatan, gender, age_band, vintage, value)
        SELECT metric, month, posting_month, kecamatan, gender, age_band, vintage, sum(delta) FROM reports_ledger
        GROUP BY 1, 2, 3, 4, 5, 6, 7""",
    "rollup: value": CELL.format("value = value + 1"),
    "rollup: zero": CELL.format("value = 0"),
    "rollup: metric": CELL.format("metric = 'trained', kecamatan = '31.74.02'"),
    "rollup: month": CELL.format("month = '2018-02-01'"),
    "rollup: posting month": CELL.format("posting_month = '2018-04-01'"),
    "rollup: kecamatan": CELL.format("kecamatan = '31.74.02'"),
    "rollup: gender": CELL.format("gender = 'unknown'"),
    "rollup: age band": CELL.format("age_band = 'unknown'"),
    "rollup: a row removed": f"DELETE FROM reports_monthlycount WHERE {ONE.format(table='reports_monthlycount')}",
    "rollup: a row too many": f"""
        INSERT INTO reports_monthlycount ({COPIED})
        SELECT {COPIED.replace("kecamatan", "'31.74.02'")} FROM reports_monthlycount LIMIT 1""",
    "revision: one removed": "DELETE FROM reports_revision WHERE number = 1",
    "revision: number": "UPDATE reports_revision SET number = 3 WHERE number = 2",
    "revision: entries": "UPDATE reports_revision SET entries = 7 WHERE number = 1",
    "facts: sex": "UPDATE participants_participant SET sex = 'unknown'",
    "facts: a year of birth": "UPDATE participants_participant SET birth_date = NULL, birth_year = 1950",
    "facts: a day of registration": "UPDATE participants_participant SET registered_on = '2018-05-01'",
    "facts: a residence": "UPDATE participants_residence SET kecamatan_id = NULL",
    "facts: an identity": "UPDATE participants_participant SET nik_sealed = NULL, nik_fingerprint = NULL",
    "facts: a person removed": "DELETE FROM participants_participant",
    "facts: a status": "UPDATE participants_attendance SET status = 'absent'",
    "facts: an attendance removed": """
        DELETE FROM participants_attendance WHERE ctid = (SELECT min(ctid) FROM participants_attendance)""",
    "facts: a session's day": "UPDATE programs_trainingsession SET held_on = '2018-05-01'",
    "facts: a session's hours": "UPDATE programs_trainingsession SET ends_at = starts_at + interval '20 minutes'",
    "facts: a session's state": "UPDATE programs_trainingsession SET state = 'cancelled'",
    "facts: a training's state": "UPDATE programs_training SET state = 'submitted'",
    "facts: a training's kecamatan": f"UPDATE programs_training SET kecamatan_id = '{ELSEWHERE}'",
}


@pytest.fixture
def superuser():
    """Somebody with every right, at whose statements no trigger and no foreign key looks."""
    with closing(pristine.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    """Two revisions with every metric in them, made once and laid aside."""
    with django_db_blocker.unblock():
        verified(attend(training(), *people(10), person(sex="male", lives_in=ELSEWHERE)))
        rollup.drain()
        person(on="2018-03-06")
        rollup.drain()
        return pristine.keep(schema="counted")


@pytest.fixture
def counted(kept):
    pristine.restore(kept)


def checked() -> int:
    """How the command ends."""
    with pytest.raises(SystemExit) as end:
        call_command("roll_up", check=True)
    return end.value.code


def test_nothing_differs(counted):
    assert checked() == 0


@pytest.mark.parametrize("tampering", TAMPERED)
def test_tampering_is_found(counted, superuser, tampering):
    superuser.execute(TAMPERED[tampering])
    assert checked() == 1


@pytest.mark.parametrize("tampering", [name for name in TAMPERED if name.startswith(("rollup", "facts"))])
def test_a_rebuild_mends_rollups_and_missed_facts(counted, superuser, tampering):
    superuser.execute(TAMPERED[tampering])
    call_command("roll_up", rebuild=True)
    assert checked() == 0


def test_a_rebuild_posts_what_was_missed_and_leaves_every_entry(counted, superuser):
    superuser.execute("UPDATE participants_participant SET registered_on = '2018-05-01' WHERE sex = 'male'")
    before = list(LedgerEntry.objects.order_by("pk").values())
    call_command("roll_up", rebuild=True)
    after = list(LedgerEntry.objects.order_by("pk").values())
    assert after[: len(before)] == before
    assert [(row["month"].month, row["delta"], row["reason"]) for row in after[len(before) :]] == [
        (3, -1, "rebuilt"),
        (5, 1, "rebuilt"),
    ]


def test_a_rebuild_of_what_is_right_posts_nothing(counted, capsys):
    call_command("roll_up", rebuild=True)
    assert capsys.readouterr().out == "0 entries posted, rollups rebuilt\n"


def test_the_result_is_kept_whatever_it_is(counted, superuser):
    assert checked() == 0
    superuser.execute("UPDATE reports_monthlycount SET value = value + 1 WHERE metric = 'attendances'")
    assert checked() == 1
    assert list(Check.objects.order_by("at").values_list("differences", "revision")) == [(0, 2), (1, 2)]


def test_what_is_queued_is_late_and_not_wrong(counted):
    verified(attend(training(meeting("2018-04-05")), *people(3)))
    Participant.objects.filter(sex="male").update(sex="female")
    assert checked() == 0


def test_the_queue_excuses_only_what_it_holds(counted, superuser):
    superuser.execute("UPDATE participants_participant SET sex = 'unknown' WHERE sex = 'male'")
    Participant.objects.filter(sex="female").update(sex="male")
    assert ChangedKey.objects.count() == 11
    # The one who was changed by hand: registered and trained, each with an old and a new cell.
    assert checking.recount()[0] == 4


def test_a_count_of_zero_needs_no_row(counted, superuser):
    Participant.objects.filter(sex="male").update(sex="female")
    rollup.drain()
    superuser.execute("DELETE FROM reports_monthlycount WHERE value = 0")
    assert checked() == 0


def test_what_is_set_apart_differs_and_does_not_hide_the_rest(counted):
    with refusing_ledger(person()):
        rollup.drain()
    assert Quarantine.objects.count() == 1
    assert checking.check(at=now()).differences == 1


def test_it_reads_one_moment(counted):
    """Whatever commits meanwhile: facts and counts are of one snapshot."""
    Participant.objects.filter(sex="male").update(sex="female")
    looks = checking.differences()
    with snapshot():
        found = [next(looks)]
        together(rollup.drain)
        found += looks
    assert found == [0] * len(found)


def test_a_command_that_finds_nothing_to_roll_up_says_so(capsys):
    call_command("roll_up")
    assert capsys.readouterr().out == "0 changed keys rolled up\n"
    assert (entries("registered"), rolled("registered")) == ([], [])


def test_the_command_rolls_up(capsys):
    person()
    call_command("roll_up")
    assert capsys.readouterr().out == "2 changed keys rolled up\n"
    assert MonthlyCount.objects.get().value == 1
