"""One message over the wire: signed, to an address that was judged, no redirect followed, and with an end in sight."""

import base64
import datetime
import hashlib
import hmac
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException

from cryptography.exceptions import InvalidTag
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError
from urllib3.exceptions import TimeoutError as AnswerTimeoutError

from reports.models import Delivery
from reports.webhooks import addresses, subscriptions
from reports.webhooks.addresses import LookUp, Way

# For each step: to connect, to agree on keys, to wait for more of the answer; and for the whole answer.
PATIENCE = 5
ENOUGH = 10
# What is read of the answer, so that who answers at length is not cut off at once. None of it is kept.
MOST = 4096
# Of a name with many addresses, as many are tried.
ADDRESSES = 3

# In this order; any other error is an answer that was none.
TROUBLES: list[tuple[tuple[type[Exception], ...], str]] = [
    ((InvalidTag,), "secret"),
    ((NewConnectionError, ConnectTimeoutError), "connect"),
    ((ssl.SSLError, SSLError), "certificate"),
    ((TimeoutError, AnswerTimeoutError), "timeout"),
]


@dataclass(frozen=True)
class Outcome:
    """What became of one try: the status that was answered, if any, and the code of what went wrong, if anything."""

    answered: int | None = None
    trouble: str = ""


def send(delivery: Delivery, *, at: datetime.datetime, look_up: LookUp = addresses.look_up) -> Outcome:
    """Send the message once; whatever happens is an outcome."""
    try:
        way = addresses.way_to(delivery.webhook.url, look_up=look_up)
        return _judged(_post(way, delivery.body.encode(), headers_of(delivery, at)))
    except addresses.Refused as refusal:
        return Outcome(trouble=refusal.code)
    except Exception as error:  # noqa: BLE001 - whatever is answered, the next message has its turn
        return Outcome(trouble=_trouble(error))


def _trouble(error: Exception) -> str:
    return next((trouble for kinds, trouble in TROUBLES if isinstance(error, kinds)), "broken")


def headers_of(delivery: Delivery, at: datetime.datetime) -> dict[str, str]:
    """The three headers of the signature (Standard Webhooks), and what the body is."""
    key, moment = str(delivery.pk), str(int(at.timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "OKOCE-Webhooks/1",
        "webhook-id": key,
        "webhook-timestamp": moment,
        "webhook-signature": sign(subscriptions.secret_of(delivery.webhook), key, moment, delivery.body),
    }


def sign(secret: str, key: str, moment: str, body: str) -> str:
    """`v1,` and the HMAC-SHA-256 of id, moment and body; the key is what `whsec_` is followed by."""
    raw = base64.b64decode(secret.removeprefix(subscriptions.PREFIX))
    digest = hmac.digest(raw, f"{key}.{moment}.{body}".encode(), hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"


def _judged(status: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome(status)
    return Outcome(status, "redirect" if 300 <= status < 400 else "status")


def _post(way: Way, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer; the connection goes to an address of the way, by the name of the way."""
    connection = _connected(way)
    try:
        with _no_longer_than(ENOUGH, connection):
            connection.request("POST", way.target, body, {"Host": way.authority, **headers}, preload_content=False)
            answer = connection.getresponse()
            # The status is the answer: whatever comes after it, or does not come, changes nothing.
            with suppress(OSError, HTTPException, HTTPError):
                answer.read(MOST, decode_content=False)
            return answer.status
    finally:
        connection.close()


def _connected(way: Way) -> HTTPConnection:
    for nth, address in enumerate(way.addresses[:ADDRESSES], start=1):
        connection = _connection(way, address)
        try:
            connection.connect()
        except (NewConnectionError, ConnectTimeoutError):
            connection.close()
            if nth == len(way.addresses[:ADDRESSES]):
                raise
        else:
            return connection
    raise OSError


def _connection(way: Way, address: str) -> HTTPConnection:
    if way.scheme == "http":
        return HTTPConnection(address, way.port, timeout=PATIENCE)
    # The certificate has to be that of the name, whichever address was dialled.
    context = ssl.create_default_context()
    return HTTPSConnection(address, way.port, timeout=PATIENCE, ssl_context=context, server_hostname=way.host)


@contextmanager
def _no_longer_than(seconds: float, connection: HTTPConnection) -> Iterator[None]:
    """End an answer that comes a byte at a time: each byte is in time, the whole is not."""
    late = threading.Event()
    timer = threading.Timer(seconds, _hang_up, [connection.sock, late])
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if late.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()


def _hang_up(line: socket.socket, late: threading.Event) -> None:
    late.set()
    with suppress(OSError):
        # The plain socket's own: the encrypted one would be taken apart under who reads from it.
        socket.socket.shutdown(line, socket.SHUT_RDWR)
