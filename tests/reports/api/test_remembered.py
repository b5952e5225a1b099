"""Answers that are kept in the process: the same as without, for whom they are for, and no longer than they hold."""

import gzip
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from okoce.accounts.models import Scope
from okoce.core.responses import takes_gzip
from reports.api import remembered
from reports.api.remembered import Answer, Clock, Memory, Question
from tests.factories import user
from tests.reports.api.asking import EVERY_READ, bearing, token
from tests.reports.cells import cell, revision

pytestmark = pytest.mark.django_db

COUNTS = "counts/?metric=registered,trained&by=month,kecamatan,gender,age_band"
# Some tell of facts too, and no revision says when one more comes.
OF_FACTS = ("counts/explain/", "agencies/claims/", "survival/", "official-lists/", "diagnosis/")
REMEMBERED = [address for address in EVERY_READ if not address.startswith(OF_FACTS)]
ALL = [*REMEMBERED, COUNTS, f"{COUNTS}&format=csv"]


@pytest.fixture(autouse=True)
def remembers():
    remembered.forget()
    with override_settings(COUNTS_FRESH_SECONDS=1_000):
        yield
    remembered.forget()


@pytest.fixture(autouse=True)
def something():
    revision(1)
    for month in range(1, 10):
        cell(f"2018-0{month}", month)


def queries(ask, *asked, **headers):
    with CaptureQueriesContext(connection) as captured:
        answer = ask(*asked, **headers)
    return len(captured), answer


def whole(answer):
    """All that a client gets of it, besides what is left of the minute."""
    headers = {name: said for name, said in answer.headers.items() if not name.startswith("RateLimit-R")}
    return answer.status_code, answer.content, headers


@pytest.mark.parametrize("address", ALL)
@pytest.mark.parametrize("encoding", ["gzip, br", "identity"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_it_is_the_answer_to_the_last_byte_and_header(ask, address, encoding, method):
    with override_settings(COUNTS_FRESH_SECONDS=0):
        expected = ask(address, method, accept_encoding=encoding)
    given = [queries(ask, address, method, accept_encoding=encoding) for _ in range(3)]
    assert [whole(answer) for _count, answer in given] == [whole(expected)] * 3
    # The first asks, and the second which moment it is.
    assert [count for count, _answer in given[1:]] == [1, 0]


@pytest.mark.parametrize("address", ALL)
def test_what_is_unchanged_is_told_without_the_database_too(ask, address):
    tag = ask(address)["ETag"]
    with override_settings(COUNTS_FRESH_SECONDS=0):
        expected = ask(address, if_none_match=tag)
    remembered.forget()
    given = [queries(ask, address, if_none_match=tag) for _ in range(3)]
    assert [whole(answer) for _count, answer in given] == [whole(expected)] * 3
    assert given[2][0] == 0
    assert ask(address).status_code == 200
    for asked in (f"W/{tag}", f'"other", {tag}', "*"):
        assert queries(ask, address, if_none_match=asked)[0] == 0
        assert ask(address, if_none_match=asked).status_code == 304


def test_other_conditions_are_judged_as_ever(ask):
    ask("summary/")
    assert ask("summary/", if_match='"other"').status_code == 412
    assert ask("summary/", if_none_match='"other"').status_code == 200


def test_packed_it_is_the_same_and_smaller(ask):
    plain, packed = ask(COUNTS), ask(COUNTS, accept_encoding="gzip")
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content)
    assert plain["ETag"] != packed["ETag"]
    assert "Accept-Encoding" in plain["Vary"]


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0", False),
    ],
)
def test_nobody_is_sent_gzip_who_does_not_take_it(accepted, takes):
    assert takes_gzip(accepted) is takes


def test_a_change_is_told_as_soon_as_the_moment_is_asked_for_again(ask):
    question = "counts/?metric=registered&from=2018-09&to=2018-09"
    assert [ask(question).json()["results"][0]["value"] for _ in range(2)] == [9, 9]
    cell("2018-09", 1, published="2018-10")
    revision(2)
    assert ask(question).json()["results"][0]["value"] == 9
    assert ask(question, cache_control="no-cache").json()["results"][0]["value"] == 10
    remembered.clock.forget()
    assert ask(question).json()["results"][0]["value"] == 10


