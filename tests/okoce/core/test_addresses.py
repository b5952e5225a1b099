"""Whose address a request comes from."""

import ipaddress

import pytest
from django.test import RequestFactory

from okoce.core.addresses import client_address


def seen(settings, proxies, *, forwarded=None, connection="10.0.0.9"):
    settings.PROXIES = proxies
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    address = client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=connection))
    return address and str(address)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "10.0.0.9"),
        (0, "192.0.2.1", "10.0.0.9"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.7, 192.0.2.1", "192.0.2.1"),
        (2, "203.0.113.7, 192.0.2.1, 10.0.0.1", "192.0.2.1"),
        (2, "192.0.2.1", "10.0.0.9"),
        (1, None, "10.0.0.9"),
        (1, "", "10.0.0.9"),
        (1, "192.0.2.1, unknown", None),
    ],
)
def test_proxies_are_counted_from_the_right(settings, proxies, forwarded, address):
    assert seen(settings, proxies, forwarded=forwarded) == address


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("192.0.2.1:5000", "192.0.2.1"),
        ("[2001:db8::1]:5000", "2001:db8::1"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_one_machine_has_one_address(settings, written, address):
    assert seen(settings, 1, forwarded=written) == address


def test_a_connection_without_an_address_has_none(settings):
    assert seen(settings, 0, connection="") is None


def test_it_can_be_looked_for_in_a_network(settings):
    settings.PROXIES = 0
    address = client_address(RequestFactory().get("/", REMOTE_ADDR="192.0.2.77"))
    assert address in ipaddress.ip_network("192.0.2.0/24")
