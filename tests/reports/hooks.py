"""Webhooks for tests, and somebody who listens: a real server on the loopback address, which the test opens."""

import datetime
import http.server
import ipaddress
import threading
from contextlib import contextmanager
from dataclasses import dataclass

from okoce.accounts.roles import Role
from okoce.core.months import JAKARTA
from reports.models import Webhook
from reports.webhooks import subscriptions
from tests.factories import user
from tests.reports.cells import revision
from tests.reports.closed import closed

LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]
EVENTS = tuple(Webhook.Event.values)


def at(written):
    """A moment in Jakarta, written "2018-03-01 08:00"."""
    return datetime.datetime.fromisoformat(written).replace(tzinfo=JAKARTA)


@dataclass
class Heard:
    """One request that arrived."""

    path: str
    headers: dict
    body: bytes


class Listener:
    """Answers each request with the next of its answers, the last one for ever."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.heard = []

    def respond(self, handler):
        body = handler.rfile.read(int(handler.headers["content-length"]))
        self.heard.append(Heard(handler.path, {name.lower(): value for name, value in handler.headers.items()}, body))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if callable(answer):
            answer(handler)
            return
        status, headers = answer if isinstance(answer, tuple) else (answer, {})
        handler.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()


@contextmanager
def listening(*answers, context=None):
    """A listener with its `url`; over HTTPS with an SSL context."""
    listener = Listener(*answers or (204,))

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            listener.respond(self)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    listener.port = server.server_address[1]
    listener.url = f"http{'s' if context else ''}://127.0.0.1:{listener.port}/hook"
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    serving.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


def hook(url="https://bi.example.org/okoce", *, by=None, events=EVENTS, made="2018-03-01 08:00", name="BI of the city"):
    """A webhook with its secret."""
    by = by or user(Role.STAFF)
    return subscriptions.add(by=by, name=name, url=url, events=events, at=at(made), look_up=anywhere)


def anywhere(host, port):
    """A look-up for which every name is that of a public address, and the loopback address itself."""
    return [host] if host == "127.0.0.1" else ["93.184.215.14"]


def close(month, *, when="2018-04-10 12:00"):
    """Close a month at that moment."""
    return closed(month, at=at(when))


def revise(number, *, when="2018-03-05 09:00"):
    """Write a revision, as a posting does."""
    return revision(number, f"{at(when)}")
