"""The log: JSON lines that tell what happened, and nothing that tells who somebody is."""

import datetime
import io
import json
import logging
import uuid

import pytest
import structlog

from okoce.core.logs import MASK, scrub

NIK = "9900014101900001"


@pytest.fixture
def lines():
    """What is logged from here on, one dict a line."""
    stream, root = io.StringIO(), logging.getLogger()
    site = next(one for one in root.handlers if "structlog" in type(one.formatter).__module__)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(site.formatter)
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


MASKED = [
    NIK,
    "9900 0141 0190 0001",
    "9900.0141.0190.0001",
    "99-0001-410190-0001",
    "081299887766",
    "0812 9988 7766",
    "0812-9988-776",
    "+6281299887766",
    "+62 812-9988-7766",
    "6281299887766",
]


@pytest.mark.parametrize("datum", MASKED)
def test_numbers_of_people_are_masked(datum):
    assert scrub(f"nik={datum}, rest") == f"nik={MASK}, rest"
    assert scrub(datum) == MASK


KEPT = [
    "2018-03-05T09:15:02.123456+07:00",
    "31.74.01",
    "12345678-1234-4123-9123-123456789012",
    "08123456-0812-4812-8812-081234567890",
    "revision 18231 of 200000",
    "12345678901234567",
    "127.0.0.1:8000",
]


@pytest.mark.parametrize("text", KEPT)
def test_other_numbers_are_not(text):
    assert scrub(text) == text


def test_it_looks_inside_whatever_is_logged():
    assert scrub({"a": [NIK, {"b": (NIK, 1)}], NIK: None}) == {"a": [MASK, {"b": [MASK, 1]}], MASK: None}
    assert scrub(int(NIK)) == MASK
    assert scrub({NIK}) == [MASK]


def test_it_leaves_numbers_that_tell_nobody():
    assert [scrub(value) for value in (12, 0.25, True, None)] == [12, 0.25, True, None]


def test_a_line_says_what_when_and_by_whom(lines):
    structlog.get_logger("reports.rollup").info("rolled_up", keys=12)
    line = lines()[0]
    assert datetime.datetime.fromisoformat(line.pop("timestamp")).utcoffset() == datetime.timedelta(0)
    assert line == {"event": "rolled_up", "keys": 12, "level": "info", "logger": "reports.rollup"}


def test_a_line_of_a_library_looks_the_same(lines):
    logging.getLogger("django.request").warning("Not Found: %s", f"/people/{NIK}/")
    line = lines()[0]
    assert (line["event"], line["level"], line["logger"]) == (
        f"Not Found: /people/{MASK}/",
        "warning",
        "django.request",
    )


@pytest.mark.parametrize(
    ("method", "address", "sentence"),
    [
        ("GET", "/people/Kenari-Kuning/", "Not Found: GET unknown address"),
        ("POST", "/00012345/?name=Kenari", "Not Found: POST unknown address"),
        ("GET", "/sign-in/Kenari", "Not Found: GET unknown address"),
        ("DELETE", "/healthz", "Method Not Allowed (DELETE): DELETE /healthz"),
    ],
)
def test_a_refused_address_is_told_by_its_route_and_never_as_it_was_typed(lines, client, method, address, sentence):
    client.generic(method, address)
    assert [line["event"] for line in lines() if line["logger"] == "django.request"] == [sentence]
    assert "Kenari" not in json.dumps(lines())


def test_a_record_keeps_its_key(lines):
    key = uuid.uuid4()
    structlog.get_logger().error("source_quarantined", source_id=key)
    assert lines()[0]["source_id"] == str(key)


class TestErrors:
    def stumble(self):
        raise RuntimeError(f"row of {NIK} and Kenari Kuning")

    def test_one_is_told_by_its_kind_and_where_it_rose(self, lines):
        try:
            self.stumble()
        except RuntimeError:
            logging.getLogger("a").exception("it broke")
        line = lines()[0]
        assert (line["event"], line["error"]) == ("it broke", "RuntimeError")
        assert line["frames"][-1].endswith(" stumble")
        assert "Kenari" not in json.dumps(line)

    def test_its_text_is_taken_out_of_the_sentence_too(self, lines):
        try:
            self.stumble()
        except RuntimeError as error:
            logging.getLogger("a").exception("Task failed: %s and %r", error, error)  # noqa: TRY401 - as Celery does
        assert lines()[0]["event"] == "Task failed: RuntimeError and RuntimeError"

    def test_structlog_is_told_in_the_same_way(self, lines):
        try:
            self.stumble()
        except RuntimeError:
            structlog.get_logger("a").exception("it_broke")
        assert (lines()[0]["error"], "Kenari" in json.dumps(lines())) == ("RuntimeError", False)
