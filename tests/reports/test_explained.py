"""Whatever happened, in whatever order: what counts among the records is the number, for every metric, month and place."""

import os
from collections import Counter

import pytest

from okoce.core.months import Month
from reports.contributions import ACTIVITY_METRICS, METRICS, OUTSIDE
from reports.definitions import BY_THRESHOLDS
from reports.explaining.asked import Number
from reports.explaining.postings import postings_of
from reports.explaining.records import records_of
from reports.models import Thresholds
from reports.summary import NOT_ADDED
from tests.factories import ELSEWHERE, HOME
from tests.reports.machine import Counting, play
from tests.reports.machine.stage import MONTHS

EXAMPLES = 60 if os.environ.get("OKOCE_LONG") == "yes" else 8
FIRST, LAST = Month.of(MONTHS[0]), Month.of(MONTHS[-1])


class Explained(Counting):
    """The same worlds; asked at their end, of what is rolled up, why each number is what it is."""

    worlds = 0
    # How often each condition was the reason: what never happens proves nothing.
    seen: Counter = Counter()

    def rollups_and_queue_are_the_recount(self):
        """Another test's."""

    def the_recount_of_the_product_finds_nothing(self):
        """Another test's."""

    def teardown(self):
        super().teardown()
        type(self).worlds += 1
        for number in numbers():
            self.is_explained(number)

    def is_explained(self, number):
        records = records_of(number)
        assert records.on_the_way == 0, (number, records)
        assert records.value == number.value() == posted(number), (number, records)
        assert records.counting == (records.lines[-1].left if records.lines else records.recorded)
        if number.plain not in ("jobs_created", "spending"):
            assert records.worth == records.counting
        conditions = {line.condition for line in records.lines}
        assert "on_its_way" not in conditions, (number, records)
        self.seen.update(conditions)


def numbers():
    """Every metric, of each of the thresholds that there are: each month in the city, and all months in each place."""
    series = [f"{metric}{suffix}" for suffix in suffixes() for metric in BY_THRESHOLDS]
    for metric in [*METRICS, *series]:
        for month in MONTHS:
            yield Number(metric, Month.of(month), Month.of(month))
        if metric in NOT_ADDED:
            yield from (Number(metric, LAST, LAST, kecamatan=code) for code in (HOME, ELSEWHERE))
        else:
            places = (HOME, ELSEWHERE) if metric in ACTIVITY_METRICS else (HOME, ELSEWHERE, OUTSIDE)
            yield from (Number(metric, FIRST, LAST, kecamatan=code) for code in ("", *places))


def suffixes():
    return Thresholds.objects.exclude(suffix="").values_list("suffix", flat=True)


def posted(number):
    return sum(one.added + one.taken for one in postings_of(number))


@pytest.mark.usefixtures("committed_db")
def test_what_counts_of_the_records_is_the_number():
    play(Explained, examples=EXAMPLES)
    assert Explained.worlds >= EXAMPLES
    assert {"waits", "returned", "revoked", "other_name", "other_type", "no_identity", "outside"} <= set(Explained.seen)
