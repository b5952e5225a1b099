"""The recipes for spreadsheets: what such a program sends is sent here, and read as it would read it."""

import base64
import csv
import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from xml.etree import ElementTree as ET

import pytest

from tests.recipes.page import recipe

QUERY = recipe("Excel: Power Query with the token in a header", "powerquery")
SITE = "https://okoce.example.go.id"
ROWS = [
    {"month": "2018-03", "kecamatan": "31.74.01", "metric": "licensed", "value": 1},
    {"month": "2018-03", "kecamatan": "31.74.01", "metric": "registered", "value": 2},
    {"month": "2018-04", "kecamatan": "31.73.05", "metric": "registered", "value": 1},
]
TYPES = {"type text": str, "Int64.Type": int}
CELL = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-cell"
KIND = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"


def record(name):
    """A record of the query, as the text between its brackets."""
    return re.search(rf"\b{name} = \[(.*?)\]", QUERY)[1]


def fetched(address, authorization):
    request = urllib.request.Request(address, headers={"Authorization": authorization})  # noqa: S310 - our own server
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - the same
        return answer.read().decode()


def typed(table):
    """The table with each column of the type that the query gives it."""
    columns = dict(re.findall(r'\{"(\w+)", ([\w. ]+)\}', QUERY))
    return [
        {name: TYPES[columns[name]](value) for name, value in row.items()} for row in csv.DictReader(table.splitlines())
    ]


def test_a_query_with_the_token_in_a_header(kitchen):
    kitchen = kitchen()
    site, path = re.search(r'Contents\("(.*?)"', QUERY)[1], re.search(r'RelativePath = "(.*?)"', QUERY)[1]
    parameters = urllib.parse.urlencode(re.findall(r'(\w+) = "(.*?)"', record("Query")))
    scheme = re.fullmatch(r'Authorization = "(.*)" & Token', record("Headers"))[1]
    assert site == SITE
    assert typed(fetched(f"{kitchen.address}/{path}?{parameters}", f"{scheme}{kitchen.token}")) == ROWS


def test_a_query_with_a_name_and_the_token_as_password(kitchen):
    kitchen = kitchen()
    address = recipe("Excel: with a name and a password", "text").strip().replace(SITE, kitchen.address)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address)  # noqa: S310 - our own server
    with refused.value as answer:
        assert (answer.code, "Basic realm=" in answer.headers["WWW-Authenticate"]) == (401, True)
    words = base64.b64encode(f"spreadsheet:{kitchen.token}".encode()).decode()
    assert typed(fetched(address, f"Basic {words}")) == ROWS
    assert typed(kitchen.run("Excel: with a name and a password", "sh")) == ROWS


@pytest.mark.long
def test_libreoffice_reads_months_and_codes_as_words(kitchen):
    kitchen = kitchen()
    kitchen.run("CSV to a file", "sh")
    # A comma, quotes, UTF-8, from the first line; special numbers are not looked for.
    reading = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,false"
    home = f"-env:UserInstallation={(kitchen.folder / 'libreoffice').as_uri()}"
    words = ["soffice", home, "--headless", reading, "--convert-to", "fods", "counts.csv"]
    subprocess.run(words, cwd=kitchen.folder, check=True, capture_output=True, timeout=120)
    cells = [cell for cell in ET.parse(kitchen.folder / "counts.fods").iter(CELL) if cell.get(KIND)]  # noqa: S314 - our own
    kinds = {"".join(cell.itertext()).strip(): cell.get(KIND) for cell in cells}
    assert [kinds[word] for word in ("2018-03", "31.74.01", "registered", "2")] == [
        "string",
        "string",
        "string",
        "float",
    ]
