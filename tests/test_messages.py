"""Every sentence of the interface has its Bahasa Indonesia, and the compiled catalogue is that of the text file."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.utils.translation import override
from django.utils.translation.template import templatize

import okoce.urls  # noqa: F401 - with it come all bodies and questions of the API
from okoce.core.bodies import Body
from okoce.core.queries import Query

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "locale" / "id" / "LC_MESSAGES" / "django"
APPS = ["okoce", "programs", "participants", "reports"]
SINGLE = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext"}
# A bracket inside the quotes ends no call.
CALL = re.compile(r"""(?<!\w)(?:(?:n|p|np)?gettext|_)\((?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^)'"])*\)(?=\s)""")
HOLES = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def calls(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            yield node.func.id, texts


def key(name, texts):
    """What the catalogue files a call under."""
    text = f"{texts[0]}\x04{texts[1]}" if name in WITH_CONTEXT else texts[0]
    return (text, 0) if name.startswith("n") else text


def in_python():
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            for name, texts in calls(path.read_text()):
                if name in SINGLE | WITH_CONTEXT and texts:
                    yield key(name, texts)


def in_templates():
    for path in (ROOT / "templates").rglob("*.*"):
        prepared = templatize(path.read_text(), origin=str(path))
        # What is no message is blanked with X; each message stands as a call of its own.
        for found in CALL.finditer(prepared):
            for name, texts in calls(re.sub(r"\bu(?=['\"])", "", found[0])):
                if texts:
                    yield key(name, texts)


def bodies_and_questions(kinds=(Body, Query)):
    for kind in kinds:
        yield from bodies_and_questions(kind.__subclasses__())
        if kind.__module__.split(".")[0] in APPS:
            yield kind


def of_fields():
    """What the API may say about a field, in the language of whoever reads it."""
    for kind in bodies_and_questions():
        for field in kind().fields.values():
            yield from field.error_messages.values()
            yield from (check.message for check in field.validators)


@pytest.fixture(scope="module")
def catalogue():
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


@pytest.fixture(scope="module")
def entries():
    """{msgid (with its context): msgstr} of the text file."""
    found = {}
    for block in CATALOGUE.with_suffix(".po").read_text().split("\n\n"):
        fields, current = {}, None
        for line in block.splitlines():
            if start := re.match(r'(msgctxt|msgid_plural|msgid|msgstr)(?:\[0\])? (".*")', line):
                current = start[1]
                fields[current] = ast.literal_eval(start[2])
            elif line.startswith('"'):
                fields[current] += ast.literal_eval(line)
        context = f"{fields['msgctxt']}\x04" if "msgctxt" in fields else ""
        text = context + fields["msgid"]
        found[(text, 0) if "msgid_plural" in fields else text] = fields["msgstr"]
    return found


def test_nothing_is_left_in_english(catalogue):
    assert sorted({str(text) for text in [*in_python(), *in_templates()] if not catalogue.get(text)}) == []


def test_no_sentence_of_a_field_of_the_api_is_left_in_english():
    def told(language):
        with override(language):
            return [str(sentence) for sentence in of_fields()]

    assert len(told("en")) > 100
    assert {words for words, text in zip(told("id"), told("en"), strict=True) if words == text} == set()


def test_the_walk_finds_messages_of_every_kind():
    assert "The programme in %(month)s" in set(in_templates())
    assert ("%(waiting)s change waits to be counted", 0) in set(in_templates())
    assert "A token lives from 1 to 365 days." in set(in_python())


def test_the_compiled_catalogue_is_that_of_the_text_file(catalogue, entries):
    assert {text: words for text, words in catalogue.items() if text} == {
        text: words for text, words in entries.items() if text
    }


def test_a_translation_keeps_the_holes_of_its_text(entries):
    def holes(text):
        return set(HOLES.findall(text))

    # A singular may leave the number out, which Bahasa Indonesia has no singular for.
    texts = {text: words for text, words in entries.items() if text and isinstance(text, str)}
    assert [text for text, words in texts.items() if holes(text) != holes(words)] == []


def test_a_forecast_has_one_word(entries):
    assert [text for text, words in entries.items() if "prakiraan" in words.lower()] == []


def test_nothing_is_fuzzy():
    assert "#, fuzzy" not in CATALOGUE.with_suffix(".po").read_text()
