"""Where a message may go: public addresses over HTTPS, and the networks that the site names.

The name is looked up once, every address that it has is judged, and one of these is what is connected to: a name that
answers otherwise a moment later changes nothing. Asked when an address is saved, and again before each sending.
"""

import ipaddress
import re
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
LookUp = Callable[[str, int], list[str]]

PORTS = {"https": 443, "http": 80}
OPEN_PORTS = {443, 8443}
PATIENCE = 5

# Every other IPv6 address is private, local, reserved, of a group, or stands for one of IPv4.
GLOBAL = ipaddress.ip_network("2000::/3")
# The registries of special addresses, written out: what the library calls global changed between its versions.
SPECIAL = [
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        # Protocols, Teredo, examples, 6to4: the last and Teredo carry an IPv4 address inside.
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
]
# A machine's own secrets are told at these: not even a network that the site names opens them.
METADATA = {
    ipaddress.ip_address(address)
    for address in ("169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254")
}

# What a browser would read as a number: 2130706433, 0177.0.0.1, 0x7f.1, 127.1.
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)", re.ASCII | re.IGNORECASE)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)


class Refused(Exception):  # noqa: N818 - an answer, no fault
    """Nothing is sent there; `code` is kept with the delivery, `sentence` is for who gave the address."""

    def __init__(self, code: str, sentence: str):
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True)
class Way:
    """An address that was judged: what is connected to, what is asked for there, and by which name."""

    scheme: str
    host: str
    port: int
    target: str
    addresses: tuple[str, ...]

    @property
    def authority(self) -> str:
        """What the Host header says."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


def look_up(host: str, port: int) -> list[str]:
    """Every address of the name, in the order in which to try them; raises OSError when there is none in time."""
    found: list[str] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(str(answer[4][0]) for answer in answers)

    # The system's look-up knows no limit of time of its own.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(PATIENCE)
    if not found:
        raise OSError
    return list(dict.fromkeys(found))


def way_to(url: str, *, look_up: LookUp = look_up) -> Way:
    """The way to the address; raises Refused, with a sentence, when nothing may be sent there."""
    parts, host = _read(url)
    port = parts.port or PORTS[parts.scheme]
    if not settings.WEBHOOK_NETWORKS:
        # Whatever the name is, it leads to none of them.
        _judge_door(parts.scheme, port)
    try:
        answers = [str(_literal(host))] if _literal(host) else look_up(host, port)
        addresses = [ipaddress.ip_address(answer) for answer in answers]
    except (OSError, ValueError):
        addresses = []
    if not addresses:
        raise Refused("unknown_name", _("Nobody knows this name: see that it is written right, and try again."))
    _judge(parts.scheme, port, addresses)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Way(parts.scheme, host, port, target, tuple(map(str, addresses)))


def _read(url: str) -> tuple[SplitResult, str]:
    """The parts of the address and its host, as it is looked up; raises Refused for one that can be read in two ways."""
    # Programs disagree about white space and backslashes; beyond ASCII only a host has one meaning, and is not taken.
    if not re.fullmatch(r"[!-\[\]-~]+", url, re.ASCII):
        raise Refused("address", _("Write the address without spaces, backslashes and letters beyond a to z."))
    try:
        parts, port_is_read = urlsplit(url), urlsplit(url).port
    except ValueError:
        raise Refused("address", _("This is no address: write one such as https://bi.example.org/okoce.")) from None
    if parts.scheme not in PORTS or not parts.hostname or port_is_read == 0:
        raise Refused("address", _("This is no address: write one such as https://bi.example.org/okoce."))
    if "@" in parts.netloc:
        raise Refused("address", _("Leave out the user name and the password: the signature says who is calling."))
    if parts.fragment or url.endswith("#"):
        raise Refused("address", _("Leave out what comes after the #: it is never sent."))
    return parts, _host(parts)


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").removesuffix(".")
    if "[" in parts.netloc or ":" in host:
        return _same_or_refuse(host)
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        return _same_or_refuse(host)
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise Refused("address", _("This is no name of a server: write one such as bi.example.org."))
    return host


def _same_or_refuse(host: str) -> str:
    """A literal in its one full form: 2130706433, 0177.0.0.1 and 127.1 are read as an address by some programs only."""
    literal = _literal(host)
    if literal is None or "%" in host:
        raise Refused("address", _("Write a name such as bi.example.org, or all four numbers of an address."))
    return str(literal)


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _judge(scheme: str, port: int, addresses: Iterable[Address]) -> None:
    """Refuse when one of the addresses may not be connected to: whichever is taken, it is a good one."""
    strange = [address for address in addresses if not _named(address)]
    if not strange:
        return
    if not all(map(is_public, strange)):
        raise Refused("private", _("This address leads into a private or special network, where nothing is sent."))
    _judge_door(scheme, port)


def _judge_door(scheme: str, port: int) -> None:
    """Refuse what is open in networks of the site's own alone."""
    if scheme != "https":
        raise Refused("address", _("Write an address that begins with https://."))
    if port not in OPEN_PORTS:
        raise Refused("address", _("Use port 443 or 8443: nothing is sent to others."))


def _named(address: Address) -> bool:
    """Whether the site named a network of it: there http and every port are good too."""
    return address not in METADATA and any(
        address in network for network in settings.WEBHOOK_NETWORKS if network.version == address.version
    )


def is_public(address: Address) -> bool:
    """Whether the address is one of the open internet."""
    if address in METADATA or (address.version == 6 and address not in GLOBAL):
        return False
    special = any(address in network for network in SPECIAL if network.version == address.version)
    return address.is_global and not address.is_multicast and not special
