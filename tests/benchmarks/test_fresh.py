"""When a revision was seen, and another request each time: the logic of the benches of freshness and of writes."""

from benchmarks.load import Ask
from benchmarks.watching import Seen


def test_a_revision_is_there_when_it_or_a_later_one_is_seen():
    seen = Seen()
    seen.read("3 10.0\n4 10.5\n7 11.25\n")
    assert [seen.at(number) for number in (3, 4, 5, 7)] == [10.0, 10.5, 11.25, 11.25]


def test_another_request_each_time_is_told_after_the_headers():
    ask = Ask("http://127.0.0.1:1/", {"Accept": "a"}, connections=1, request="request = function() end")
    assert ask.script == 'wrk.headers["Accept"] = "a"\nrequest = function() end'
