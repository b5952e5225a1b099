"""Two workers at one file, one that dies in the middle, and a form that registers the same number in that moment."""

import pytest
from django.db import OperationalError

from okoce.core.alone import alone
from okoce.core.months import now
from participants.importing import going, moving, staging
from participants.models import Participant, SpreadsheetRow
from tests import factories
from tests.participants.importing.bringing import as_csv, counts, judged, sent, there
from tests.together import together

pytestmark = pytest.mark.usefixtures("committed_db", "in_english")

HEADINGS = ["Nama", "NIK"]
ROWS = [["Siti", "9901015503900001"], ["Budi", "9901011503850002"], ["Ani", None]]


def to_be_written():
    spreadsheet = judged(as_csv(HEADINGS, *ROWS))
    return moving.take_in(by=spreadsheet.sent_by, spreadsheet=spreadsheet, at=now())


def test_of_workers_that_are_rung_at_once_one_works():
    judging, writing = sent(as_csv(HEADINGS, *ROWS)), to_be_written()
    together(*[lambda: going.go_on(clock=now)] * 4)
    going.go_on(clock=now)
    assert (counts(there(writing)), Participant.objects.count()) == (("done", 3, 0, 0), 3)
    assert (there(judging).state, judging.staged.count()) == ("judged", 3)


def test_while_one_judges_another_leaves_the_file_alone(monkeypatch):
    spreadsheet, copied = sent(as_csv(HEADINGS, *ROWS)), staging.copy

    def copy(key, rows, **options):
        copied(key, rows, **options)
        # On a connection of its own.
        together(lambda: moving.judge(key, at=now()))

    monkeypatch.setattr(staging, "copy", copy)
    moving.judge(spreadsheet.pk, at=now())
    assert (there(spreadsheet).state, spreadsheet.staged.count()) == ("judged", 3)


def test_a_worker_that_dies_while_judging_leaves_a_file_that_another_judges_from_the_begin(monkeypatch):
    spreadsheet, copied = sent(as_csv(HEADINGS, *ROWS)), staging.copy
    monkeypatch.setattr("participants.importing.judging.PART", 1)

    def die(key, rows, **options):
        copied(key, rows, **options)
        if rows[0].said["name"] == "Budi":
            raise OperationalError

    monkeypatch.setattr(staging, "copy", die)
    with pytest.raises(OperationalError):
        moving.judge(spreadsheet.pk, at=now())
    assert (there(spreadsheet).passed, SpreadsheetRow.objects.count()) == (1, 1)
    monkeypatch.setattr(staging, "copy", copied)
    assert going.go_on(clock=now) == 1
    assert (counts(there(spreadsheet)), SpreadsheetRow.objects.count()) == (("judged", 3, 0, 0), 3)


def test_a_worker_that_dies_while_writing_leaves_nothing_and_another_writes_it_once(monkeypatch):
    spreadsheet = to_be_written()

    def die(case):
        merge(case)
        raise OperationalError

    people = moving.KINDS["people"]
    merge = people.merge
    monkeypatch.setattr(people, "merge", die)
    with pytest.raises(OperationalError):
        moving.write(spreadsheet.pk, at=now())
    assert (Participant.objects.count(), there(spreadsheet).state) == (0, "writing")
    monkeypatch.setattr(people, "merge", merge)
    assert going.go_on(clock=now) == 1
    assert (Participant.objects.count(), counts(there(spreadsheet))) == (3, ("done", 3, 0, 0))


def test_whoever_is_registered_by_hand_in_that_very_moment_is_made_once():
    spreadsheet = to_be_written()
    together(
        lambda: moving.write(spreadsheet.pk, at=now()),
        lambda: factories.person(nik=ROWS[0][1], name="Siti", by=spreadsheet.sent_by),
    )
    assert Participant.objects.filter(nik_tail="0001").count() == 1
    assert Participant.objects.get(nik_tail="0001").residences.count() == 1
    assert (there(spreadsheet).state, there(spreadsheet).new + there(spreadsheet).same) == ("done", 3)


def test_two_files_with_the_same_people_make_each_once():
    files = [to_be_written(), to_be_written()]
    together(*[lambda one=one: moving.write(one.pk, at=now()) for one in files])
    assert Participant.objects.count() == 3
    assert sum(there(one).new for one in files) == 3


def test_a_file_that_somebody_is_at_is_passed_over():
    spreadsheet = sent(as_csv(HEADINGS, *ROWS))
    with alone(f"spreadsheet {spreadsheet.pk}"):
        assert together(lambda: going.go_on(clock=now)) == [0]
    assert going.go_on(clock=now) == 1
