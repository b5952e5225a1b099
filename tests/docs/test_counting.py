"""Every example of docs/counting.md holds, and every rule that the SQL cites is a rule of the page with an example."""

import re

import pytest

from reports import contributions
from reports.contributions import METRICS
from reports.summary import required_pace
from tests.docs.examples import PAGE, Story, examples

NUMBERED = re.compile(r"^\s*-- (C\d+ \w+):", re.MULTILINE)
TITLED = re.compile(r"^### (C\d+ \w+)$", re.MULTILINE)


@pytest.mark.django_db
@pytest.mark.parametrize("example", examples(), ids=lambda example: example.splitlines()[0][:30])
def test_an_example_worked_out_by_hand_is_what_the_system_shows(example):
    story = Story()
    for line in example.splitlines():
        if not line.startswith("=> "):
            story.tell(line)
            continue
        asked, _colon, expected = line.removeprefix("=> ").partition(": ")
        assert story.answer(asked) == ([] if expected == "nothing" else expected.split(", ")), line


def test_the_rules_of_the_page_are_the_rules_of_the_sql():
    cited = [name for path in sorted(contributions.FOLDER.glob("*.sql")) for name in NUMBERED.findall(path.read_text())]
    assert sorted(TITLED.findall(PAGE.read_text())) == sorted(cited)


def test_every_rule_has_an_example():
    sections = re.split(TITLED, PAGE.read_text().partition("\n### What an approval")[0])[1:]
    without = [title for title, text in zip(sections[::2], sections[1::2], strict=True) if "```example" not in text]
    assert without == []


def test_every_metric_is_on_the_page():
    listed = re.findall(r"^\| `(\w+)` \|", PAGE.read_text().partition("## The rules")[0], re.MULTILINE)
    assert listed == METRICS


def test_the_required_pace_of_the_page_is_the_one_that_is_shown():
    block = re.search(r"```pace\ntarget (\d+), before (\d+), months left (\d+)\n=> (\d+)\n", PAGE.read_text())
    goal, before, left, pace = (int(number) for number in block.groups())
    assert required_pace(goal, before, left) == pace
