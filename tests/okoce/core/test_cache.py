"""The cache: adding up in one question, also while its server is away."""

import uuid

import pytest
from django.core.cache import cache

from okoce.core.cache import SurvivingCache


@pytest.fixture
def away():
    """A cache whose server does not answer."""
    return SurvivingCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 1}})


def test_what_is_added_adds_up():
    assert [cache.add_up("sum", amount, 60) for amount in (1, 30, 5)] == [1, 31, 36]


def test_each_key_has_its_own_sum():
    assert [cache.add_up(key, 1, 60) for key in ("one", "another")] == [1, 1]


def test_it_is_forgotten_in_time():
    cache.add_up("sum", 1, 60)
    assert 0 < cache._cache.get_client().ttl(cache.make_key("sum")) <= 60


def test_without_its_server_this_process_adds_up_alone(away):
    key = f"{uuid.uuid4()}"
    assert [away.add_up(key, amount, 60) for amount in (1, 30)] == [1, 31]
