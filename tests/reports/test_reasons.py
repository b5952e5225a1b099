"""Every reason that the ledger may tell has words."""

import ast
from pathlib import Path

import pytest

from reports.definitions import BACKCAST
from reports.reasons import REASONS, in_words

ROOT = Path(__file__).parents[2]
APPS = ["okoce", "programs", "participants", "reports"]


def reasons_of(tree):
    """What stands in `@verb(...)`: the text, or the name of a constant."""
    for node in ast.walk(tree):
        for decorator in getattr(node, "decorator_list", []):
            if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "verb":
                (said,) = decorator.args
                yield said.value if isinstance(said, ast.Constant) else said.id


def told_by_verbs():
    modules = (path for app in APPS for path in sorted((ROOT / app).rglob("*.py")))
    return {reason for path in modules for reason in reasons_of(ast.parse(path.read_text()))}


def test_every_verb_has_words():
    verbs = told_by_verbs()
    assert len(verbs) > 70
    assert {reason for reason in verbs - {"BACKCAST"} if reason not in REASONS} == set()
    assert BACKCAST in REASONS


@pytest.mark.usefixtures("in_english")
def test_a_reason_is_said_in_words_and_one_of_another_version_says_itself():
    told = [in_words(reason) for reason in ("record approved", "", "something of tomorrow")]
    assert told == ["approved by a verifier", "changed without a reason given", "something of tomorrow"]
