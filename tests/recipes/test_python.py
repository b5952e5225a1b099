"""The recipes in Python."""

import compileall
import sqlite3

from okoce.accounts.models import Scope
from okoce.core.months import Month, today
from participants.models import Milestone
from tests import factories
from tests.recipes.page import recipe
from tests.reports.reading import counted


def rows(kitchen, query):
    return sqlite3.connect(kitchen.folder / "okoce.db").execute(query).fetchall()


def test_requests_keeps_the_tag_and_is_told_that_nothing_changed(kitchen):
    kitchen = kitchen()
    first, again = [kitchen.run("Python with requests", "python") for _ in range(2)]
    assert (first.split()[0], again.split()[0]) == ("200", "304")
    assert first.split()[1:] == again.split()[1:]


def test_pandas_reads_words_as_words_and_the_parts_are_the_whole(kitchen):
    said = kitchen().run("Python with pandas", "python").splitlines()
    table = [line.split() for line in said[2:-1]]
    assert table == [["Kebon", "Jeruk", "0", "1"], ["Tebet", "1", "2"]]
    assert said[-1].startswith("4 in all, at revision ")


def test_a_client_is_made_from_the_description_and_used(kitchen):
    kitchen, heading = kitchen(Scope.RECORDS), "A client made from the description"
    (kitchen.folder / "client.yml").write_text(recipe(heading, "yaml"))
    kitchen.run(heading, "sh")
    assert compileall.compile_dir(kitchen.folder / "okoce_client", quiet=1)
    assert kitchen.run(heading, "python").splitlines() == [
        f"{Month.of(today())} open registered 3",
        "31.73.05 registered 1",
        "31.74.01 licensed 1",
        "31.74.01 registered 2",
        "201",
        "200",
        "1 expense",
    ]


def test_a_copy_of_the_counts_is_kept_up(kitchen):
    kitchen = kitchen()
    assert kitchen.run("Only what has changed: counts", "python").startswith("3 rows, revision ")
    assert kitchen.run("Only what has changed: counts", "python").startswith("0 rows, revision ")
    factories.revoked(Milestone.objects.get())
    factories.person(on="2018-03-07")
    counted("registered")
    assert kitchen.run("Only what has changed: counts", "python").startswith("2 rows, revision ")
    assert rows(kitchen, "SELECT * FROM counts ORDER BY month, metric") == [
        ("2018-03", "31.74.01", "licensed", 0),
        ("2018-03", "31.74.01", "registered", 3),
        ("2018-04", "31.73.05", "registered", 1),
    ]


def test_a_copy_of_the_ledger_is_kept_up(kitchen):
    kitchen = kitchen(Scope.DETAILS)
    assert kitchen.run("Only what has changed: the ledger", "python") == "4 entries after revision 0\n"
    factories.person(on="2018-04-03")
    counted("registered")
    assert kitchen.run("Only what has changed: the ledger", "python").startswith("1 entries after revision ")
    assert rows(kitchen, "SELECT metric, sum(delta) FROM ledger GROUP BY 1 ORDER BY 1") == [
        ("licensed", 1),
        ("registered", 4),
    ]
