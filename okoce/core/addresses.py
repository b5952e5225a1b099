"""Whose address a request comes from: proxies are counted from this end, and nothing further away is believed."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest) -> Address | None:
    """The address that the outermost of our proxies saw, or the connection's own; None where that is no address.

    Each proxy adds at the right of X-Forwarded-For whom it was asked by; what stands further left was written by
    whoever asked.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR")
    if settings.PROXIES and forwarded and len(said := forwarded.split(",")) >= settings.PROXIES:
        return _read(said[-settings.PROXIES])
    # Fewer than there are proxies: it came past them, and the connection is all that is known.
    return _read(request.META.get("REMOTE_ADDR", ""))


def _read(text: str) -> Address | None:
    text = text.strip()
    # Some proxies write a port too: 192.0.2.1:5000, [2001:db8::1]:5000.
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    # One machine has one address, whether the socket speaks both versions or one.
    return getattr(address, "ipv4_mapped", None) or address
