"""The lines of README.md that a reader copies into a terminal work as they stand."""

import json
import os
import re
import shlex
import subprocess
import sys
import urllib.request

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


def asked(line, **variables):
    """What a line of curl asks for, sent without curl."""
    for name, value in variables.items():
        line = line.replace(f"${name}", value)
    _curl, _silent, _header, header, address = shlex.split(line)
    request = urllib.request.Request(address, headers=dict([header.split(": ")]))  # noqa: S310 - our own server
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - the same
        return answer.read().decode()


@pytest.mark.usefixtures("committed_db")
def test_the_api_in_five_lines(live_server):
    staff = factories.user(Role.STAFF, name="Staf")
    factories.people(2, on="2018-03-05", sex="female")
    address, token, *lines = LINES
    assert address == "export OKOCE=http://127.0.0.1:8000"
    text = run(re.fullmatch(r"export TOKEN=\$\((.*)\)", token)[1].replace("--user staf", f"--user {staff.username}"))
    run(".venv/bin/python manage.py roll_up")
    summary, counts, table = [asked(line, OKOCE=live_server.url, TOKEN=text) for line in lines]
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
