"""The examples of docs/forecast.md, worked out by hand, are what the system says."""

import re
from pathlib import Path

from reports.forecast import Band, Outlook, exactly

PAGE = (Path(__file__).parents[2] / "docs" / "forecast.md").read_text()
FORECAST = re.compile(r"```forecast\ncounted (\d+), later ([\d ]+)\n=> (\d+), between (\d+) and (\d+)\n")
OUTLOOK = re.compile(
    r"```outlook\nbefore (\d+), month (\d+) (\d+) (\d+), last ([\d ]+), left (\d+)\n=> (\d+), between (\d+) and (\d+)\n"
)


def test_the_forecast_of_the_page():
    counted, later, *expected = FORECAST.search(PAGE).groups()
    assert exactly(int(counted)) + Band.of(map(int, later.split())) == Band(*map(int, expected))


def test_the_outlook_of_the_page():
    before, value, low, high, last, left, *expected = OUTLOOK.search(PAGE).groups()
    through = exactly(int(before)) + Band(int(value), int(low), int(high))
    outlook = Outlook(through, Band.of(map(int, last.split())), int(left), None)
    assert outlook.band == Band(*map(int, expected))
