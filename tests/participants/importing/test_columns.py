"""How a cell is read: what a spreadsheet made of it is mended where that is sure, and refused where it is not."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from participants.importing import columns

pytestmark = pytest.mark.usefixtures("in_english")

LOST = "This NIK is a number here, and a spreadsheet keeps only 15 digits of one"
MORNING = datetime.datetime(2018, 3, 5, 8, 30)  # noqa: DTZ001 - as a spreadsheet has it, without a zone
SEX = columns.one_of({"p": "female", "perempuan": "female", "l": "male"})


@pytest.mark.parametrize("cell", [9974010101990002, 9974010101990002.0, "3.17401E+15", "3,17E+15", "3.17401010199E+15"])
def test_a_nik_that_became_a_number_is_refused_and_says_how_it_is_mended(cell):
    with pytest.raises(ValidationError) as refusal:
        columns.nik(cell)
    assert refusal.value.messages[0].startswith(LOST)
    assert refusal.value.messages[0].endswith("Set the column to text and type the NIK again from the identity card.")


@pytest.mark.parametrize(
    "cell", ["9901015503900001", " 9901 0155 0390 0001", "'9901015503900001", "99.01.01.550390.0001"]
)
def test_a_nik_that_is_text_is_read(cell):
    assert columns.nik(cell).tail == "0001"


@pytest.mark.parametrize(
    "cell",
    [
        "081234567890",
        81234567890,
        81234567890.0,
        "81234567890",
        "8.1234567890E+10",
        "+62 812-3456-7890",
        "'081234567890",
    ],
)
def test_a_phone_gets_its_zero_back(cell):
    assert columns.phone(cell) == "081234567890"


def test_a_phone_that_lost_digits_is_refused():
    with pytest.raises(ValidationError, match="Digits of this phone number are lost"):
        columns.phone("8.12E+10")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cell", ["Tebet", "TEBET", "Kec. Tebet", "kecamatan tebet", "Tebet, Jakarta Selatan", "31.74.01"]
)
def test_a_kecamatan_is_known_by_any_of_its_names(cell):
    assert columns.kecamatan(cell) == "31.74.01"


@pytest.mark.django_db
@pytest.mark.parametrize(("cell", "code"), [("Kep Seribu Utara", "31.01.01"), ("Sawahbesar", "31.71.02")])
def test_a_kecamatan_is_known_by_its_alias(cell, code):
    assert columns.kecamatan(cell) == code


@pytest.mark.django_db
@pytest.mark.parametrize("cell", ["LUAR", "luar Jakarta", "Outside Jakarta"])
def test_outside_jakarta_is_a_place(cell):
    assert columns.kecamatan(cell) == "LUAR"


@pytest.mark.django_db
@pytest.mark.parametrize("cell", ["317401", 317401, 317401.0])
def test_a_code_without_dots_is_refused_because_it_is_another_place_elsewhere(cell):
    with pytest.raises(ValidationError) as refusal:
        columns.kecamatan(cell)
    assert refusal.value.messages[0].startswith(
        "Unknown kecamatan “317401”. Write 31.74.01 if that is the one you mean:"
    )


@pytest.mark.parametrize(
    "cell",
    ["05-03-2018", "5/3/2018", "5.3.2018", "5 Maret 2018", "Senin, 5 Maret 2018", "2018/03/05", "05 Mar 2018", "2018-03-05", MORNING.date(), MORNING],
)  # fmt: skip
def test_a_day_is_read_the_day_first(cell):
    assert columns.day(cell) == "2018-03-05"


@pytest.mark.parametrize("cell", ["31/02/2026", "03/25/2018", "5-3-18", 43164, "besok", True])
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(ValidationError, match="This is no day: write it as 05-03-2018, the day first"):
        columns.day(cell)


@pytest.mark.parametrize(
    ("cell", "time"), [("08.30", "08:30"), (datetime.time(8, 30), "08:30"), (0.354166667, "08:30")]
)
def test_a_time_of_day_is_read(cell, time):
    assert columns.clock(cell) == time


@pytest.mark.parametrize(
    "cell",
    [
        "Rp 1.500.000",
        1500000,
        1500000.0,
        "1,500,000",
        "Rp1.500.000,00",
        "1,500,000.00",
        "Rp. 1.500.000,-",
        "Rp 1 500 000",
    ],
)
def test_rupiah_are_read_however_they_are_grouped(cell):
    assert columns.rupiah(cell) == 1_500_000


@pytest.mark.parametrize("cell", ["1,5 juta", "1.5", 1500000.5, "-5000", "1.500.00"])
def test_what_is_no_whole_rupiah_is_refused(cell):
    with pytest.raises(ValidationError, match="This is no amount in whole rupiah"):
        columns.rupiah(cell)


@pytest.mark.parametrize(("cell", "number"), [("3", 3), (3.0, 3), ("3,0", 3), ("1.000", 1000), ("1,000", 1000)])
def test_a_whole_number_may_have_its_thousands_grouped(cell, number):
    assert columns.whole(0, 5000)(cell) == number


@pytest.mark.parametrize("cell", ["6000", "-1", 2.5, "dua", True])
def test_what_is_no_whole_number_within_bounds_is_refused(cell):
    with pytest.raises(ValidationError, match="Write a whole number from 0 to 5000"):
        columns.whole(0, 5000)(cell)


def test_one_of_a_few_words_says_which_there_are():
    assert (SEX("Perempuan"), SEX("L")) == ("female", "male")
    with pytest.raises(ValidationError, match=r"Write one of these: p, l\."):
        SEX("laki")


@pytest.mark.parametrize(("cell", "said"), [("Ya", True), ("✓", True), (True, True), ("tidak", False), (0, False)])
def test_yes_and_no_are_read(cell, said):
    assert columns.yes(cell) is said


@pytest.mark.parametrize(
    "read", [columns.day, columns.nik, columns.phone, columns.rupiah, columns.yes, columns.clock, SEX]
)
def test_an_empty_cell_says_nothing(read):
    assert (read(None), read(" ")) == (None, None)


@pytest.mark.parametrize("read", [columns.whole(0, 9), columns.rupiah, columns.phone, columns.nik])
@pytest.mark.parametrize("cell", ["9" * 5000, "1" + ".000" * 2000, "1" * 30_000 + "e29999", "1e" + "9" * 5000])
def test_a_number_of_thousands_of_digits_is_a_mistake_of_its_cell(read, cell):
    with pytest.raises(ValidationError):
        read(cell)


@pytest.mark.django_db
def test_no_sentence_repeats_a_number():
    for read, cell in (
        (columns.nik, "99010155039000"),
        (columns.phone, "0812"),
        (columns.nik, 9901015503900001),
        (columns.kecamatan, "9901015503900001"),
    ):
        with pytest.raises(ValidationError) as refusal:
            read(cell)
        assert str(cell) not in refusal.value.messages[0]
