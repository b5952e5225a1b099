"""Whatever happens, in whatever order: rollups plus queue are the recount (docs/counting.md)."""

import os

import pytest

from tests.reports.machine import Counting, play

LONG = os.environ.get("OKOCE_LONG") == "yes"
# Each seeded fault is found in as many (test_seeded_faults.py).
EXAMPLES = 2000 if LONG else 30
# Without these it would say less than its rules do. In a few hundred runs chance alone may leave one out.
HAPPENS = {
    "moved and back",
    "an older move taken back",
    "a settled move taken back",
    "told apart after more was recorded",
    "told apart after a closing",
    "withdrawn with its list",
    "a line goes to a later list",
    "a licence from before is confirmed",
    "a record of a line is returned",
    "a record of a line is revoked",
}


@pytest.mark.usefixtures("committed_db")
def test_rollups_plus_queue_are_the_recount():
    happened = play(Counting, examples=EXAMPLES)
    assert happened["a run"] >= EXAMPLES
    if LONG:
        assert HAPPENS - set(+happened) == set()
