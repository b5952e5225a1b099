"""A site behind a pooler that gives each transaction another session of the database (docs/deployment.md, “A pooler”)."""

import os
import subprocess
import sys

import pytest

from okoce.core.months import Month, today
from okoce.environment import BASE_DIR
from tests import pooler
from tests.faults import counting
from tests.faults.test_kill import LINES, LIST, READ
from tests.site import Site, until

pytestmark = [pytest.mark.long, pytest.mark.skipif(not pooler.PROGRAM, reason=pooler.MISSING)]

# Whoever works there began eleven months ago.
EVENING = "an evening up to the city's numbers"
JOBS = {
    EVENING: ["tests/e2e/test_main_job.py"],
    "the API": ["tests/api", "tests/contract", "tests/participants/test_api_*.py", "tests/programs/test_api_*.py"],
    "counting": ["tests/reports/test_rollup.py", "tests/reports/test_invariant.py"],
    "months that are closed": ["tests/reports/test_closing.py", "tests/reports/test_chain.py"],
    "jobs that are at it alone": [
        "tests/participants/importing", "tests/participants/test_reconciling.py", "tests/participants/test_findings.py",
        "tests/reports/exporting", "tests/reports/test_webhooks.py",
    ],
    "much at once": ["tests/reports/test_audit_evidence.py", "tests/participants/test_search.py"],
}  # fmt: skip

# It holds a lock by a session of its own.
NOT_THIS = (
    "tests/reports/test_closing.py::TestTogether"
    "::test_while_somebody_counts_for_long_whoever_closes_is_told_to_try_again"
)


@pytest.fixture(scope="module")
def one(servers):
    one = pooler.Pooler(servers.home).start()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def pooled(servers, one, tmp_path_factory):
    """A site that knows the server by the pooler alone, with ten people trained and counted."""
    site = Site(tmp_path_factory.mktemp("pooled") / "home", **servers.urls | {"DATABASE_URL": one.url})
    site.start()
    counting.train(site, people=10)
    until(lambda: counting.waiting(site) == 0)
    yield site
    site.remove()


def test_what_is_done_is_counted_once(pooled):
    assert counting.counts(pooled) == counting.TEN_TRAINED
    assert pooled.command("roll_up", "--check").returncode == 0


def test_a_list_whose_worker_is_killed_half_way_is_read_to_its_end_and_each_line_once(pooled):
    pooled.do(LIST)
    until(lambda: counting.ask(pooled, READ)[0][0] > 0)
    pooled.kill("worker")
    until(lambda: counting.ask(pooled, READ) == [(20_000, "read")], seconds=180)
    assert counting.ask(pooled, LINES) == [(20_000, 20_000)]


def test_the_site_works_again_when_the_pooler_comes_back(pooled, one):
    before = pooled.pids()
    one.stop()
    assert pooled.readiness()["database"] == "OperationalError"
    assert pooled.get("/healthz")[0] == 200
    one.start()
    until(lambda: pooled.ready() and counting.rolls_up(pooled))
    assert pooled.pids() == before
    assert counting.counts(pooled) == counting.TEN_TRAINED


@pytest.mark.parametrize("job", JOBS)
def test_it_makes_no_difference_to(job):
    files = [str(file) for pattern in JOBS[job] for file in sorted(BASE_DIR.glob(pattern))]
    said = {"OKOCE_TESTS_POOLED": "yes", "OKOCE_LONG": "", "OKOCE_FIRST_MONTH": ""}
    if job == EVENING:
        said["OKOCE_FIRST_MONTH"] = str(Month.of(today()) + -11)
        # Its tables are made, and kept for the site.
        assert tested(said, "tests/okoce/core/test_snapshot.py") == 0
    assert tested(said, *files) == 0


def tested(said, *files):
    """How a session of tests ends, all through the pooler; what it says stands in our own output.

    With small counts: it is the connections that differ, and the long ones run without a pooler.
    """
    command = [sys.executable, "-m", "pytest", "-q", "-m", "not long", "--deselect", NOT_THIS, *files]
    return subprocess.run(command, cwd=BASE_DIR, env={**os.environ, **said}, check=False).returncode
