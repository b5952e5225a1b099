"""What docs/operating.md tells an operator to type is there, and says what the page says."""

import os
import re
import subprocess
import sys
import uuid

import pytest
from django.db import connection
from django.urls import resolve

from okoce.core.months import now
from participants import verification
from reports import checking, rollup
from reports.audit.kinds import KINDS
from tests import factories
from tests.docs.pages import DOCS, ROOT, blocks, prose, rows, words

PAGE = DOCS / "operating.md"
# In a list, blocks stand in.
SQL = re.findall(r"^ *```sql\n(.*?)^ *```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
OUTSIDE = ("/opt/", "/etc/", "/var/")


def asked(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@pytest.mark.usefixtures("committed_db")
def test_from_a_number_to_who_it_counts_when_it_moved_and_what_is_told_of_it():
    stays, goes = (factories.person(on="2018-03-05") for _ in range(2))
    factories.approved(factories.licence(stays, issued="2018-03-20"))
    rollup.drain()
    false = factories.approved(factories.licence(goes, issued="2018-03-21"))
    rollup.drain()
    verification.revoke(by=factories.verifier(), record=false, version=false.version, reason="Palsu.")
    rollup.drain()
    found = checking.check(at=now())
    who, when, told, checked = map(asked, SQL)
    assert [(key, worth, reasons) for _kind, key, worth, reasons, _revision in who] == [
        (stays.pk, 1, ["record approved"]),
        (goes.pk, 0, ["record approved", "record revoked"]),
    ]
    assert [(moved, became) for _number, _at, moved, became in when] == [(1, 1), (1, 2), (-1, 1)]
    assert told == [(1, 1)]
    assert checked == [(found.at, when[-1][0], 0)]


@pytest.mark.usefixtures("committed_db")
def test_a_command_reads_the_services_settings(tmp_path):
    lines = next(lines for lines in blocks(PAGE, "sh") if "--check" in lines)
    settings = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
    (tmp_path / "okoce.env").write_text("".join(f"{name}='{value}'\n" for name, value in settings.items()))
    for there, here in {
        "/opt/okoce": ROOT,
        "/etc": tmp_path,
        "runuser -u okoce -- .venv/bin/python": sys.executable,
    }.items():
        assert there in lines
        lines = lines.replace(there, str(here))
    without = {name: value for name, value in os.environ.items() if name not in settings}
    done = subprocess.run(["sh", "-c", lines], env=without, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("0 differences at revision 0"), done.stderr


def test_every_command_is_one_of_the_project_with_options_that_it_has():
    there = {words(row[0])[0].split()[0]: set(words(row[1])) for row in rows("commands.md", "command")}
    there["collectstatic"] = {"--no-input"}
    named = re.findall(r"manage\.py ([a-z_]+)([^\n`]*)", PAGE.read_text())
    assert {name: set(re.findall(r"--[\w-]+", said)) - there[name] for name, said in named} == {
        name: set() for name, _said in named
    }


def test_every_address_leads_to_a_page():
    told = {word for word in words(prose(PAGE)) if word.startswith("/") and not word.startswith(OUTSIDE)}
    found = [resolve(address.replace("KEY", str(uuid.uuid4()))) for address in told]
    assert {one.kwargs["kind"] for one in found if "kind" in one.kwargs} == {"participant", "training"} & set(KINDS)
