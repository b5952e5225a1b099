"""Cells of a workbook that are days, hours and numbers, and no text."""

import datetime
import io

import pytest
from xlsxwriter import Workbook

from participants.importing.milestones import number
from programs.models import Expense, TrainingSession
from tests.factories import facilitator, user
from tests.participants.importing import bringing
from tests.refusals import refused_as_a_whole

DAY = datetime.date(2018, 3, 5)


def workbook(headings, *rows):
    """Every cell as what it is."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        looks = {datetime.date: "dd/mm/yyyy", datetime.time: "hh:mm"}
        looks = {kind: book.add_format({"num_format": look}) for kind, look in looks.items()}
        for line, cells in enumerate([headings, *rows]):
            for column, cell in enumerate(cells):
                sheet.write(line, column, cell, looks.get(type(cell)))
    return content.getvalue()


@pytest.mark.django_db
def test_days_and_hours_of_a_training():
    headings = ["Tanggal", "Jam mulai", "Jam selesai", "Tempat", "Materi", "Dinas"]
    cells = [DAY, datetime.time(9), datetime.time(11, 30), "Aula", "DASAR", "DPPKUKM"]
    bringing.taken_in(workbook(headings, cells), kind="trainings", by=facilitator())
    held = TrainingSession.objects.get()
    assert (held.held_on, held.starts_at, held.ends_at) == (DAY, datetime.time(9), datetime.time(11, 30))


@pytest.mark.django_db
def test_months_and_amounts_of_expenses():
    headings = ["Bulan", "Kecamatan", "Pos", "Jumlah"]
    cells = [DAY, "Tebet", "alat", 1_500_000.0]
    bringing.taken_in(workbook(headings, cells), kind="expenses", by=user("staff"), kecamatan=None)
    spent = Expense.objects.get()
    assert (spent.month, spent.rupiah) == (DAY.replace(day=1), 1_500_000)


@pytest.mark.parametrize(
    ("cell", "read"), [(220001112223, "220001112223"), ("'0220001112223", "0220001112223"), (None, None)]
)
def test_the_number_of_a_licence_is_read(cell, read):
    assert number(cell) == read


@pytest.mark.parametrize("cell", [2200011122230001, 2.2e16, "2,2E+16"])
def test_the_number_of_a_licence_that_lost_digits_is_refused(cell):
    with refused_as_a_whole():
        number(cell)
