"""Reference data as the migrations leave it: places, programme, targets, what is taught and who pays."""

import re

import pytest
from django.apps import apps

from okoce.core.months import Month
from programs import reference
from programs.models import Agency, Centre, City, Curriculum, Kecamatan, Programme, Target
from tests.factories import day

pytestmark = pytest.mark.django_db


class TestPlaces:
    def test_six_cities_with_44_kecamatan(self):
        counts = {city.name: city.kecamatan.count() for city in City.objects.order_by("code")}
        assert counts == {
            "Kabupaten Administrasi Kepulauan Seribu": 2,
            "Kota Administrasi Jakarta Pusat": 8,
            "Kota Administrasi Jakarta Utara": 6,
            "Kota Administrasi Jakarta Barat": 8,
            "Kota Administrasi Jakarta Selatan": 10,
            "Kota Administrasi Jakarta Timur": 10,
        }

    def test_a_code_begins_with_that_of_its_city(self):
        assert [place.code for place in Kecamatan.objects.all() if not place.code.startswith(f"{place.city_id}.")] == []

    def test_codes_are_dotted_and_names_are_given_once(self):
        codes = Kecamatan.objects.values_list("code", flat=True)
        assert [code for code in codes if not re.fullmatch(r"31\.\d\d\.\d\d", code)] == []
        assert Kecamatan.objects.values("name").distinct().count() == 44

    def test_tebet_is_in_the_south(self):
        tebet = Kecamatan.objects.get(name="Tebet")
        assert (tebet.code, tebet.city.name) == ("31.74.01", "Kota Administrasi Jakarta Selatan")

    def test_an_alias_means_one_place_only(self):
        words = [word.casefold() for place in Kecamatan.objects.all() for word in {place.name, *place.aliases}]
        assert len(words) == len(set(words))
        assert Kecamatan.objects.get(aliases__contains=["Sawahbesar"]).name == "Sawah Besar"

    def test_each_has_a_tile_of_its_own(self):
        tiles = Kecamatan.objects.values_list("grid_row", "grid_col")
        assert len(set(tiles)) == 44
        assert min(tiles)[0] > 0
        assert min(column for _row, column in tiles) > 0

    def test_each_has_a_centre(self):
        assert set(Centre.objects.values_list("kecamatan", flat=True)) == set(
            Kecamatan.objects.values_list("code", flat=True)
        )
        assert Centre.objects.get(kecamatan="31.74.01").name == "Pusat Tebet"


class TestProgramme:
    def test_sixty_months_from_december_2017(self):
        programme = Programme.objects.get()
        assert (programme.first, programme.last, programme.months) == (Month(2017, 12), Month(2022, 11), 60)


class TestTargets:
    def test_the_monthly_ones_add_up_to_the_programmes(self):
        monthly = Target.objects.filter(metric="new_entrepreneurs", period="month")
        assert sum(one.floor * (one.to_month - one.from_month + 1) for one in monthly) == 200_000
        assert Target.objects.get(metric="new_entrepreneurs", period="programme").floor == 200_000

    def test_the_monthly_ones_cover_each_month_once(self):
        monthly = Target.objects.filter(metric="new_entrepreneurs", period="month").order_by("from_month")
        assert [(one.from_month, one.to_month, one.floor) for one in monthly] == [
            (1, 12, 4000),
            (13, 44, 3167),
            (45, 60, 3166),
        ]

    def test_trainings_have_a_band(self):
        band = Target.objects.get(metric="trainings")
        assert (band.floor, band.ceiling, band.period) == (50, 70, "month")

    def test_spending_has_only_a_ceiling(self):
        budget = Target.objects.get(metric="spending")
        assert (budget.floor, budget.ceiling) == (None, 82_000_000_000)

    def test_each_is_a_first_version_with_a_source_valid_from_the_first_month(self):
        rows = set(Target.objects.values_list("version", "valid_from", "superseded_by"))
        assert rows == {(1, day("2017-12-01"), None)}
        assert not Target.objects.filter(source="").exists()


class TestTeaching:
    def test_what_is_taught_and_who_pays(self):
        assert (Curriculum.objects.count(), Agency.objects.count()) == (6, 6)
        assert Curriculum.objects.get(pk="IZIN").hours == 3
        assert Agency.objects.get(pk="DINSOS").name == "Dinas Sosial"


class TestAnotherFirstMonth:
    @pytest.mark.usefixtures("programme_may_move")
    def test_moves_the_programme_with_all_its_targets(self):
        for model in (Centre, Kecamatan, City, Programme, Target, Agency, Curriculum):
            model.objects.all().delete()
        reference.load(apps, Month(2025, 1))
        programme = Programme.objects.get()
        assert (programme.first, programme.last) == (Month(2025, 1), Month(2029, 12))
        assert set(Target.objects.values_list("valid_from", flat=True)) == {day("2025-01-01")}
        assert Target.objects.get(code="T-2017-NE-M").from_month == 1
