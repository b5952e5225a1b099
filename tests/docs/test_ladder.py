"""The examples of docs/ladder.md, worked out by hand, are what the system says."""

import re
from collections import Counter
from pathlib import Path

from reports.waits import middle

PAGE = (Path(__file__).parents[2] / "docs" / "ladder.md").read_text()
DAYS = re.compile(r"^days ([-\d ]+)\n=> (\d+)$", re.MULTILINE)


def test_the_medians_of_the_page():
    examples = DAYS.findall(PAGE)
    assert len(examples) == 2
    for days, told in examples:
        took = Counter(max(0, int(each)) for each in days.split())
        assert middle(sorted(took.items())) == int(told)
