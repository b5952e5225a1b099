"""A spreadsheet on its way: sent, named, judged, taken in whole or not at all, and gone."""

import datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage

from okoce.core.months import now
from participants.importing import going, moving
from participants.models import ColumnName, Participant, Spreadsheet, SpreadsheetRow
from tests import factories
from tests.participants.importing.bringing import as_csv, counts, judged, sent, taken_in, there, xlsx
from tests.refusals import refused_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

HEADINGS = ["Nama", "NIK", "No HP"]
SITI, BUDI = ["Siti Rahma", "9901015503900001", None], ["Budi", None, "081300000001"]
WRONG = ["Tono", 9974010101990002, None]


def test_a_file_whose_columns_are_known_is_judged_at_once():
    spreadsheet = sent(xlsx(HEADINGS, SITI))
    assert (spreadsheet.state, spreadsheet.columns) == ("judging", {"name": 0, "nik": 1, "phone": 2})


def test_a_file_whose_columns_are_unknown_waits_for_their_names():
    spreadsheet = sent(xlsx(["Kolom 1", "Kolom 2"], ["Siti", "9901015503900001"]))
    assert spreadsheet.state == "sent"
    assert [(one.text, one.samples, one.guessed) for one in moving.headings_of(spreadsheet)] == [
        ("Kolom 1", ["Siti"], ""),
        ("Kolom 2", ["************0001"], ""),
    ]


def test_what_a_column_was_called_once_is_known_the_next_time():
    spreadsheet = sent(xlsx(["Yang hadir", "Umur"], ["Siti", "30"]))
    moving.name_columns(by=spreadsheet.sent_by, spreadsheet=spreadsheet, columns={"name": 0}, at=now())
    assert sent(as_csv(["Umur", "YANG HADIR"], ["40", "Budi"])).columns == {"name": 1}


def test_what_was_said_to_be_no_column_is_none_the_next_time():
    spreadsheet = sent(xlsx(["Nama", "HP"], ["Siti", "rusak"]))
    moving.name_columns(by=spreadsheet.sent_by, spreadsheet=spreadsheet, columns={"name": 0}, at=now())
    assert sent(xlsx(["Nama", "HP"], ["Siti", "rusak"])).columns == {"name": 0}


def test_what_somebody_else_calls_a_column_is_nobody_elses_business():
    spreadsheet = sent(xlsx(["Yang hadir"], ["Siti"]))
    moving.name_columns(by=spreadsheet.sent_by, spreadsheet=spreadsheet, columns={"name": 0}, at=now())
    other = factories.user(kecamatan=("31.74.01",))
    assert sent(xlsx(["Yang hadir"], ["Siti"]), by=other).state == "sent"


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"phone": 1}, "Say which column is this: Name."),
        ({"name": 0, "phone": 0}, "Two columns stand at one place: choose each once."),
        ({"name": 5}, "The columns of this file are others: open it again."),
        ({"name": 0, "surname": 1}, "The columns of this file are others: open it again."),
    ],
)
def test_columns_that_cannot_be_are_refused(columns, sentence):
    spreadsheet = sent(xlsx(["a", "b"], ["Siti", "x"]))
    with pytest.raises(ValidationError) as refusal:
        moving.name_columns(by=spreadsheet.sent_by, spreadsheet=spreadsheet, columns=columns, at=now())
    assert refusal.value.messages == [sentence]


def test_nothing_is_taken_in_while_a_row_is_wrong():
    spreadsheet = judged(xlsx(HEADINGS, SITI, WRONG))
    assert counts(spreadsheet) == ("judged", 1, 0, 1)
    with pytest.raises(ValidationError, match="Rows of this file are to be mended first"):
        moving.take_in(by=spreadsheet.sent_by, spreadsheet=spreadsheet, at=now())
    assert Participant.objects.count() == 0


def test_whoever_takes_in_twice_takes_in_once():
    spreadsheet = judged(xlsx(HEADINGS, SITI, BUDI))
    for _ in range(2):
        moving.take_in(by=spreadsheet.sent_by, spreadsheet=spreadsheet, at=now())
        moving.write(spreadsheet.pk, at=now())
    assert (counts(there(spreadsheet)), Participant.objects.count()) == (("done", 2, 0, 0), 2)


def test_judging_twice_judges_once():
    spreadsheet = judged(xlsx(HEADINGS, SITI, BUDI))
    Spreadsheet.objects.update(state="judging")
    moving.judge(spreadsheet.pk, at=now())
    assert counts(there(spreadsheet)) == ("judged", 2, 0, 0)
    assert SpreadsheetRow.objects.count() == 2


