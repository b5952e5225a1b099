"""Requests that nobody can read are refused before anything looks into them, and before any database is asked."""

import io
import json

import pytest
from django.db import connections

from okoce.wsgi import application


@pytest.fixture(autouse=True)
def no_connection():
    """One that a test before this left open would be asked whether it is still well: by the server, and by nothing here."""
    connections.close_all()


def served(address="/healthz", **environ):
    """Status, kind and text of what the web server gets."""
    said = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": address, "SERVER_NAME": "localhost", "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(b"login=%ff"), "CONTENT_LENGTH": "9", **environ,
    }  # fmt: skip
    answer = application(environ, lambda status, headers: said.extend([status, dict(headers)["Content-Type"]]))
    return (*said, b"".join(answer).decode())


def test_who_writes_to_an_address_without_its_last_slash_is_led_nowhere():
    statuses = {method: served("/api/v1/visits", REQUEST_METHOD=method)[0] for method in ("GET", "POST", "PATCH")}
    assert statuses == {"GET": "301 Moved Permanently", "POST": "404 Not Found", "PATCH": "404 Not Found"}


CHARSETS = [
    "charset=hex",
    "charset=utf-7",
    "charset=unicode_escape",
    "charset=idna",
    "charset=iso-8859-1",
    "charset=nonsense",
    'charset="hex"',
    "charset=",
    "charset*=utf-8''%00",
    "charset*=hex''%ff",
    "a*=nonsense''%ff",
]


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/html"])
@pytest.mark.parametrize("charset", CHARSETS)
def test_a_charset_other_than_utf_8_is_refused(kind, charset):
    status, _, html = served(
        "/sign-in/", REQUEST_METHOD="POST", QUERY_STRING="a=%ff", CONTENT_TYPE=f"{kind}; {charset}"
    )
    assert status == "400 Bad Request"
    assert '<p class="eyebrow">400</p>' in html


@pytest.mark.parametrize("kind", ["text/html; charset=UTF-8", 'text/html; charset="utf-8"', "text/html", "utf8;", ""])
def test_utf_8_and_no_charset_are_read(kind):
    assert served(CONTENT_TYPE=kind, QUERY_STRING="a&" * 4000) == ("200 OK", "text/plain", "ok\n")


@pytest.mark.parametrize("cookie", [r'sessionid="a\000b"', r'language="\000"', r'csrftoken="\000"', r'x="\000"'])
def test_a_nul_in_a_cookie_is_refused(cookie):
    assert served("/sign-in/", HTTP_COOKIE=cookie)[0] == "400 Bad Request"


@pytest.mark.parametrize("address", ["/dashboard/\0/", "/\0", "/static/\0"])
def test_a_nul_in_the_path_is_refused(address):
    assert served(address)[0] == "400 Bad Request"


def test_under_the_api_it_is_a_problem():
    status, kind, text = served("/api/v1/summary/", CONTENT_TYPE="text/html; charset=hex")
    assert (status, kind) == ("400 Bad Request", "application/problem+json")
    assert json.loads(text)["code"] == "bad_request"
