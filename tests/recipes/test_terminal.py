"""The recipes for a terminal."""

import json

from tests import factories
from tests.recipes.page import sections
from tests.reports.reading import counted

TABLE = [
    "month,kecamatan,metric,value",
    "2018-03,31.74.01,licensed,1",
    "2018-03,31.74.01,registered,2",
    "2018-04,31.73.05,registered,1",
]


def test_every_block_of_the_page_is_run():
    assert {heading: [language for language, _text in blocks] for heading, blocks in sections().items()} == {
        "Before the first one": ["sh"],
        "curl": ["sh"],
        "CSV to a file": ["sh"],
        "Python with requests": ["python"],
        "Python with pandas": ["python"],
        "A client made from the description": ["yaml", "sh", "python"],
        "Only what has changed: counts": ["python"],
        "Only what has changed: the ledger": ["python"],
        "Excel: Power Query with the token in a header": ["powerquery"],
        "Excel: with a name and a password": ["text", "sh"],
        "LibreOffice Calc": [],
    }


def test_curl(kitchen):
    said = kitchen().run("curl", "sh")
    summary, end = json.JSONDecoder().raw_decode(said)
    assert summary["ladder"][0]["cumulative"] == 3
    assert json.loads(said[end:])["results"] == [
        {"year": 2018, "metric": "licensed", "value": 1},
        {"year": 2018, "metric": "registered", "value": 3},
    ]


def test_a_file_is_fetched_once_and_again_when_something_has_changed(kitchen):
    kitchen = kitchen()
    file = kitchen.folder / "counts.csv"
    first = kitchen.run("CSV to a file", "sh")
    assert (file.read_text().split(), "okoce-coverage: 2/44" in first.lower()) == (TABLE, True)
    assert kitchen.run("CSV to a file", "sh") == "unchanged\n"
    assert file.read_text().split() == TABLE
    factories.person(on="2018-04-03", lives_in=factories.ELSEWHERE)
    counted("registered")
    assert "okoce-revision" in kitchen.run("CSV to a file", "sh").lower()
    assert "2018-04,31.73.05,registered,2" in file.read_text().split()
