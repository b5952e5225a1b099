"""What docs/deployment.md tells an operator to type does what the page says."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest

from tests import pristine
from tests.engines import SUPERUSER_URL

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "deployment.md"
STATEMENTS = re.search(r"^```sql\n(CREATE ROLE.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)[1]


def address(role: str, password: str) -> str:
    host = SUPERUSER_URL.partition("@")[2].partition("/")[0]
    return f"postgres://{role}:{quote(password)}@{host}/page"


@pytest.fixture
def new_database():
    """A database made by the page's statements, with names of its own in the tests' server."""
    statements = STATEMENTS.replace("okoce_", "page_").replace("DATABASE okoce", "DATABASE page")
    superuser = pristine.connect()
    cursor = superuser.cursor()
    for statement in filter(str.strip, statements.split(";\n")):
        cursor.execute(statement)
    yield {
        "DATABASE_URL": address("page_app", "choose another"),
        "DATABASE_OWNER_URL": address("page_owner", "choose one"),
    }
    for statement in ("DROP DATABASE page WITH (FORCE)", "DROP ROLE page_app", "DROP ROLE page_owner"):
        cursor.execute(statement)
    superuser.close()


def manage(*arguments, **environment):
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def test_its_two_roles_migrate_and_run_and_the_application_cannot_rewrite_the_ledger(new_database):
    done = manage("migrate", **new_database)
    assert done.returncode == 0, done.stderr
    without_owner = {**new_database, "DATABASE_OWNER_URL": ""}
    assert manage("roll_up", "--check", **without_owner).returncode == 0
    application = psycopg2.connect(new_database["DATABASE_URL"])
    with application, application.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reports_ledger")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("DELETE FROM reports_ledger")
    application.close()
