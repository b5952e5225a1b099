"""What is read from the load generator's words, and that it never gets another address than this machine's."""

import pytest

from benchmarks import load
from benchmarks.load import Ask, Load

TOLD = """Running 2s test @ http://127.0.0.1:8106/empty/
  1 threads and 64 connections
  Latency Distribution
     50%   11.95ms
     99%   29.60ms
  9424 requests in 2.00s, 6.36MB read
Requests/sec:   4712.24
Transfer/sec:      3.18MB
"""


def test_requests_a_second_the_median_and_the_slowest_of_a_hundred():
    assert load.read(TOLD) == Load(
        rate=4712.24, p99=pytest.approx(0.0296), requests=9424, median=pytest.approx(0.01195)
    )


def test_a_minute_is_no_millisecond():
    assert load.read(TOLD.replace("29.60ms", "1.50m")).p99 == 90


@pytest.mark.parametrize(
    "trouble", ["Non-2xx or 3xx responses: 9", "Socket errors: connect 0, read 1, write 0, timeout 0"]
)
def test_answers_that_were_refusals_are_no_measurement(trouble):
    with pytest.raises(AssertionError, match=trouble):
        load.read(f"{TOLD}  {trouble}\n")


def test_a_slow_answer_is_no_refusal():
    late = "Socket errors: connect 0, read 0, write 0, timeout 3"
    assert load.read(f"{TOLD}  {late}\n").rate == 4712.24


def test_only_this_machine_is_loaded():
    with pytest.raises(AssertionError, match="this machine alone"):
        load.loaded(Ask("http://192.0.2.10/", {}, connections=1), seconds=1)


def test_the_request_is_told_in_the_programs_language():
    ask = Ask("http://127.0.0.1:1/", {"Accept": 'a"b'}, connections=1, body='{"a": 1}')
    assert ask.script == 'wrk.headers["Accept"] = "a\\"b"\nwrk.method = "POST"\nwrk.body = "{\\"a\\": 1}"'


def test_each_turn_is_held_against_its_own_neighbour():
    quick, slow = [Load(100, 0.1, 100), Load(50, 0.2, 50)], [Load(10, 1, 10), Load(2, 2, 2)]
    assert load.ratios(quick, slow, of=lambda one: one.rate) == [10, 25]
