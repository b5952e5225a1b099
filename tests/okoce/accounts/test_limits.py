"""How much of the API somebody has in a minute: told in every answer, shared between processes, never by address."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.test import Client

from okoce.accounts.limits import Allowance, Meter
from okoce.accounts.models import Scope
from okoce.accounts.roles import Role
from okoce.accounts.tokens import make_token
from tests.factories import user

DAY = datetime.timedelta(days=1)
HALF_PAST = datetime.datetime(2026, 3, 2, 9, 0, 30, tzinfo=datetime.UTC)


@pytest.fixture
def half_a_minute():
    with time_machine.travel(HALF_PAST, tick=False) as clock:
        yield clock


@pytest.mark.usefixtures("half_a_minute")
class TestMeter:
    def test_it_counts_down_and_then_refuses(self, settings):
        settings.RATE_LIMIT, meter = 2, Meter()
        assert [meter.take("a") for _ in range(3)] == [
            Allowance(limit=2, remaining=1, reset=30, ok=True),
            Allowance(limit=2, remaining=0, reset=30, ok=True),
            Allowance(limit=2, remaining=0, reset=30, ok=False),
        ]

    def test_each_key_has_its_own(self, settings):
        settings.RATE_LIMIT, meter = 1, Meter()
        assert [meter.take(key).ok for key in ("a", "a", "b")] == [True, False, True]

    def test_the_next_minute_begins_anew(self, settings, half_a_minute):
        settings.RATE_LIMIT, meter = 1, Meter()
        meter.take("a")
        half_a_minute.shift(30)
        assert meter.take("a") == Allowance(limit=1, remaining=0, reset=60, ok=True)

    def test_a_small_limit_is_exact_between_processes(self, settings):
        settings.RATE_LIMIT, processes = 19, [Meter() for _ in range(3)]
        assert sum(meter.take("a").ok for _ in range(20) for meter in processes) == 19

    def test_threads_of_one_process_get_exactly_the_limit(self, settings):
        settings.RATE_LIMIT, meter = 200, Meter()
        with ThreadPoolExecutor(20) as pool:
            taken = list(pool.map(lambda _turn: meter.take("a").ok, range(1_000)))
        assert sum(taken) == 200

    def test_processes_exceed_it_by_less_than_a_block_each(self, settings):
        settings.RATE_LIMIT, processes = 200, [Meter() for _ in range(4)]
        with ThreadPoolExecutor(20) as pool:
            taken = list(pool.map(lambda turn: processes[turn % 4].take("a").ok, range(2_000)))
        # A block is a twentieth of the limit: 10.
        assert 200 <= sum(taken) <= 200 + 4 * 9

    def test_one_that_asks_while_another_rests_is_refused_nothing_of_its_limit(self, settings):
        settings.RATE_LIMIT, busy, idle = 200, Meter(), Meter()
        idle.take("a")
        assert sum(busy.take("a").ok for _ in range(300)) == 200

    def test_memory_is_bounded(self, settings, monkeypatch):
        monkeypatch.setattr("okoce.accounts.limits.MOST", 3)
        settings.RATE_LIMIT, meter = 100, Meter()
        for number in range(10):
            meter.take(f"a{number}")
        assert list(meter._minutes) == ["a7", "a8", "a9"]


def text_of(owner, **said):
    return make_token(user=owner, name="a script", scope=Scope.SUMMARY, lifetime=DAY, **said)[1]


def ask(text, path="targets/", *, method="get", **sent):
    browser = Client(headers={"authorization": f"Bearer {text}", "accept-language": "en"}, **sent)
    return getattr(browser, method)(f"/api/v1/{path}")


def told(response):
    return [response.headers.get(f"RateLimit-{name}") for name in ("Limit", "Remaining", "Reset")]


@pytest.mark.django_db
@pytest.mark.usefixtures("half_a_minute")
class TestAnswers:
    def test_an_answer_says_what_is_left(self):
        assert told(ask(text_of(user(Role.STAFF)))) == ["600", "599", "30"]

    @pytest.mark.parametrize(
        ("path", "method", "status"),
        [
            ("counts/?metric=nothing", "get", 400),
            ("targets/", "post", 405),
            ("visits/no-id/", "get", 404),
            ("nothing/", "get", 404),
        ],
    )
    def test_so_does_one_that_refuses(self, path, method, status):
        response = ask(text_of(user(Role.STAFF)), path, method=method)
        assert (response.status_code, told(response)) == (status, ["600", "599", "30"])

    def test_so_does_one_in_a_type_that_is_not_written(self):
        headers = {"authorization": f"Bearer {text_of(user(Role.STAFF))}", "accept": "image/png"}
        response = Client().get("/api/v1/targets/", headers=headers)
        assert (response.status_code, told(response)) == (406, ["600", "599", "30"])

    def test_so_does_one_to_a_browser(self, signed_in):
        response = signed_in(user(Role.STAFF)).get("/api/v1/visits/no-id/")
        assert (response.status_code, told(response)) == (404, ["600", "599", "30"])

    def test_it_says_nothing_to_somebody_unknown(self):
        assert told(ask("okoce_" + "0" * 64, "visits/no-id/")) == [None, None, None]

    def test_so_does_one_to_somebody_who_may_not(self):
        response = ask(text_of(user()))
        assert (response.status_code, told(response)) == (403, ["600", "599", "30"])

    def test_over_it_the_answer_says_when_to_come_again(self, settings):
        settings.RATE_LIMIT, text = 1, text_of(user(Role.STAFF))
        ask(text)
        response = ask(text)
        assert (response.status_code, response.json()["code"]) == (429, "throttled")
        assert (response.headers["retry-after"], told(response)) == ("30", ["1", "0", "30"])

    def test_a_token_has_its_own_from_wherever_it_is_sent(self, settings):
        settings.RATE_LIMIT, staff = 1, user(Role.STAFF)
        first, second = text_of(staff), text_of(staff)
        answers = [ask(first), ask(first, REMOTE_ADDR="192.0.2.9"), ask(second)]
        assert [answer.status_code for answer in answers] == [200, 429, 200]

    def test_who_is_signed_in_has_one_over_all_browsers(self, settings, signed_in):
        settings.RATE_LIMIT, staff = 1, user(Role.STAFF)
        answers = [signed_in(staff).get("/api/v1/targets/") for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 429]

    def test_who_is_not_known_has_none(self):
        response = ask("guessed")
        assert (response.status_code, told(response)) == (401, [None, None, None])

    def test_pages_have_none(self, settings, signed_in):
        settings.RATE_LIMIT, browser = 1, signed_in(user(Role.STAFF))
        assert [told(browser.get("/account/")) for _ in range(2)] == [[None] * 3] * 2
