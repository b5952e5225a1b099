"""What a program that means harm, or is broken, sends: every answer is a problem, and nothing is kept."""

import base64
import json

import pytest

from okoce.core.bodies import LARGEST
from participants.models import Visit
from tests.api.test_matrix import NEW
from tests.api.test_personal_data import described, pages
from tests.api.world import Asking, new
from tests.factories import ELSEWHERE

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator(world):
    return Asking(world.home.by)


@pytest.fixture
def body(world):
    return new(**NEW["visits"](world.home.keys))


def raw(ask, content, address="visits/", content_type="application/json"):
    return ask.client.generic("POST", f"/api/v1/{address}", content, content_type=content_type)


UNREADABLE = {
    "nested lists": "[" * 100_000 + "]" * 100_000,
    "nested objects": '{"a":' * 50_000 + "1" + "}" * 50_000,
    "a name twice": '{"topic": "a", "topic": "b"}',
    "a name twice inside": '{"content": {"topic": "a", "topic": "b"}}',
    "no number": '{"minutes": NaN}',
    "no end": '{"minutes": -Infinity}',
    "five thousand digits": '{"minutes": ' + "9" * 5_000 + "}",
    "half a character": '{"topic": "\\ud800"}',
    "half a character for a name": '{"\\ud800": 1}',
    "a mark of order": "\ufeff{}",
    "two of them": "{} {}",
    "no text": b'{"topic": "\xff"}',
    "other text": '{"topic": "x"}'.encode("utf-16"),
}


@pytest.mark.parametrize("address", ["visits/", "batches/"])
def test_what_is_no_json_is_not_read(address, facilitator):
    answers = {name: raw(facilitator, content, address) for name, content in UNREADABLE.items()}
    codes = {name: (answer.status_code, answer.json()["code"]) for name, answer in answers.items()}
    assert codes == dict.fromkeys(UNREADABLE, (400, "parse_error"))
    assert {answer.json()["detail"] for answer in answers.values()} == {
        "What was sent cannot be read. JSON is in UTF-8, and has each name once."
    }


@pytest.mark.parametrize("size", [LARGEST + 1, 4_000_000])
def test_more_than_fits_is_too_large(size, facilitator):
    answer = raw(facilitator, json.dumps({"topic": "x" * size}))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_an_answer_is_no_many_times_what_was_sent(facilitator):
    answer = raw(facilitator, json.dumps(new(**{f"field{number}": 1 for number in range(10_000)})))
    assert (answer.status_code, len(answer.json()["errors"])) == (400, 20)


# What nobody says of a record that they send: it is found out, or it is decided.
NOT_SAID = [
    "state", "version", "makers", "facilitator", "submitted_by", "submitted_at", "registered_by", "recorded_at",
    "has_evidence", "uploaded_by", "led_by", "logged_by", "identity_verified", "nik_sealed", "nik_fingerprint", "birth_year",
    "pk", "user", "participant_id", "kecamatan_id", "__class__", "__proto__", "",
]  # fmt: skip


def test_no_field_is_taken_that_is_not_described(world, facilitator):
    sent = [kind for kind in NEW if kind not in ("evidence", "expenses")]
    for kind in sent:
        for name in NOT_SAID:
            answer = facilitator.tried("POST", f"{kind}/", new(**NEW[kind](world.home.keys)) | {name: 1})
            assert (kind, name, answer.status_code) == (kind, name, 400)
            assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(name, "unknown_field")]


def test_another_type_than_json_is_not_read(facilitator, body):
    types = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/html", ""]
    answers = [raw(facilitator, json.dumps(body), content_type=content_type) for content_type in types]
    assert [answer.status_code for answer in answers] == [415] * 5


def test_a_method_is_what_the_request_line_says(facilitator, body):
    names = ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"]
    count = Visit.objects.count()
    for name in names:
        answer = facilitator.client.get("/api/v1/visits/", headers={name: "POST"})
        assert set(answer.json()) == {"count", "next", "previous", "results"}
    assert raw(facilitator, json.dumps(body), "visits/?_method=PATCH").status_code == 400
    assert Visit.objects.count() == count


TAMPERED = [
    "o=1000&p=00000000-0000-0000-0000-000000000000", "o=-5&p=0", "o=99999999999999999999&p=0", "p=NaN", "p=' or ''='", "p=%00",
    "r=1&r=2&p=%ed%a0%80", "p=99999999999999999999999999", "p=1e5", "r=1", "", "p=9223372036854775808",
]  # fmt: skip
TYPED = [
    "%00",
    "%ed%a0%80",
    "%ff",
    "a" * 2_000,
    "' or ''='",
    "%D9%A1",
    "1e9",
    "-1",
    "null",
    "*",
    "[]",
    "%F0%9F%92%A9",
    "2018-13",
    "NaN",
]


def test_no_cursor_breaks_a_list_or_widens_it(world, facilitator):
    there = set(world.elsewhere.keys.values())
    cursors = [base64.b64encode(said.encode()).decode().replace("=", "%3D") for said in TAMPERED] + [
        "%00",
        "%FF",
        "é",
        "====",
    ]
    for address in ("visits/", "participants/", "attendances/", "ledger/"):
        for cursor in cursors:
            answer = facilitator("GET", f"{address}?cursor={cursor}")
            assert (address, cursor, answer.status_code in (200, 400)) == (address, cursor, True)
            assert {key for key in there if key in answer.content.decode()} == set()


def test_no_value_of_a_parameter_breaks_a_read_or_widens_it(world, facilitator):
    there = set(world.elsewhere.keys.values()) - set(world.home.keys.values()) - {ELSEWHERE}
    for pattern, address in pages(world.home):
        for name in described(pattern):
            for typed in TYPED:
                answer = facilitator.client.get(f"{address}?{name}={typed}")
                assert (address, name, typed, answer.status_code in (200, 400, 403, 404)) == (
                    address,
                    name,
                    typed,
                    True,
                )
                assert {key for key in there if key in b"".join(answer).decode()} == set()
