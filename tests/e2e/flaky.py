"""A line that goes away: what stands between a browser and the site, and loses requests or answers as it is told.

Every answer ends its connection, or a browser would send a request again by itself that was lost on a used one.
"""

import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Which half of a request is lost: it never reaches the site, or the site did it and nobody hears the answer.
ASKED, ANSWERED = "asked", "answered"
OF_THE_LINE = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Flaky:
    """`address` is the site's, as long as the line holds. What went over it stands in `told`."""

    def __init__(self, site):
        self.site = site
        self.told = []
        self.slow = 0.0
        self._breaks = lambda method, path, headers: None
        self._server = _Server(("127.0.0.1", 0), _Line)
        self._server.line = self
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    @contextmanager
    def away(self):
        """Nothing reaches the site."""
        with self.breaking(lambda method, path, headers: ASKED):
            yield

    @contextmanager
    def breaking(self, breaks):
        """`breaks` says for each request which half of it is lost, if any."""
        before, self._breaks = self._breaks, breaks
        try:
            yield
        finally:
            self._breaks = before

    def lost(self, method, path, headers):
        half = self._breaks(method, path, headers)
        self.told.append((method, path, half))
        time.sleep(self.slow)
        return half


def each_once(half, *, method):
    """Loses each address the first time that it is asked by this method; pages, not what belongs to them."""
    seen = set()

    def breaks(asked, path, headers):
        # Only what a person does: what a page asks by itself, and what it is made of, is none of it.
        page = headers.get("Sec-Fetch-Mode") == "navigate"
        # A form that opens a page, and what is then sent from that page, have one address.
        one = (path, headers.get("Okoce-Draft"))
        if asked != method or one in seen or (method == "GET" and not page):
            return None
        seen.add(one)
        return half

    return breaks


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A browser opens many connections at once.
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """A browser that hangs up is no fault of the test."""


class _Line(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _pass(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        line = self.server.line
        half = line.lost(self.command, self.path, self.headers)
        self.close_connection = True
        if half == ASKED:
            return
        try:
            answer, content = self._asked(line.site, body)
        except (OSError, HTTPException):
            return  # the site itself is away
        if half != ANSWERED:
            self._answered(answer, content)

    do_GET = do_POST = do_HEAD = do_PUT = do_PATCH = do_DELETE = _pass  # noqa: N815 - http.server calls them so

    def _asked(self, site, body):
        said = {name: value for name, value in self.headers.items() if name.lower() not in OF_THE_LINE}
        there = HTTPConnection("127.0.0.1", site.port, timeout=60)
        try:
            there.request(
                self.command, self.path, body or None, said | ({"Content-Length": str(len(body))} if body else {})
            )
            answer = there.getresponse()
            return answer, answer.read()
        finally:
            there.close()

    def _answered(self, answer, content):
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in OF_THE_LINE:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_words):
        """`told` has what went over the line."""
