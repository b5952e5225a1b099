"""What PostgreSQL's own bench says, and what it never keeps to itself."""

import pytest

from benchmarks import pgbench
from tests.engines import SUPERUSER_URL

TOLD = """transaction type: one.sql
number of transactions actually processed: 812
number of failed transactions: 0 (0.000%)
latency average = 1.231 ms
initial connection time = 3.172 ms
tps = 812.171349 (without initial connection time)
"""


def test_transactions_in_a_second():
    assert pgbench.read(TOLD) == 812.171349


def test_a_transaction_that_failed_is_no_rate():
    with pytest.raises(AssertionError):
        pgbench.read(TOLD.replace("transactions: 0", "transactions: 3"))


@pytest.mark.usefixtures("committed_db")
def test_it_asks_the_database_that_it_is_given():
    assert pgbench.rate(SUPERUSER_URL, "SELECT 1", times=3) > 0
    with pytest.raises(AssertionError, match="reports_nowhere"):
        pgbench.rate(SUPERUSER_URL, "SELECT FROM reports_nowhere", times=1)
