"""What the database writes as CSV goes on without a formula, whichever cell one stands in."""

import csv
import io

import pytest
from django.db import connection

from okoce.core.sheets import formulas
from okoce.core.sheets.formulas import SIGNS, safe, safe_lines

TEXTS = [
    *(f"{sign}1+1" for sign in SIGNS),
    *(f"Budi;{sign}1+1" for sign in SIGNS),
    *(
        "Budi; -1+1",
        "Budi\t=1",
        "Sri, S.E.",
        'Toko "Maju"',
        "=Sri, S.E.",
        '="x"',
        "Siti = 1",
        "-24",
        "-",
        "25-34",
        "-5,5",
    ),
    *("Sri\n=1", "a\rb", "", " =1", "\u00a0=1", "\uff1b=1", "=\n", "ÑïÑa", ",=1", '"', "-\u0663"),
]


def copied(*rows):
    """As the database hands them over, line by line."""
    lines = []
    with connection.cursor() as cursor:
        values = ", ".join(cursor.mogrify("(%s, %s, %s)", row).decode() for row in rows)
        cursor.copy_expert(f"COPY (VALUES {values}) TO STDOUT (FORMAT csv)", Lines(lines))
    return lines


class Lines:
    def __init__(self, lines):
        self.write = lines.append


def read(text):
    return list(csv.reader(io.StringIO(text.decode(), newline="")))


@pytest.mark.django_db
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_cell_is_as_safe_has_it(text, place):
    row = ["a", "b", "c"]
    row[place] = text
    told = [["Siti", "2018-03", "-24"], row, ["Budi", "-", "-7"]]
    assert read(safe_lines(copied(*told))) == [[safe(cell) for cell in row] for row in told]


@pytest.mark.django_db
def test_lines_that_hold_none_are_not_read_again(monkeypatch):
    lines = copied(
        ("Siti", "-24", "2018-03-24T09:15:02+07:00"), ("Sri, S.E.", "-", "-1"), ('Toko "Maju"', "25-34", "a=b")
    )
    monkeypatch.setattr(formulas, "_safe_line", None)
    assert safe_lines(lines) == b"".join(lines)


def test_no_lines_are_nothing():
    assert safe_lines([]) == b""
