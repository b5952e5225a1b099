"""The identity number (docs/privacy.md, “The identity number”). Province 99 does not exist."""

import datetime
import re

import pytest
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection

from okoce.core import sealing
from participants import nik
from participants.models import Participant
from tests.factories import day, person

WOMAN, MAN = "9900014101900003", "9900010101900003"
ON = day("2018-03-05")


def read(text):
    return nik.read(text, on=ON)


def born(middle):
    return read(f"990001{middle}0003").birth_date(ON)


class TestReading:
    def test_sixteen_digits_with_a_date_are_well_formed(self):
        assert read(WOMAN).digits == WOMAN

    @pytest.mark.parametrize(
        "text", ["99.0001.410190.0003", " 9900 0141 0190 0003 ", "990001-410190-0003", WOMAN + "\n"]
    )
    def test_spaces_dots_and_dashes_are_let_go(self, text):
        assert read(text).digits == WOMAN

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(WOMAN[:15], id="fifteen digits"),
            pytest.param(WOMAN + "1", id="seventeen digits"),
            pytest.param("99000141O1900003", id="a letter"),
            pytest.param("９９00014101900003", id="digits of another script"),
            pytest.param("9900014101900003\0", id="a null byte"),
            pytest.param(" . - ", id="nothing but marks"),
            pytest.param("", id="nothing"),
            pytest.param("9900013102900003", id="31 February"),
            pytest.param("9900010001900003", id="day 0"),
            pytest.param("9900014001900003", id="day 40, a woman's day 0"),
            pytest.param("9900017201900003", id="a woman's day 32"),
            pytest.param("9900010113900003", id="month 13"),
            pytest.param("9900012902010003", id="29 February of no leap year"),
        ],
    )
    def test_anything_else_is_refused_without_repeating_it(self, text):
        with pytest.raises(ValidationError) as refusal:
            read(text)
        assert re.findall(r"\d{3,}", " ".join(refusal.value.messages)) == []
        assert refusal.value.__suppress_context__ or refusal.value.__context__ is None

    def test_the_number_of_digits_is_told(self):
        with pytest.raises(ValidationError) as refusal:
            read(WOMAN[:15])
        assert re.findall(r"\d+", refusal.value.messages[0]) == ["16", "15"]


class TestWhatItSays:
    def test_a_womans_day_is_forty_more(self):
        assert (read(WOMAN).sex, read(WOMAN).birth_date(ON)) == ("female", datetime.date(1990, 1, 1))

    def test_a_mans_day_is_the_day(self):
        assert (read(MAN).sex, read(MAN).birth_date(ON)) == ("male", datetime.date(1990, 1, 1))

    def test_the_last_day_of_a_month_for_both(self):
        assert born("310190") == born("710190") == datetime.date(1990, 1, 31)

    @pytest.mark.parametrize(
        ("middle", "date"),
        [
            pytest.param("050318", "2018-03-05", id="born on the day itself"),
            pytest.param("060318", "1918-03-06", id="a day later would be the future"),
            pytest.param("311299", "1999-12-31", id="the year 99"),
            pytest.param("690200", "2000-02-29", id="a leap day"),
        ],
    )
    def test_the_century_makes_the_person_at_most_a_hundred(self, middle, date):
        assert born(middle) == day(date)

    def test_the_tail_is_the_last_four(self):
        assert read(WOMAN).tail == "0003"


class TestKeeping:
    def test_a_printout_hides_the_digits(self):
        assert repr(read(WOMAN)) == str(read(WOMAN)) == "Nik()"

    def test_what_is_sealed_can_be_opened_with_the_key(self):
        assert sealing.unseal(read(WOMAN).sealed(), key=settings.NIK_CIPHER_KEY, purpose="nik") == WOMAN

    def test_another_key_opens_nothing(self):
        with pytest.raises(InvalidTag):
            sealing.unseal(read(WOMAN).sealed(), key="c" * 64, purpose="nik")

    def test_one_number_is_sealed_differently_each_time(self):
        assert read(WOMAN).sealed() != read(WOMAN).sealed()

    def test_one_number_has_one_fingerprint_however_it_is_typed(self):
        assert read(WOMAN).fingerprint == read("99.0001.410190.0003").fingerprint
        assert len(read(WOMAN).fingerprint) == 32

    def test_two_numbers_have_two_fingerprints(self):
        assert read(WOMAN).fingerprint != read(MAN).fingerprint

    def test_the_fingerprint_depends_on_the_key(self):
        assert sealing.fingerprint(WOMAN, key="c" * 64, purpose="nik") != read(WOMAN).fingerprint

    @pytest.mark.django_db
    def test_it_is_shown_masked(self):
        assert person(nik=WOMAN).nik_masked == "************0003"

    @pytest.mark.django_db
    def test_a_person_without_one_shows_nothing(self):
        assert Participant().nik_masked == ""

    @pytest.mark.django_db
    def test_it_stands_in_no_column_of_any_table(self):
        person(nik=WOMAN)
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s OR t::text LIKE %s",
                    [f"%{WOMAN}%", f"%{WOMAN.encode().hex()}%"],
                )
                assert (table, cursor.fetchone()) == (table, (0,))
