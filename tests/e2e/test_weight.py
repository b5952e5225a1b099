"""A first visit by phone is light, and asks nobody else."""

import datetime
from urllib.parse import urlsplit

import pytest

from okoce.core.months import today
from tests.e2e import wire
from tests.e2e.pages import PHONE

MOST = 60_000


@pytest.fixture(scope="module")
def screens(site):
    return wire.addresses(wire.full(site, "sari", today() - datetime.timedelta(days=1)))


def test_a_first_visit_to_any_screen_of_a_facilitator_is_at_most_60_kb(site, window, screens):
    sizes, hosts = {}, set()
    for name, address in screens.items():
        sizes[name], asked = wire.visited(window("sari", size=PHONE, language="id").page, address)
        hosts |= asked
    assert {name: size for name, size in sizes.items() if size > MOST} == {}
    assert min(sizes.values()) > 10_000, "nothing was weighed"
    assert hosts == {urlsplit(site.address).netloc}
