"""Whatever happens, in whatever order: rollups plus queue are the recount (docs/counting.md)."""

import os

import pytest

from tests.reports.machine import Counting, play

EXAMPLES = 2000 if os.environ.get("OKOCE_LONG") == "yes" else 200


@pytest.mark.usefixtures("committed_db")
def test_rollups_plus_queue_are_the_recount():
    assert play(Counting, examples=EXAMPLES) >= EXAMPLES
