"""What an evening says of itself is held against what is in the database."""

from pathlib import Path

import pytest

from benchmarks import answered, evening
from benchmarks.answered import Before
from benchmarks.report import Report
from okoce.core.months import now
from tests import factories

CROWD = Path(evening.__file__).with_name("crowd.py")


def told(name, *, asked, failed=0):
    return {"name": name, "num_requests": asked, "num_failures": failed}


def test_so_many_in_a_hundred_took_no_longer():
    times = {"20": 90, "9": 5, "1100": 5}
    assert [evening.percentile(times, part) for part in (5, 50, 95, 99)] == [9, 20, 20, 1100]


@pytest.mark.parametrize("size", [evening.SIZE, evening.SMALL])
def test_each_facilitator_has_a_training_of_their_own_in_their_kecamatan(size):
    trainings = [evening.unfinished(size, number) for number in range(evening.WHO["facilitators"])]
    assert len(set(trainings)) == 300
    assert all(training % 44 == number % 44 for number, training in enumerate(trainings))


def test_for_more_facilitators_there_is_no_training():
    with pytest.raises(AssertionError, match="no training for facilitator 400"):
        evening.unfinished(evening.SIZE, 400)


class TestAnswered:
    def test_what_failed_was_not_answered(self):
        assert answered.answers([told("check-in", asked=12, failed=2), told("where", asked=3)]) == {
            "check-in": 10,
            "where": 3,
        }

    def test_an_answer_without_a_row_and_a_row_without_an_answer_are_both_differences(self):
        was, there = {"check-in": 5, "approve": 1, "hand in": 0}, {"check-in": 14, "approve": 3, "hand in": 0}
        assert answered.differences(was, there, {"check-in": 10, "approve": 1}) == {
            "check-in": 1,
            "approve": 1,
            "hand in": 0,
        }

    def test_a_mark_that_is_not_there_or_says_another_word_is_lost(self):
        said = {"first": {"ani": "present", "budi": "late"}, "second": {"ani": "absent", "cici": "present"}}
        there = {("first", "ani"): "present", ("first", "budi"): "absent", ("second", "ani"): "absent"}
        assert answered.lost(said, there) == 2

    def test_each_that_is_counted_is_a_request_of_the_crowd(self):
        crowd = CROWD.read_text()
        assert [name for name in answered.written(now()) if f'"{name}"' not in crowd] == []

    def test_somebody_whose_registration_was_answered_must_be_there(self, db):
        at = now()
        was = Before(at, answered.many(at), revision=0)
        factories.person()
        factories.calon()
        assert self.broken(was, told("register somebody", asked=1)) == []
        assert self.broken(was, told("register somebody", asked=2)) == [
            "register somebody: answers without a row, or rows without an answer"
        ]

    def broken(self, was, *pages):
        report = Report()
        answered.of_rows(report, was, pages)
        return [row.what for row in report.broken]
