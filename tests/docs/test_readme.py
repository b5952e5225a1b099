"""The lines of README.md that a reader copies into a terminal work as they stand."""

import json
import os
import subprocess
import sys

import pytest

from okoce.accounts.roles import Role
from tests import factories
from tests.docs.pages import ROOT, blocks

README = ROOT / "README.md"
LINES = next(block for block in blocks(README, "sh") if "curl" in block).splitlines()


def run(command):
    # The command is the README's; only the Python of .venv is the one that runs the tests.
    command = command.replace(".venv/bin/python", sys.executable)
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.usefixtures("committed_db")
def test_the_api_in_five_lines(live_server):
    staff = factories.user(Role.STAFF, name="Staf")
    factories.people(2, on="2018-03-05", sex="female")
    run(".venv/bin/python manage.py roll_up")
    address, token, *lines = LINES
    address = address.replace("http://127.0.0.1:8000", live_server.url)
    token = token.replace("--user staf ", f"--user {staff.username} ")
    said = run("\n".join([address, token, "\necho ---\n".join(lines)]))
    summary, counts, table = said.split("---")
    assert json.loads(summary)["ladder"][0]["cumulative"] == 2
    assert json.loads(counts)["results"] == [
        {"month": "2018-03", "kecamatan": "31.74.01", "metric": "registered", "value": 2}
    ]
    assert table.split() == ["gender,age_band,metric,value", "female,25-34,registered,2"]


@pytest.mark.usefixtures("committed_db")
def test_the_users_of_the_tour():
    block = next(block for block in blocks(README, "sh") if "create_user" in block)
    said = [run(f"echo '{factories.PASSWORD}' | {line} --password-stdin") for line in block.splitlines()]
    assert said == [
        "pendamping created (facilitator)",
        "verifikator created (verifier)",
        "staf created (staff)",
    ]
