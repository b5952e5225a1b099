"""What there is, is written down; what is written down, is there."""

import ast
import json
import re
import subprocess

import pytest
from django.core.management import get_commands, load_command_class
from django.template.loader import render_to_string
from django.urls import URLPattern, get_resolver
from django.utils import translation

from okoce.accounts.roles import ONE_FACTOR, POWERS, Power
from participants.registration import CONSENT_VERSION
from tests.docs.pages import DOCS, LINK, PAGES, ROOT, anchor, blocks, headings, prose, rows, words
from tests.factories import user

OUR_APPS = {"okoce.core", "okoce.accounts", "programs", "participants", "reports"}
CODE = [
    path
    for folder in (*(app.partition(".")[0] for app in OUR_APPS), "tests", "benchmarks", "templates", "static")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".sql", ".html", ".js", ".css"}
]
CITED = re.compile(r"(docs/[\w/-]+\.md)(?:, (C\d+\b|“[^”]+”))?")


def variables(path):
    """The names of environment variables that the file asks for."""
    for node in ast.walk(ast.parse(path.read_text())):
        call = isinstance(node, ast.Call) and not ast.unparse(node.func).endswith("setdefault")
        item = isinstance(node, ast.Subscript) and ast.unparse(node.value) in {"os.environ", "_urls"}
        named = node.args[:1] if call else [node.slice] if item else []
        yield from (name.value for name in named if isinstance(name, ast.Constant))


def test_every_setting_that_the_code_reads():
    files = [ROOT / "okoce" / "settings.py", ROOT / "okoce" / "environment.py", *(ROOT / "okoce/embedded").glob("*.py")]
    asked = {str(name) for path in files for name in variables(path)}
    written = {name for row in rows("deployment.md", "variable") for name in words(row[0])}
    assert written == {name for name in asked if re.fullmatch(r"[A-Z][A-Z_]{3,}", name)}


def test_the_example_environment_names_every_setting():
    example = set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert example == {name for row in rows("deployment.md", "variable") for name in words(row[0])}


def test_every_word_of_make():
    words_of_make = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert [words(row[0])[0] for row in rows("commands.md", "word")] == [f"make {word}" for word in words_of_make]


def test_every_command_with_its_options():
    there = {
        name: {option for option in options_of(app, name) if name != "migrate" or option == "--database"}
        for name, app in get_commands().items()
        if app in OUR_APPS
    }
    assert {words(row[0])[0].split()[0]: set(words(row[1])) for row in rows("commands.md", "command")} == there


def options_of(app, name):
    common = {"--help", "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color"}
    common |= {"--force-color", "--skip-checks"}
    parser = load_command_class(app, name).create_parser("manage.py", name)
    return {text for action in parser._actions for text in action.option_strings if text.startswith("--")} - common


def addresses(patterns, before=""):
    for pattern in patterns:
        address = before + re.sub(r"<\w+:(\w+)>", r"<\1>", str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield address, pattern.callback
        else:
            yield from addresses(pattern.url_patterns, address)


def who(view):
    if power := getattr(view, "power", None):
        return f"`{power}`"
    return "signed in" if getattr(view, "login_required", True) else "everyone"


def test_every_page_and_who_may_use_it():
    there = {f"/{address}": who(view) for address, view in addresses(get_resolver().url_patterns)}
    written = {words(row[0])[0]: row[1] for row in rows("addresses.md", "address")}
    assert written == {address: who for address, who in there.items() if not address.startswith("/api/")}


def test_every_address_of_the_api():
    there = {address for address, _view in addresses(get_resolver().url_patterns) if address.startswith("api/v1/")}
    written = {words(row[0])[0].partition(" ")[2] for row in rows("api.md", "address")}
    for name, _who, done in rows("api.md", "records"):
        start = words(name)[0]
        written |= {start, f"{start}<pk>/", *(f"{start}<pk>/{word}/" for word in words(done))}
    assert written == {address.removeprefix("api/v1/") for address in there}


def test_every_role_with_its_powers_and_its_second_factor():
    written = {words(role)[0]: (set(words(powers)), second) for role, powers, second in rows("privacy.md", "role")}
    assert written == {role: (powers, "no" if role in ONE_FACTOR else "yes") for role, powers in POWERS.items()}


def test_every_power():
    assert [words(row[0])[0] for row in rows("privacy.md", "power")] == list(Power)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    lost = []
    for link in LINK.findall(prose(page)):
        if re.match(r"https?://|mailto:", link):
            continue
        path, _hash, place = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (place and place not in map(anchor, headings(target))):
            lost.append(link)
    assert lost == []


def test_every_page_is_linked_from_another():
    linked = {
        (page.parent / link.partition("#")[0]).resolve() for page in PAGES for link in LINK.findall(page.read_text())
    }
    assert [page for page in PAGES if page not in linked and page.name != "README.md"] == []


def test_every_decision_is_listed():
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (DOCS / "decisions" / "README.md").read_text())
    assert listed == sorted(path.name for path in (DOCS / "decisions").glob("[0-9]*.md"))


def test_every_page_that_the_code_cites_is_there():
    lost = []
    for path in [*CODE, *PAGES]:
        for page, place in CITED.findall(path.read_text()):
            titles = headings(ROOT / page) if (ROOT / page).exists() else []
            known = {f"“{title}”" for title in titles} | {title.split()[0] for title in titles}
            if not titles or (place and place not in known):
                lost.append(f"{path.relative_to(ROOT)}: {page} {place}")
    assert lost == []


def test_the_code_cites_only_the_projects_own_pages():
    elsewhere = re.compile(r"\bdesign(?:'s)?,? (?:sections? )?\d|\bsections? \d", re.IGNORECASE)
    assert [path for path in CODE if elsewhere.search(path.read_text()) and path.name != "test_docs.py"] == []


def test_images_are_small():
    assert [path.name for path in (DOCS / "images").glob("*.png") if path.stat().st_size > 150_000] == []


def test_the_text_of_the_consent_is_the_one_that_is_read_out():
    read_out = []
    for language in ("id", "en"):
        with translation.override(language):
            page = render_to_string("participants/_consent.html", {"consent": CONSENT_VERSION})
        read_out += [" ".join(said.split()) for said in re.findall(r"<p>(.*?)</p>", page, re.DOTALL)]
    version = (DOCS / "privacy.md").read_text().partition(f"### Version {CONSENT_VERSION}\n")[2].split("\n#")[0]
    assert re.findall(r"^> (.+)$", version, re.MULTILINE) == read_out


@pytest.mark.django_db
def test_the_example_of_a_summary_has_the_shape_of_the_answer(signed_in):
    def shape(value):
        if isinstance(value, dict):
            return {name: shape(inner) for name, inner in value.items()}
        return [shape(inner) for inner in value] if isinstance(value, list) else None

    example = json.loads(blocks(DOCS / "api.md", "json")[0])
    answer = signed_in(user("staff")).get(f"/api/v1/summary/?month=2018-03&definition={example['definition']['code']}")
    assert shape(example) == shape(answer.json())


def test_what_the_shell_is_told_in_the_pages_is_shell():
    for page in PAGES:
        for block in blocks(page, "sh"):
            assert subprocess.run(["sh", "-n"], input=block, text=True, check=False).returncode == 0, block