def test_each_question_language_scope_and_form_has_its_own(ask):
    asked = [
        ("summary/", {}),
        ("summary/?month=2018-03", {}),
        (COUNTS, {}),
        (COUNTS, {"accept": "text/csv"}),
        (COUNTS, {"accept_language": "id"}),
        (COUNTS, {"accept_encoding": "gzip"}),
    ]
    first = [whole(ask(address, **headers)) for address, headers in asked]
    assert [whole(ask(address, **headers)) for address, headers in asked] == first
    assert len({headers["ETag"] for _status, _body, headers in first}) == 6


def test_whoever_else_has_the_scope_gets_it(ask):
    ask(COUNTS), ask(COUNTS)
    other = bearing(token())
    other("summary/")
    assert queries(other, COUNTS)[0] == 0


def test_nobody_gets_it_who_may_not_ask(ask, client):
    ask(COUNTS), ask(COUNTS)
    field = bearing(token(user("facilitator"), Scope.RECORDS))
    assert [field(COUNTS).status_code for _ in range(2)] == [403, 403]
    assert bearing("okoce_wrong")(COUNTS).status_code == 401
    assert client.get(f"/api/v1/{COUNTS}").status_code == 401


def test_what_depends_on_who_asks_is_kept_for_nobody():
    detailed = bearing(token(user("auditor"), Scope.DETAILS))
    detailed("ledger/")
    assert queries(detailed, "ledger/")[0] > 3


def test_a_refusal_is_not_kept(ask):
    assert [ask("summary/?month=x").status_code for _ in range(2)] == [400, 400]
    assert remembered.memory.answers == {}


@override_settings(RATE_LIMIT=3)
def test_its_requests_are_counted_too(ask):
    answers = [ask(COUNTS) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0", "0"]
    assert int(answers[4]["Retry-After"]) <= 60


class TestMemory:
    def question(self, number):
        return Question(f"/{number}", "", "", "", "summary", "", False)

    def answer(self, size):
        return Answer("now", '"tag"', None, None, b"x" * size if size else None)

    def test_it_holds_so_many_answers_and_forgets_the_one_asked_for_longest_ago(self):
        memory = Memory()
        for number in range(remembered.MOST):
            memory.keep(self.question(number), self.answer(1))
        memory.get(self.question(0))
        memory.keep(self.question("new"), self.answer(1))
        assert len(memory.answers) == memory.size == remembered.MOST
        assert memory.get(self.question(0))
        assert not memory.get(self.question(1))

    def test_it_holds_so_many_bytes(self):
        memory = Memory()
        for number in range(5):
            memory.keep(self.question(number), self.answer(remembered.LARGEST // 4))
        assert memory.size == remembered.LARGEST
        assert not memory.get(self.question(0))

    def test_that_something_is_unchanged_takes_no_answers_place(self):
        memory = Memory()
        memory.keep(self.question(0), self.answer(5))
        memory.keep(self.question(0), self.answer(0))
        assert memory.get(self.question(0)).body == b"xxxxx"


class TestTheClock:
    @pytest.fixture(autouse=True)
    def a_minute(self, settings):
        settings.COUNTS_FRESH_SECONDS = 60

    def test_it_asks_again_after_a_while_alone(self):
        clock = Clock(iter(["first", "second"]).__next__, str)
        assert [clock.now(), clock.now()] == ["first", "first"]

    def test_what_somebody_read_before_all_was_forgotten_says_nothing(self):
        clock, before = Clock(lambda: "after", str), time.monotonic() - 1
        clock.forget()
        clock.learn("before", before)
        assert clock.now() == "after"

    def test_what_was_being_read_meanwhile_says_nothing_either(self):
        def read():
            told = next(answers)
            if told == "before":
                clock.forget()
            return told

        answers, clock = iter(["before", "after"]), Clock(read, str)
        assert [clock.now(), clock.now()] == ["before", "after"]