def test_when_all_is_taken_in_neither_file_nor_rows_are_left():
    before = taken_in(xlsx(HEADINGS, SITI))
    assert (before.file.name, before.headings, SpreadsheetRow.objects.count()) == ("", [], 0)


def test_the_file_lies_sealed_and_only_its_owner_reads_it():
    spreadsheet = sent(as_csv(HEADINGS, SITI))
    with spreadsheet.file.open() as file:
        content = file.read()
    assert b"Siti" not in content
    assert Path(default_storage.path(spreadsheet.file.name)).stat().st_mode & 0o777 == 0o600


def test_given_up_nothing_is_left(django_capture_on_commit_callbacks):
    spreadsheet = judged(xlsx(HEADINGS, SITI))
    with django_capture_on_commit_callbacks(execute=True):
        moving.give_up(by=spreadsheet.sent_by, spreadsheet=spreadsheet)
    assert (Spreadsheet.objects.count(), SpreadsheetRow.objects.count()) == (0, 0)
    assert not default_storage.exists(spreadsheet.file.name)


def test_nobody_else_may_do_anything_with_a_file():
    spreadsheet, other = judged(xlsx(HEADINGS, SITI)), factories.user(kecamatan=("31.74.01",))
    with pytest.raises(ValidationError, match="This file is gone"):
        moving.take_in(by=other, spreadsheet=spreadsheet, at=now())
    assert list(Spreadsheet.objects.visible_to(other)) == []


def test_whoever_does_not_work_there_sends_nothing():
    with pytest.raises(ValidationError, match="You do not work there"):
        sent(xlsx(HEADINGS, SITI), kecamatan="31.73.05")


def test_whoever_works_there_no_more_takes_nothing_in():
    spreadsheet = judged(xlsx(HEADINGS, SITI))
    moving.take_in(by=spreadsheet.sent_by, spreadsheet=spreadsheet, at=now())
    spreadsheet.sent_by.assignments.update(ends_on="2018-01-01")
    moving.write(spreadsheet.pk, at=now())
    assert (there(spreadsheet).state, Participant.objects.count()) == ("failed", 0)
    assert there(spreadsheet).refusal.startswith("You do not work there any more")


def test_of_one_user_no_more_files_lie_here_than_somebody_looks_through(monkeypatch):
    monkeypatch.setattr(moving, "MOST_LYING", 1)
    first = sent(as_csv(HEADINGS, SITI))
    with pytest.raises(ValidationError, match="Five of your files wait here"):
        sent(as_csv(HEADINGS, BUDI))
    moving.give_up(by=first.sent_by, spreadsheet=first)
    assert sent(as_csv(HEADINGS, BUDI), by=first.sent_by).state == "judging"


def test_of_one_user_so_many_files_an_hour_are_made_to_be_mended(monkeypatch):
    monkeypatch.setattr(moving, "MOST", 1)
    spreadsheet = judged(xlsx(HEADINGS, WRONG))
    assert moving.coloured_of(spreadsheet)
    with pytest.raises(ValidationError, match="You downloaded 20 files to mend in an hour"):
        moving.coloured_of(spreadsheet)


def test_of_one_user_twenty_files_an_hour_are_read(monkeypatch):
    monkeypatch.setattr(moving, "MOST_LYING", 30)
    for _ in range(20):
        sent(as_csv(HEADINGS, SITI))
    with pytest.raises(ValidationError, match="You sent 20 files in an hour"):
        sent(as_csv(HEADINGS, SITI))


def test_what_was_looked_through_long_ago_is_looked_through_again():
    spreadsheet = judged(xlsx(HEADINGS, SITI))
    later = now() + datetime.timedelta(hours=2)
    assert moving.take_in(by=spreadsheet.sent_by, spreadsheet=spreadsheet, at=later).state == "judging"


def test_columns_that_are_named_anew_meanwhile_are_those_that_count(monkeypatch):
    spreadsheet = sent(xlsx(["Nama", "Lain"], ["Siti", "Budi"]))
    copied, seen = moving.judge.__globals__["staging"].copy, []

    def rename(key, rows, **options):
        seen.append(rows[0].said["name"])
        if len(seen) == 1:
            Spreadsheet.objects.filter(pk=key).update(columns={"name": 1})
        copied(key, rows, **options)

    monkeypatch.setattr("participants.importing.staging.copy", rename)
    moving.judge(spreadsheet.pk, at=now())
    assert (seen, there(spreadsheet).state) == (["Siti", "Budi"], "judged")
    assert [row.said["name"] for row in moving.verdicts(spreadsheet)] == ["Budi"]


