"""What stands in a file is what the pages and the API say, and nothing in it is a formula."""

import datetime
import io

import pytest
from django.db import connection
from python_calamine import CalamineWorkbook

from okoce.accounts.models import Read
from okoce.accounts.roles import Role
from okoce.core.months import Month
from programs.models import Assignment
from reports import rollup
from reports.api.formats import as_csv
from reports.explaining.asked import Number
from reports.exporting import contents
from reports.exporting.questions import asked_of
from reports.exporting.words import told
from reports.models import LedgerEntry
from reports.shapes import LedgerEntryShape
from reports.summary import counts
from tests.factories import ELSEWHERE, HOME, approved, licence, moved, person, user, workers
from tests.reports.cells import cell, posted
from tests.reports.exporting.asked import COUNTS, LEDGER, MARCH, PEOPLE, content, rows, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def licensed():
    """Ani of HOME and Citra of ELSEWHERE count in March."""
    ani = person(name="Ani Wijaya")
    citra = person(by=user(Role.FACILITATOR, kecamatan=(ELSEWHERE,)), lives_in=ELSEWHERE, name="Citra Dewi")
    approved(licence(ani, issued="2018-03-12"))
    approved(licence(citra, issued="2018-03-14"))
    rollup.drain()
    return ani, citra


def test_counts_are_those_of_the_one_reader(licensed):
    export = written(user(Role.STAFF), COUNTS)
    told = as_csv(counts(COUNTS), COUNTS.columns)
    assert content(export).decode() == told.replace("\r\n", "\n")
    assert rows(export) == [
        {"month": "2018-03", "kecamatan": code, "gender": "female", "metric": "licensed", "value": "1"}
        for code in sorted((HOME, ELSEWHERE))
    ]


def test_counts_as_of_an_earlier_revision_are_those_of_then(licensed):
    then = LedgerEntry.objects.filter(metric="licensed").earliest("pk").revision_id
    question = COUNTS.__class__(**vars(COUNTS) | {"as_of": then - 1})
    assert rows(written(user(Role.STAFF), question)) == []


def test_the_ledger_has_the_columns_and_the_rows_of_the_api(licensed):
    export = written(user(Role.STAFF), LEDGER)
    entries = LedgerEntry.objects.filter(metric="licensed", month=MARCH.first).order_by("pk")
    told = as_csv(LedgerEntryShape(entries, many=True).data, LedgerEntryShape().fields)
    assert list(contents.COLUMNS_OF_ENTRIES) == list(LedgerEntryShape().fields)
    assert content(export).decode() == told.replace("\r\n", "\n")
    assert export.rows == 2


def test_a_reason_that_looks_like_a_formula_is_text():
    posted(1, "2018-03-24T02:15:02+00:00", ("2018-03", 1, {"reason": "=HYPERLINK(1)", "metric": "licensed"}))
    assert [row["reason"] for row in rows(written(user(Role.STAFF), LEDGER))] == ["'=HYPERLINK(1)"]


def test_the_ledger_is_that_of_ones_own_kecamatan(licensed):
    narrow = user(Role.VERIFIER, kecamatan=(ELSEWHERE,))
    assert [row["kecamatan"] for row in rows(written(narrow, LEDGER))] == [ELSEWHERE]


def test_whose_assignment_ended_gets_a_file_without_entries(licensed):
    narrow = user(Role.VERIFIER, kecamatan=(ELSEWHERE,))
    Assignment.objects.filter(user=narrow).update(ends_on=datetime.date(2018, 4, 1))
    export = written(narrow, LEDGER)
    assert (export.state, export.rows) == ("complete", 0)


def test_people_are_masked(licensed):
    ani, citra = licensed
    export = written(user(Role.STAFF), PEOPLE)
    told = {"month": "2018-03", "gender": "female", "age_band": "25-34", "value": "1"}
    assert sorted(rows(export), key=lambda row: row["kecamatan"]) == sorted(
        [
            told | {"kecamatan": HOME, "kecamatan_name": "Tebet", "person": str(ani.pk)},
            told | {"kecamatan": ELSEWHERE, "kecamatan_name": citra.registered_in.name, "person": str(citra.pk)},
        ],
        key=lambda row: row["kecamatan"],
    )
    assert not Read.objects.exists()


def test_people_are_those_of_ones_own_kecamatan(licensed):
    _ani, citra = licensed
    export = written(user(Role.VERIFIER, kecamatan=(ELSEWHERE,)), PEOPLE)
    assert [row["person"] for row in rows(export)] == [str(citra.pk)]


def test_names_are_of_those_whom_one_may_open_and_the_log_of_reads_says_whose(licensed):
    ani, _citra = licensed
    by = user(Role.STAFF, kecamatan=(HOME,))
    export = written(by, PEOPLE, with_names=True, reason="Undangan wisuda")
    assert [(row["name"], row["day"]) for row in rows(export)] == [("Ani Wijaya", "2018-03-12")]
    row = Read.objects.get()
    assert (row.user, row.name, row.method, row.people) == (by, "export-people", "JOB", [ani.pk])


def test_who_counts_here_and_moved_away_has_a_line_and_no_name(licensed):
    _ani, citra = licensed
    somebody = person(by=citra.registered_by, lives_in=ELSEWHERE, name="Eka Putri")
    moved(somebody, to=HOME, since="2018-03-10")
    approved(licence(somebody, issued="2018-03-20"))
    moved(somebody, to=ELSEWHERE, since="2018-04-02")
    rollup.drain()
    told = rows(written(user(Role.STAFF, kecamatan=(HOME,)), PEOPLE, with_names=True, reason="Undangan wisuda"))
    assert [(row["person"], row["day"], row["name"]) for row in told if row["name"] != "Ani Wijaya"] == [
        (str(somebody.pk), "", "")
    ]
    assert somebody.pk not in Read.objects.get().people


