"""The API keeps what its description promises: schemathesis asks what it allows and what it does not, with every check."""

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest

from okoce.accounts.models import Scope
from okoce.accounts.roles import Role
from okoce.accounts.tokens import make_token
from okoce.environment import BASE_DIR
from reports import rollup
from tests import factories

COMMAND = [str(Path(sys.executable).with_name("schemathesis")), "run", "--checks", "all"]
# What is asked in half a minute, the same each time. Everything, in every phase and never the same, takes half an hour.
QUICK = {
    Scope.SUMMARY: ["--max-examples", "5", "--include-tag", "counts", "--include-tag", "reference"],
    Scope.DETAILS: ["--max-examples", "3", "--include-method", "GET", "--phases", "examples,fuzzing,stateful"],
    Scope.RECORDS: ["--max-examples", "3", "--phases", "examples,fuzzing,stateful"],
}
LONG = ["--max-examples", "100"] if os.environ.get("OKOCE_LONG") == "yes" else []


@pytest.fixture
def everything(committed_db):
    """A row of every kind, so that what is read has something to say."""
    somebody = factories.person(on="2018-03-05")
    factories.verified(factories.attend(factories.training(), somebody, *factories.people(9, on="2018-03-05")))
    factories.approved(factories.licence(somebody, issued="2018-03-20"))
    factories.visit(somebody, on="2018-03-06")
    factories.business(somebody)
    factories.workers(somebody, on="2018-03-21")
    factories.expense()
    factories.training()
    rollup.drain()


@pytest.fixture
def no_limits(settings):
    settings.RATE_LIMIT = 1_000_000
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"token_failed": "1000000/m/ip"}


@pytest.fixture
def token():
    """Of somebody who may do nearly everything: what is refused is refused for what was sent."""
    owner = factories.user(Role.FACILITATOR, Role.VERIFIER, Role.STAFF, kecamatan=(factories.HOME,))

    def of(scope):
        return make_token(user=owner, name="contract", scope=scope, lifetime=datetime.timedelta(days=30))[1]

    return of


@pytest.fixture
def description(client, tmp_path):
    """The schema as it is served, in a file: on a machine with much to do it is not there at once."""
    file = tmp_path / "schema.json"
    file.write_bytes(client.get("/api/v1/schema/", headers={"accept": "application/json"}).content)
    return file


def asked(description, address, token, *how):
    """Whether everything was as promised, and what schemathesis said."""
    words = [*COMMAND, str(description), "--url", address, "--header", f"Authorization: Bearer {token}", *how]
    done = subprocess.run(words, cwd=BASE_DIR, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.usefixtures("everything", "no_limits")
@pytest.mark.parametrize("scope", Scope)
def test_the_api_keeps_its_promises(description, live_server, token, scope):
    code, said = asked(description, live_server.url, token(scope), *(LONG or ["--seed", "1", *QUICK[scope]]))
    assert code == 0, said
