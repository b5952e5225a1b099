"""A running server with something to count, and tokens for it."""

import datetime

import pytest

from okoce.accounts.models import Scope
from okoce.accounts.roles import Role
from okoce.accounts.tokens import make_token
from reports import rollup
from tests import factories
from tests.recipes.page import Kitchen


@pytest.fixture
def city(committed_db):
    """Two women of 31.74.01 in March, one of whom has a licence, and a man of 31.73.05 in April."""
    factories.approved(factories.licence(factories.person(on="2018-03-05"), issued="2018-03-20"))
    factories.person(on="2018-03-06")
    factories.person(on="2018-04-02", sex="male", lives_in=factories.ELSEWHERE)
    rollup.drain()


@pytest.fixture
def kitchen(city, live_server, tmp_path):
    def with_a_token_of(scope=Scope.SUMMARY):
        owner, lifetime = factories.user(Role.STAFF), datetime.timedelta(days=30)
        _token, text = make_token(user=owner, name="recipes", scope=scope, lifetime=lifetime)
        return Kitchen(tmp_path, live_server.url, text)

    return with_a_token_of