def test_a_file_that_is_gone_from_the_disk_is_said_so():
    spreadsheet = sent(xlsx(HEADINGS, SITI))
    spreadsheet.file.storage.delete(spreadsheet.file.name)
    moving.judge(spreadsheet.pk, at=now())
    assert (there(spreadsheet).state, there(spreadsheet).refusal) == (
        "failed",
        "The file is no longer here: send it again.",
    )


def test_whatever_else_goes_wrong_leaves_nothing_behind(monkeypatch):
    def stumble(*args):
        raise KeyError

    spreadsheet = judged(xlsx(HEADINGS, SITI))
    moving.take_in(by=spreadsheet.sent_by, spreadsheet=spreadsheet, at=now())
    monkeypatch.setattr("participants.importing.people.People.merge", stumble)
    moving.write(spreadsheet.pk, at=now())
    assert there(spreadsheet).refusal.startswith("Something went wrong here, and nothing of the file was taken in.")


def test_files_that_wait_are_worked_at_small_ones_first():
    large, small = sent(as_csv(HEADINGS, SITI, BUDI)), sent(as_csv(HEADINGS, BUDI))
    assert [one.pk for one in going.waiting()] == [small.pk, large.pk]
    assert (going.go_on(clock=now), going.waiting().count()) == (2, 0)


def test_a_file_that_ended_its_worker_three_times_is_not_begun_again():
    spreadsheet = sent(as_csv(HEADINGS, SITI))
    cache.set(f"{going.BEGUN}:{spreadsheet.pk}", 3)
    assert (going.go_on(clock=now), there(spreadsheet).state) == (1, "failed")


def test_after_a_week_what_was_not_taken_in_is_let_go_of():
    sent(xlsx(HEADINGS, BUDI))
    done = taken_in(xlsx(HEADINGS, SITI))
    assert going.let_go(at=now() + datetime.timedelta(days=6)) == 0
    assert going.let_go(at=now() + datetime.timedelta(days=8)) == 1
    assert list(Spreadsheet.objects.all()) == [done]
    assert default_storage.listdir("spreadsheets")[1] == []


def test_no_identity_number_lies_in_what_a_row_says():
    judged(xlsx(HEADINGS, SITI, ["Ani", "99010155039000", None], WRONG))
    rows = {row.said["name"]: row for row in SpreadsheetRow.objects.all()}
    assert rows["Siti Rahma"].said.keys() & {"nik"} == set()
    assert (rows["Siti Rahma"].nik_tail, bool(rows["Siti Rahma"].nik_sealed)) == ("0001", True)
    assert (rows["Ani"].said["nik"], rows["Ani"].nik_sealed) == ("**********9000", None)


def test_of_a_column_that_is_somebodys_number_the_last_four_signs_are_kept_whatever_it_holds():
    guessed = judged(as_csv(HEADINGS, ["Ani", "99O1O15 tujuh 9001", ""]))
    named = sent(as_csv(["Kolom 1", "Kolom 2"], ["Budi", "99O1O15 tujuh 9001"]))
    moving.name_columns(by=named.sent_by, spreadsheet=named, columns={"name": 0, "nik": 1}, at=now())
    assert guessed.headings[1] == ["NIK", ["**************9001"]]
    assert there(named).headings == [["Kolom 1", ["Budi"]], ["Kolom 2", ["**************9001"]]]
    assert guessed.staged.get().said["nik"] == "**************9001"


def test_the_name_of_a_file_is_kept_without_digits_that_may_be_somebodys():
    assert sent(as_csv(HEADINGS, SITI), name="C:\\data\\KTP 9901015503900001.csv").name == "KTP ************0001.csv"


def test_a_column_is_called_one_thing_by_one_user():
    by = factories.facilitator()
    ColumnName.objects.create(user=by, kind="people", heading="nama", column="name")
    with refused_by("one_column_a_heading"):
        ColumnName.objects.create(user=by, kind="people", heading="nama", column="phone")


def test_a_spreadsheet_is_of_a_known_kind_and_state_and_keeps_no_file_when_done():
    sent(as_csv(HEADINGS, SITI))
    with refused_by("spreadsheet_kind_is_known"):
        Spreadsheet.objects.update(kind="recipes")
    with refused_by("spreadsheet_state_is_known"):
        Spreadsheet.objects.update(state="lost")
    with refused_by("finished_spreadsheet_keeps_no_file"):
        Spreadsheet.objects.update(state="done")


def test_a_row_has_one_number_and_a_known_verdict():
    row = judged(as_csv(HEADINGS, SITI)).staged.get()
    with refused_by("one_row_a_number"):
        SpreadsheetRow.objects.create(spreadsheet=row.spreadsheet, number=row.number, verdict="new")
    with refused_by("row_verdict_is_known"):
        SpreadsheetRow.objects.update(verdict="maybe")
