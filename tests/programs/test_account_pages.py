import pytest

from tests import factories
from tests.pages import queries

pytestmark = pytest.mark.django_db


def test_it_says_what_somebody_may_do_and_where(signed_in):
    told = signed_in(factories.user("facilitator", "verifier", kecamatan=(factories.HOME,))).get("/account/").context
    assert [f"{role}" for role in told["roles"]] == ["Facilitator", "Verifier"]
    assert [f"{assignment.kecamatan}" for assignment in told["assignments"]] == ["Tebet"]


def test_it_takes_as_many_queries_for_three_kecamatan_as_for_one(signed_in):
    one = factories.user(kecamatan=("31.74.01",))
    three = factories.user(kecamatan=("31.74.01", "31.74.02", "31.74.03"))
    assert queries(signed_in(one), "/account/") == queries(signed_in(three), "/account/")
