"""Whom a token stands for, remembered for seconds: a token that is known asks no database.

What is remembered is a digest and facts, never the text. A token that was revoked, narrowed or has lost its user holds
for at most LONGEST seconds more in a process that knew it; one that ends, ends at its moment.
"""

import base64
import binascii
import functools
import ipaddress
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from hmac import compare_digest

from django.http import HttpRequest
from knox.crypto import hash_token
from knox.settings import CONSTANTS

from okoce.accounts import uses
from okoce.accounts.models import Scope, Token
from okoce.accounts.roles import Power
from okoce.core.addresses import Address, client_address

# Seconds after which the database is asked again, and after which nobody goes on with the old answer meanwhile.
FRESH, LONGEST = 5, 10
MOST = 1_000
# By their names too, as a row holds them.
REACH: dict[str, int] = {Scope.SUMMARY: 1, Scope.DETAILS: 2, Scope.RECORDS: 3}
_TEXT = re.compile(r"okoce_[0-9a-f]{64}", re.ASCII)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def reaches(held: str, asked: str) -> bool:
    """Whether a token of the one scope opens what asks for the other."""
    return REACH[held] >= REACH[asked]


@dataclass(frozen=True)
class Bearer:
    """A token that holds, without its text, and what its user may do."""

    user_id: int
    handle: uuid.UUID
    scope: str
    powers: frozenset[Power]
    networks: tuple[Network, ...]
    # Seconds since the epoch.
    ends_at: float

    @classmethod
    def of(cls, token: Token) -> "Bearer":
        return cls(
            user_id=token.user_id,
            handle=token.handle,
            scope=token.scope,
            powers=frozenset(token.user.powers),
            networks=tuple(ipaddress.ip_network(network) for network in token.addresses),
            ends_at=token.expiry.timestamp(),
        )

    @functools.cached_property
    def limit(self) -> str:
        """The key of its minute, for `limits.take`."""
        return f"token:{self.handle}"

    @property
    def has_ended(self) -> bool:
        return self.ends_at <= time.time()

    def has_address(self, address: Address | None) -> bool:
        """Whether it may be sent from there; one without networks from everywhere."""
        return not self.networks or any(address in network for network in self.networks if address)

    def may(self, power: Power, scope: str) -> bool:
        """Whether it opens what asks for this power and scope."""
        return power in self.powers and reaches(self.scope, scope)


def text_of(request: HttpRequest) -> str | None:
    """The token that the request sends, empty where it is none; None when nothing of the kind is sent.

    Spreadsheets know only names and passwords: a token may come as the password of any name.
    """
    kind, _space, said = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if kind.lower() not in ("bearer", "basic"):
        return None
    text = said.strip() if kind.lower() == "bearer" else _password(said)
    return text if _TEXT.fullmatch(text) else ""


def is_by_password(request: HttpRequest) -> bool:
    """Whether the token comes as a password, which a browser keeps, and sends along with a form of another site."""
    return request.META.get("HTTP_AUTHORIZATION", "").lower().startswith("basic ")


def token_of(text: str) -> Token | None:
    """The token of that text with its user, while both hold; texts are compared by their digests, in constant time."""
    digest = hash_token(text)
    rows = Token.objects.filter(token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH]).select_related("user")
    right = next((token for token in rows if compare_digest(digest, token.digest)), None)
    return right if right and right.user.is_active and not right.has_expired else None


def known(request: HttpRequest) -> Bearer | None:
    """Who asks, when that is known without the database and the token holds here and now.

    None says nothing about the token: the REST framework's way looks it up, and answers.
    """
    # What a look-up by digest takes tells nothing of the text: nobody chooses the digest of what they guess.
    digest = hash_token(text) if (text := text_of(request)) else ""
    if not (held := _known.get(digest)):
        return None
    bearer = _still(held, text)
    if not bearer or bearer.has_ended:
        return None
    # Reading an address takes half the time of all this, and most tokens hold everywhere.
    if bearer.networks and not bearer.has_address(client_address(request)):
        return None
    uses.note(bearer.handle)
    return bearer


def looked_up(request: HttpRequest) -> Bearer | None:
    """The same, asked of the database where it is not known."""
    if bearer := known(request):
        return bearer
    text = text_of(request)
    bearer = remember(token) if text and (token := token_of(text)) else None
    return bearer if bearer and bearer.has_address(client_address(request)) else None


def remember(token: Token) -> Bearer:
    """What `known` says of the token during the next seconds."""
    bearer = Bearer.of(token)
    with _lock:
        # Out and in again: what lies longest in a dictionary comes first.
        _known.pop(token.digest, None)
        if len(_known) >= MOST:
            del _known[next(iter(_known))]
        _known[token.digest] = _Known(bearer, time.monotonic())
    return bearer


def forget(digest: str) -> None:
    with _lock:
        _known.pop(digest, None)


@dataclass
class _Known:
    bearer: Bearer
    since: float
    asking: threading.Lock = field(default_factory=threading.Lock)


_known: dict[str, _Known] = {}
_lock = threading.Lock()


def _still(held: _Known, text: str) -> Bearer | None:
    """What was known, or what is now: of many who ask at once one asks the database, and nobody waits for it."""
    age = time.monotonic() - held.since
    if age < FRESH:
        return held.bearer
    if not held.asking.acquire(blocking=False):
        return held.bearer if age < LONGEST else None
    try:
        if token := token_of(text):
            return remember(token)
        forget(hash_token(text))
        return None
    finally:
        held.asking.release()


def _password(said: str) -> str:
    try:
        return base64.b64decode(said.strip(), validate=True).decode("latin-1").partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
