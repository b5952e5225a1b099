"""From changed keys to ledger and rollups (docs/counting.md, “From facts to rollups”)."""

import os
import subprocess
import sys

import psycopg2
import pytest
import redis
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Sum
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from okoce.celery import app
from okoce.core.months import now, today
from okoce.core.verbs import facts_changed
from participants import rosters
from participants.models import Participant
from programs.models import Training
from programs.trainings import move_session
from reports import checking, nudge, rollup, tasks
from reports.models import CELL, ChangedKey, LedgerEntry, MonthlyCount, Revision
from tests import pristine
from tests.factories import (
    ELSEWHERE,
    approved,
    attend,
    calon,
    facilitator,
    meeting,
    moved,
    people,
    person,
    submitted,
    training,
    verified,
    visit,
)
from tests.refusals import refused_by
from tests.reports.closed import closed, reopened, stands
from tests.reports.reading import counted, entries, revisions, rolled

pytestmark = pytest.mark.usefixtures("committed_db")


def execute(statement, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


class TestPosting:
    def test_posting_twice_changes_nothing(self):
        somebody = person()
        rollup.drain()
        somebody.save()
        assert rollup.drain() == 1
        assert entries("registered") == ["2018-03 in 2018-03: +1"]

    def test_draining_an_empty_queue_takes_nothing(self):
        assert rollup.drain() == 0

    def test_a_record_that_comes_late_is_counted(self):
        person(on="2018-03-05")
        rollup.drain()
        person(on="2018-01-05")
        assert counted("registered") == ["2018-01 31.74.01 female 25-34: 1", "2018-03 31.74.01 female 25-34: 1"]

    def test_a_correction_leaves_the_old_cell_and_enters_the_new(self):
        somebody = person(sex="female")
        rollup.drain()
        Participant.objects.filter(pk=somebody.pk).update(sex="male")
        assert counted("registered") == ["2018-03 31.74.01 male 25-34: 1"]
        assert entries("registered") == ["2018-03 in 2018-03: +1", "2018-03 in 2018-03: -1", "2018-03 in 2018-03: +1"]

    def test_a_deleted_person_is_taken_back(self):
        somebody = person()
        rollup.drain()
        somebody.delete()
        assert counted("registered") == []

    def test_a_deleted_training_is_taken_back(self):
        draft = attend(training(), person())
        rollup.drain()
        # By hand: the counts must not rely on what the verbs allow.
        execute("UPDATE programs_training SET state = 'draft' WHERE id = %s", [draft.pk])
        draft.delete()
        assert counted("attendances") == counted("trained") == []

    def test_everyone_on_the_roster_moves_with_the_session(self):
        done = verified(attend(training(meeting("2018-03-31")), *people(2)))
        assert counted("trained") == ["2018-03 31.74.01 female 25-34: 2"]
        move_session(by=facilitator(), session=done.sessions.get(), meeting=meeting("2018-04-01"), at=now())
        verified(done)
        assert counted("trained") == ["2018-04 31.74.01 female 25-34: 2"]

    def test_the_rollups_are_the_sums_of_the_ledger(self):
        verified(attend(training(), *people(10), *people(2, lives_in=ELSEWHERE, sex="male")))
        rollup.drain()
        closed("2018-03")
        Participant.objects.filter(sex="male").update(sex="female")
        rollup.drain()
        sums = LedgerEntry.objects.values_list(*CELL).annotate(value=Sum("delta")).order_by(*CELL)
        assert list(MonthlyCount.objects.values_list(*CELL, "value").order_by(*CELL)) == list(sums)

    def test_an_entry_says_why(self):
        somebody = person()
        moved(somebody, to=ELSEWHERE, since=today())
        assert sorted(set(ChangedKey.objects.values_list("reason", flat=True))) == ["person moved", "person registered"]
        rollup.drain()
        # Of two reasons the newer.
        assert LedgerEntry.objects.get().reason == "person moved"

    def test_an_entry_of_somebody_on_a_list_has_the_reason_of_the_training(self):
        draft = attend(training(), person())
        rollup.drain()
        verified(draft)
        rollup.drain()
        assert LedgerEntry.objects.get(metric="trained").reason == "record approved"

    def test_one_act_has_one_change_id(self):
        draft, three = training(), people(3)
        ChangedKey.objects.all().delete()
        attend(draft, *three)
        assert ChangedKey.objects.values("change").distinct().count() == 1
        assert not ChangedKey.objects.filter(change=None).exists()


class TestRevisions:
    def test_each_posting_has_the_next_number(self):
        for _ in range(3):
            person()
            rollup.drain()
        assert revisions() == [1, 2, 3]

    def test_none_is_written_when_nothing_differs(self):
        person()
        rollup.drain()
        calon()
        assert rollup.drain() == 2
        assert revisions() == [1]

    def test_a_posting_that_was_killed_leaves_no_gap_and_loses_nothing(self):
        person()
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            rollup.post_batch()
            raise KeyboardInterrupt
        assert (rolled("registered"), revisions()) == ([], [])
        assert counted("registered") == ["2018-03 31.74.01 female 25-34: 1"]
        assert revisions() == [1]

    def test_it_tells_how_many_entries_it_has(self):
        people(2)
        rollup.drain()
        assert Revision.objects.get().entries == LedgerEntry.objects.count() == 2

    def test_a_clock_that_was_set_back_turns_no_order_round(self):
        person()
        rollup.drain()
        with pristine.connect() as superuser, superuser.cursor() as cursor:
            cursor.execute(
                "SET session_replication_role = replica; UPDATE reports_revision SET at = '2999-01-01 00:00Z'"
            )
        person()
        rollup.drain()
        assert [f"{at:%Y}" for at in Revision.objects.values_list("at", flat=True)] == ["2999", "2999"]

    def test_it_cannot_be_changed_by_the_application(self):
        person()
        rollup.drain()
        with pytest.raises(ProgrammingError, match="permission denied"):
            Revision.objects.update(entries=7)


class TestTheQueue:
    def test_two_changes_of_one_row_leave_two_keys(self):
        somebody = person()
        ChangedKey.objects.all().delete()
        somebody.save()
        somebody.save()
        assert list(ChangedKey.objects.values_list("kind", "key")) == [("participant", somebody.pk)] * 2

    def test_it_has_no_unique_key_but_its_number(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'reports_queue'::regclass AND indisunique"
            )
            assert cursor.fetchall() == [("reports_queue_pkey",)]

    def test_a_row_that_changes_hands_leaves_both_keys(self):
        old, new = people(2)
        attend(training(), old)
        ChangedKey.objects.all().delete()
        execute("UPDATE participants_attendance SET participant_id = %s", [new.pk])
        assert set(ChangedKey.objects.filter(kind="participant").values_list("key", flat=True)) == {old.pk, new.pk}

    def test_a_change_that_is_rolled_back_leaves_no_key(self):
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            calon()
            raise KeyboardInterrupt
        assert ChangedKey.objects.count() == 0

    def test_the_keys_of_one_change_are_taken_together(self, monkeypatch):
        draft, three = training(), people(3)
        ChangedKey.objects.all().delete()
        attend(draft, *three)
        calon()
        monkeypatch.setattr(rollup, "BATCH", 1)
        # Three people, their session, the training whose version moved and who leads it; then a person and a residence.
        assert [rollup.post_batch(), rollup.post_batch(), rollup.post_batch()] == [6, 2, 0]

    def test_small_batches_count_the_same(self, monkeypatch):
        monkeypatch.setattr(rollup, "BATCH", 1)
        monkeypatch.setattr(rollup, "CHUNK", 3)
        verified(attend(training(), *people(10)))
        assert counted("trained") == ["2018-03 31.74.01 female 25-34: 10"]
        assert counted("trainings") == ["2018-03 31.74.01: 1"]

    def test_a_rebuild_reads_the_facts_a_few_times_however_many_people_there_are(self, monkeypatch):
        read, post = [], rollup.post
        monkeypatch.setattr(rollup, "CHUNK", 1)
        monkeypatch.setattr(rollup, "post", lambda *asked: read.append(asked) or post(*asked))
        attend(training(), *people(60))
        rollup.rebuild()
        assert len(rollup.SOURCES) < len(read) <= len(rollup.SOURCES) + rollup.PASSES

    def test_one_drain_takes_as_many_statements_for_sixty_people_as_for_one(self):
        statements = []
        # The first finds nothing planned.
        for number in (1, 1, 60):
            attend(training(), *people(number))
            with CaptureQueriesContext(connection) as captured:
                rollup.drain()
            statements.append(len(captured))
        assert statements[1] == statements[2]

    def test_one_drain_takes_no_more_statements_for_two_hundred_people(self):
        statements = []
        for number in (1, 200):
            attend(training(), *people(number))
            with CaptureQueriesContext(connection) as captured:
                rollup.drain()
            statements.append(len(captured))
        assert statements[0] >= statements[1]


class TestMonths:
    def test_a_late_entry_of_a_final_month_is_published_in_the_next(self):
        closed("2018-03")
        person(on="2018-03-05")
        rollup.drain()
        assert entries("registered") == ["2018-03 in 2018-04: +1"]

    def test_and_leaves_what_was_published_as_it_was(self):
        person(on="2018-03-05")
        rollup.drain()
        closed("2018-03")
        person(on="2018-03-06").delete()
        Participant.objects.update(sex="male")
        rollup.drain()
        assert MonthlyCount.objects.get(posting_month="2018-03-01").value == 1
        assert rolled("registered") == ["2018-03 31.74.01 male 25-34: 1"]

    def test_months_that_were_ever_closed_are_passed_over(self):
        for month in ("2018-03", "2018-04", "2018-05"):
            closed(month)
        reopened("2018-04")
        person(on="2018-03-05")
        rollup.drain()
        assert entries("registered") == ["2018-03 in 2018-06: +1"]

    def test_a_reopened_month_takes_its_own(self):
        closed("2018-03")
        reopened("2018-03")
        person(on="2018-03-05")
        rollup.drain()
        assert entries("registered") == ["2018-03 in 2018-03: +1"]

    def test_a_reopened_month_takes_nothing_of_another(self):
        closed("2018-02")
        closed("2018-03")
        reopened("2018-03")
        person(on="2018-02-05")
        rollup.drain()
        assert entries("registered") == ["2018-02 in 2018-04: +1"]

    def test_a_provisional_month_takes_its_own(self):
        stands("2018-03", "provisional")
        person(on="2018-03-05")
        rollup.drain()
        assert entries("registered") == ["2018-03 in 2018-03: +1"]

    def test_the_database_posts_nothing_into_a_final_month(self):
        person(on="2018-03-05")
        rollup.drain()
        closed("2018-03")
        copied = "source_kind, source_id, metric, month, posting_month, kecamatan, gender, age_band, vintage, delta, reason, revision_id"
        with pytest.raises(IntegrityError, match="a final month takes no further entry"):
            execute(f"INSERT INTO reports_ledger ({copied}) SELECT {copied} FROM reports_ledger")

    def test_the_database_calls_nothing_first_published_that_came_after_the_first_closing(self):
        person(on="2018-03-05")
        closed("2018-03")
        reopened("2018-03")
        written = (
            "source_kind, source_id, metric, month, posting_month, kecamatan, gender, age_band, vintage, delta, reason"
        )
        newest = "(SELECT max(number) FROM reports_revision)"
        with refused_by("vintage_is_of_its_month"):
            execute(
                f"INSERT INTO reports_ledger ({written}, revision_id) SELECT {written}, {newest} FROM reports_ledger"
            )


class TestTheLedger:
    CHANGES = ["UPDATE reports_ledger SET delta = 2", "DELETE FROM reports_ledger", "TRUNCATE reports_ledger CASCADE"]

    @pytest.mark.parametrize("change", CHANGES)
    def test_the_application_may_not_change_it(self, change):
        person()
        rollup.drain()
        with pytest.raises(ProgrammingError, match="permission denied"):
            execute(change)

    @pytest.mark.parametrize("change", CHANGES)
    def test_its_trigger_refuses_the_owner_too(self, change):
        person()
        rollup.drain()
        with psycopg2.connect(os.environ["DATABASE_OWNER_URL"]) as owner, owner.cursor() as cursor:
            with pytest.raises(psycopg2.errors.CheckViolation, match="never changed or deleted"):
                cursor.execute(change)
        owner.close()
        assert entries("registered") == ["2018-03 in 2018-03: +1"]

    def test_nothing_in_it_names_a_person(self):
        person(name="Siti Rahayu", phone="081200000001")
        rollup.drain()
        row = str(LedgerEntry.objects.values().get()) + str(MonthlyCount.objects.values().get())
        assert "Siti" not in row
        assert "0812" not in row


class TestTheBell:
    @pytest.fixture
    def broker(self):
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            yield client

    def test_a_commit_rings_once(self, broker):
        calon()
        assert broker.llen("celery") == 1

    def test_ten_thousand_commits_ring_once(self, broker, monkeypatch):
        # A slow machine must not forget the ring meanwhile.
        monkeypatch.setattr(nudge, "FORGET_AFTER", 600)
        for _ in range(10_000):
            facts_changed.send(sender=None)
        assert broker.llen("celery") == 1

    def test_a_commit_after_the_answer_rings_again(self, broker):
        calon()
        tasks.roll_up()
        calon()
        assert broker.llen("celery") == 2

    def test_a_verb_that_fails_does_not_ring(self, broker):
        draft = training()
        broker.flushdb()
        with pytest.raises(ValidationError):
            rosters.mark(by=facilitator(), session=draft.sessions.get(), statuses={person().pk: "asleep"}, at=now())
        assert ChangedKey.objects.filter(kind="session").count() == 0

    def test_the_message_carries_no_argument(self, broker):
        calon()
        assert b'"argsrepr": "()"' in broker.lindex("celery", 0)

    def test_the_clock_sends_only_names_that_somebody_answers(self):
        # In a process of its own, as it runs: an app that is imported becomes the one that sends.
        names = "from okoce.clock import app; print(*(one['task'] for one in app.conf.beat_schedule.values()))"
        said = subprocess.run([sys.executable, "-c", names], capture_output=True, text=True, check=True).stdout
        assert sorted(said.split()) == [
            "okoce.accounts.tasks.note_use",
            "participants.tasks.forget_lists",
            "participants.tasks.let_go_of_arrivals",
            "participants.tasks.let_go_of_spreadsheets",
            "participants.tasks.let_go_of_uploads",
            "participants.tasks.look_for_duplicates",
            "participants.tasks.look_for_findings",
            "participants.tasks.match_lists_again",
            "participants.tasks.move_spreadsheets",
            "participants.tasks.read_lists",
            "reports.tasks.check",
            "reports.tasks.export",
            "reports.tasks.hand_on_samples",
            "reports.tasks.let_go_of_exports",
            "reports.tasks.read_waits",
            "reports.tasks.retry",
            "reports.tasks.roll_up",
            "reports.tasks.send_reports",
            "reports.tasks.tell_webhooks",
            "reports.tasks.turn_provisional",
        ]
        app.loader.import_default_modules()
        assert set(said.split()) <= set(app.tasks)

    def test_the_job_rolls_up(self):
        person()
        tasks.roll_up()
        assert rolled("registered") == ["2018-03 31.74.01 female 25-34: 1"]

    def test_without_a_broker_the_work_stands(self):
        nowhere = {"default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/valkey.sock"}}
        with override_settings(CACHES=nowhere):
            person()
            tasks.roll_up()
        assert rolled("registered") == ["2018-03 31.74.01 female 25-34: 1"]


class TestCentresFollowWhatIsCounted:
    @pytest.mark.parametrize("move", [{"kecamatan": ELSEWHERE}, {}], ids=["to another place", "to another month"])
    def test_a_training_that_moves_before_it_was_counted_leaves_no_centre_active(self, move, monkeypatch):
        everybody = people(10)
        handed_in = submitted(attend(training(), *everybody))
        rollup.drain()
        visit(everybody[0])
        alone(1)
        approved(handed_in)
        alone(2)
        monkeypatch.setattr(rollup, "BATCH", 1)
        # Of the visit alone; the approval is committed and waits.
        rollup.post_batch()
        if move:
            Training.objects.filter(pk=handed_in.pk).update(**move)
        else:
            handed_in.sessions.update(held_on="2018-04-05")
        rollup.drain()
        assert counted("active_centres") == []
        assert checking.recount()[0] == 0


def alone(number):
    """What was queued last is a change of its own, as if another transaction had written it."""
    ChangedKey.objects.filter(transaction__gt=0).update(transaction=-number)
