import pytest
from django.urls import Resolver404, resolve, reverse


def test_a_kecamatan_is_addressed_by_its_dotted_code():
    assert resolve("/dashboard/31.74.01/").kwargs == {"kecamatan": "31.74.01"}
    assert reverse("dashboard-kecamatan", args=["31.01.02"]) == "/dashboard/31.01.02/"


@pytest.mark.parametrize("typed", ["317401", "31.74", "32.74.01", "31.74.01x", "31.7\u0664.01", "\0", "31.74.0\0"])
def test_nothing_else_is_looked_up_as_one(typed):
    with pytest.raises(Resolver404):
        resolve(f"/dashboard/{typed}/")


@pytest.mark.parametrize("typed", ["people.csv", "months.xlsx", "months", "kecamatan.json/", "31.74.01.csv"])
def test_there_are_two_open_tables(typed):
    assert resolve("/public/data/months.csv").kwargs == {"table": "months"}
    assert resolve("/public/data/kecamatan.json").kwargs == {"table": "kecamatan"}
    with pytest.raises(Resolver404):
        resolve(f"/public/data/{typed}")