def test_each_month_of_a_person_has_its_own_day(licensed):
    ani, _citra = licensed
    for on, number in (("2018-03-20", 1), ("2018-04-10", 3)):
        approved(workers(ani, on=on, full_time=number))
    rollup.drain()
    jobs = Number("jobs_created", MARCH, MARCH + 1)
    told = rows(written(user(Role.STAFF), jobs, with_names=True, reason="Undangan wisuda"))
    assert [(row["month"], row["value"], row["day"], row["name"]) for row in told] == [
        ("2018-04", "2", "2018-04-10", "Ani Wijaya"),
        ("2018-03", "1", "2018-03-20", "Ani Wijaya"),
    ]
    assert Read.objects.get().people == [ani.pk]


def test_whose_assignment_ended_gets_a_file_without_people(licensed):
    narrow = user(Role.STAFF, kecamatan=(ELSEWHERE,))
    Assignment.objects.filter(user=narrow).update(ends_on=datetime.date(2018, 4, 1))
    export = written(narrow, PEOPLE, with_names=True, reason="Undangan wisuda")
    assert (export.state, export.rows) == ("complete", 0)
    assert not Read.objects.exists()


def test_a_name_that_looks_like_a_formula_is_text(licensed):
    ani, _citra = licensed
    ani.name = "=cmd|' /C calc'!A0"
    ani.save(update_fields=["name"])
    export = written(user(Role.STAFF), PEOPLE, with_names=True, reason="Undangan wisuda")
    assert "'=cmd|' /C calc'!A0" in [row["name"] for row in rows(export)]


def test_excel_has_typed_cells_and_no_formula(licensed):
    ani, _citra = licensed
    ani.name = "=1+1"
    ani.save(update_fields=["name"])
    by = user(Role.STAFF, kecamatan=(HOME,))
    export = written(by, PEOPLE, format="xlsx", with_names=True, reason="Undangan wisuda")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content(export)))
    heading, line = book.get_sheet_by_index(0).to_python()
    assert dict(zip(heading, line, strict=True)) == {
        "month": "2018-03",
        "kecamatan": HOME,
        "kecamatan_name": "Tebet",
        "gender": "female",
        "age_band": "25-34",
        "value": 1.0,
        "person": str(ani.pk),
        "day": datetime.date(2018, 3, 12),
        "name": "=1+1",
    }
    assert export.rows == 1


@pytest.mark.parametrize("question", [COUNTS, LEDGER, PEOPLE])
def test_excel_has_the_rows_of_csv(licensed, question):
    by = user(Role.STAFF)
    flat, sheet = written(by, question), written(by, question, format="xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content(sheet)))
    heading, *lines = book.get_sheet_by_index(0).to_python()
    told = [dict(zip(heading, line, strict=True)) for line in lines]
    values = "delta" if question is LEDGER else "value"
    assert [row[values] for row in told] == [float(row[values]) for row in rows(flat)]
    assert [row["kecamatan"] for row in told] == [row["kecamatan"] for row in rows(flat)]
    assert heading == list(rows(flat)[0])


def test_more_rows_than_a_sheet_holds_are_refused(licensed, monkeypatch):
    monkeypatch.setattr(contents, "MOST_IN_A_SHEET", 1)
    export = written(user(Role.STAFF), PEOPLE, format="xlsx")
    assert (export.state, export.file) == ("failed", "")
    assert export.error == "These are more rows than a sheet of Excel has: ask for them as CSV."


@pytest.mark.parametrize("names", [False, True])
def test_three_people_take_as_many_queries_as_one(names, django_assert_num_queries):
    by = user(Role.STAFF)

    def taken():
        with connection.execute_wrapper(counted := Counted()):
            written(by, PEOPLE, **{"with_names": True, "reason": "Undangan wisuda"} if names else {})
        return counted.many

    approved(licence(person(), issued="2018-03-12"))
    rollup.drain()
    one = taken()
    for _more in range(2):
        approved(licence(person(), issued="2018-03-12"))
    rollup.drain()
    assert taken() == one


class Counted:
    many = 0

    def __call__(self, execute, *said):
        self.many += 1
        return execute(*said)


def test_a_year_of_counts_is_one_row_a_metric_where_nothing_tells_them_apart():
    cell("2018-03", 3), cell("2018-04", 4)
    question = COUNTS.__class__(metrics=("registered",), first=MARCH, last=Month(2018, 4), by=())
    assert rows(written(user(Role.STAFF), question)) == [{"metric": "registered", "value": "7"}]


def test_the_people_of_a_cohort_are_those_of_its_cell(licensed):
    late = person(name="Eka Putri", on="2018-04-02")
    approved(licence(late, issued="2018-04-09"))
    rollup.drain()
    cell = Number("licensed", MARCH, MARCH + 1, registered=MARCH)
    export = written(user(Role.STAFF), cell)
    assert asked_of(export) == cell
    assert [row["month"] for row in rows(export)] == ["2018-03", "2018-03"]
    words = {line.label: line.words for line in told(cell, None)}
    assert (words["Registered in"], words["By the end of"]) == ("March 2018", "April 2018")
