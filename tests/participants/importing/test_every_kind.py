"""What holds for every kind of spreadsheet that is about something else than people."""

import datetime
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.core.months import now
from okoce.core.sheets import reading
from participants.importing import KINDS, headings, judging, moving
from participants.models import Attendance, Milestone, Visit
from programs.models import Expense, Training, TrainingSession
from reports import checking, rollup
from tests.factories import ELSEWHERE, HOME, day, person, user, verified
from tests.participants.importing import bringing
from tests.participants.importing.rows import judged, taken_in, verdicts, written_down
from tests.reports.reading import counted
from tests.together import together

NUMBER = "9901014501900077"
FIRST = day("2018-03-05")


def days(many):
    return [{"tanggal": f"{FIRST + datetime.timedelta(days=number)}"} for number in range(many)]


def trainings(many):
    fixed = {"mulai": "09.00", "selesai": "12.00", "tempat": "Aula", "materi": "DASAR", "dinas": "DPPKUKM"}
    return [fixed | one for one in days(many)]


def visits(many):
    return [{"nik": NUMBER, "nama": "Siti Aminah", "topik": "Pembukuan"} | one for one in days(many)]


def milestones(many):
    return [{"nik": NUMBER, "nama": "Siti Aminah", "jenis": "pasar", "mitra": "Bazar"} | one for one in days(many)]


def rosters(many):
    return [{"nik": NUMBER, "nama": "Siti Aminah", "kehadiran": "hadir"} | one for one in days(many)]


def expenses(many):
    fixed = {"bulan": "03-2018", "kecamatan": "Tebet", "pos": "ruang"}
    return [fixed | {"jumlah": 1000 + number // 2} for number in range(many)]


ROWS = {
    "trainings": trainings,
    "rosters": rosters,
    "visits": visits,
    "milestones": milestones,
    "expenses": expenses,
}
MADE = {
    "trainings": TrainingSession,
    "rosters": Attendance,
    "visits": Visit,
    "milestones": Milestone,
    "expenses": Expense,
}
every_kind = pytest.mark.parametrize("kind", ROWS)


def somebody(kind, many):
    """Who sends that kind; with the people and trainings that so many rows are about."""
    by = user("facilitator", "staff", kecamatan=("31.74.01",))
    person(by=by, nik=NUMBER, name="Siti Aminah")
    if kind == "rosters":
        taken_in("trainings", trainings(many), by=by)
    return by


def test_every_heading_is_of_one_column():
    for kind in KINDS.values():
        words = [word for column in kind.columns for word in headings.words_for(column)]
        assert [word for word in {*words} if words.count(word) > 1] == []


@pytest.mark.django_db
@every_kind
def test_the_same_rows_again_in_another_order_add_nothing(kind):
    by, rows = somebody(kind, 6), ROWS[kind](6)
    taken_in(kind, rows, by=by)
    random.Random(7).shuffle(rows)
    again = judged(kind, rows, by=by)
    assert verdicts(again) == ["same"] * 6
    assert MADE[kind].objects.count() == 6


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["trainings", "rosters", "visits", "milestones"])
def test_whoever_works_there_no_more_writes_nothing_there(kind):
    by = user(kecamatan=(HOME, ELSEWHERE))
    person(by=by, nik=NUMBER, name="Siti Aminah")
    if kind == "rosters":
        taken_in("trainings", trainings(2), by=by)
    rows, there = [row | {"kecamatan": "Tebet"} for row in ROWS[kind](2)], MADE[kind].objects.count()
    one = judged(kind, rows, by=by, kecamatan=ELSEWHERE)
    assert verdicts(one) == ["new"] * 2
    by.assignments.filter(kecamatan=HOME).delete()
    assert (written_down(one).state, MADE[kind].objects.count()) == ("judging", there)


@pytest.mark.django_db
@every_kind
def test_many_rows_ask_no_more_than_few(kind):
    by = somebody(kind, 200)
    taken_in(kind, ROWS[kind](1), by=by)
    assert _questions(kind, 10, by) == _questions(kind, 200, by)


def _questions(kind, many, by):
    """How many are asked while so many rows are judged, and while they are taken in."""
    with CaptureQueriesContext(connection) as queries:
        spreadsheet = judged(kind, ROWS[kind](many), by=by)
        to_judge = len(queries)
        written_down(spreadsheet)
    return to_judge, len(queries) - to_judge


@pytest.mark.django_db
@every_kind
def test_parts_of_a_file_know_what_stood_in_the_parts_before(kind, monkeypatch):
    by, rows = somebody(kind, 3), ROWS[kind](3)
    monkeypatch.setattr(judging, "PART", 2)
    once = judged(kind, [*rows, *rows], by=by)
    told = ["new"] * 6 if kind == "expenses" else ["new"] * 3 + ["wrong"] * 3
    assert verdicts(once) == told


@pytest.mark.django_db
def test_meetings_of_one_training_stand_in_several_parts_of_a_file(monkeypatch):
    by = somebody("trainings", 3)
    monkeypatch.setattr(judging, "PART", 2)
    taken_in("trainings", [row | {"angkatan": "A1"} for row in trainings(3)], by=by)
    sessions = Training.objects.order_by("sessions__held_on")
    assert list(sessions.values_list("sessions__held_on__day", flat=True)) == [5, 6, 7]


@pytest.mark.usefixtures("committed_db")
@every_kind
def test_one_file_sent_twice_and_taken_in_at_once_makes_its_records_once(kind):
    by = somebody(kind, 4)
    files = [judged(kind, ROWS[kind](4), by=by) for _ in range(2)]
    for one in files:
        moving.take_in(by=by, spreadsheet=one, at=now())
    together(*(lambda key=one.pk: moving.write(key, at=now()) for one in files))
    assert {bringing.there(one).state for one in files} == {"done"}
    assert (MADE[kind].objects.count(), sum(bringing.there(one).new for one in files)) == (4, 4)


@pytest.mark.usefixtures("committed_db")
def test_what_came_in_is_counted_as_what_is_recorded_by_hand():
    by = somebody("rosters", 2)
    for kind in ("rosters", "visits", "milestones", "expenses"):
        taken_in(kind, ROWS[kind](2), by=by)
    for training in Training.objects.all():
        verified(training)
    rollup.drain()
    assert checking.check(at=now()).differences == 0
    assert counted("trained") == ["2018-03 31.74.01 female 25-34: 1"]
    assert counted("mentored") == ["2018-03 31.74.01 female 25-34: 1"]
    assert counted("attendances") == ["2018-03 31.74.01: 2"]
    assert counted("mentoring_visits") == ["2018-03 31.74.01: 2"]
    assert counted("spending") == ["2018-03 31.74.01: 2000"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_template_is_understood_with_the_example_in_it(kind):
    table = reading.read(moving.template_of(kind))
    assert headings.guess(user(), kind, table.headings) == {
        column.name: number for number, column in enumerate(kind.columns)
    }
    for column in kind.columns:
        column.read(column.example)
