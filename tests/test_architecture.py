"""How the house stands: imports run downhill, doors ask on behalf of someone, templates carry no code, the clock stays outside."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from okoce.environment import BASE_DIR
from programs.scoping import Scoped

PACKAGES = ["okoce", "programs", "participants", "reports"]
FILES = sorted(path for package in PACKAGES for path in (BASE_DIR / package).rglob("*.py"))
TEMPLATES = sorted(path for path in (BASE_DIR / "templates").rglob("*") if path.is_file())

# Whoever stands higher may import what stands lower, never the other way round (docs/architecture.md, “Imports run downhill”).
DOWNHILL = [
    ["okoce.urls", "okoce.api", "okoce.health"],
    ["reports"],
    ["participants"],
    ["programs"],
    ["okoce.accounts"],
    ["okoce.core"],
]
# What runs the site stands apart: it imports no app, and no app imports it.
MACHINE = [
    ["okoce.wsgi", "okoce.celery", "okoce.clock"],
    ["okoce.settings"],
    ["okoce.embedded"],
    ["okoce.environment"],
]
# Started as processes of their own, these load the whole.
PROCESSES = {"okoce.embedded.setup", "okoce.wsgi"}
# Inside an app: what listens to the whole, the doors, the forms and shapes at them, verbs and questions, models, scope.
LEVELS = [
    {"apps", "urls"},
    {"views", "api", "tasks", "management", "nudge"},
    {"forms", "shapes"},
    {"*"},
    {"models"},
    {"scoping", "roles"},
]
DOORS = {"views", "api", "tasks", "management", "forms", "health"}

# How rows are asked for on behalf of someone, or not at all.
ON_BEHALF = {"visible_to", "looked_after_by", "worked_by", "none"}
# Rows that are about nobody, or that only an operator at the machine asks for.
OPEN_TO_DOORS = {
    "Programme": "first month and length are public",
    "Kecamatan": "44 names and codes are public",
    "Definition": "what a number means is public",
    "Target": "targets with their sources are public",
    "Period": "which month is closed is public",
    "Curriculum": "a choice in a form",
    "Centre": "address and rooms of a centre are public",
    "Agency": "a choice in a form",
    "User": "create_token and ensure_administrator act for the operator at the machine",
}
# The clock is read at the doors; elsewhere with a reason.
CLOCK = {
    "okoce/core/months.py": "defines both",
    "okoce/accounts/models.py": "a token ends at a moment, whoever asks",
    "programs/scoping.py": "scope is that of today, whoever asks",
    "reports/rollup.py": "since when a source is in quarantine: told, never counted",
}
READS_THE_CLOCK = {"now", "today", "utcnow", "localdate", "localtime"}
# Code asks for powers; who names a role says why.
ROLES_NAMED = {
    "okoce/accounts/roles.py": "the table",
    "programs/management/commands/ensure_administrator.py": "the first user is an administrator",
    "programs/facilitators.py": "a list of facilitators makes facilitators",
    "reports/demo/users.py": "one login of the made-up city for each role",
}
LONGEST = 420
# The code's names, not what Django calls the thing of a name in a file.
NAMELESS = {"services", "utils", "util", "helpers", "common", "misc", "tools"}


def name_of(path: Path) -> str:
    parts = path.relative_to(BASE_DIR).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_migration(path: Path) -> bool:
    return "migrations" in path.parts


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def imports(path: Path):
    """(node, module) of each of the project's own modules that the file imports."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from ((node, module_of(name)) for name in names if name.split(".")[0] in PACKAGES)


def module_of(dotted: str) -> str:
    """The module in which a dotted name lies: `reports.models.Check` is in `reports.models`."""
    while not (BASE_DIR / dotted.replace(".", "/")).with_suffix(".py").exists():
        if (BASE_DIR / dotted.replace(".", "/") / "__init__.py").exists():
            return dotted
        dotted = dotted.rpartition(".")[0]
    return dotted


def place(module: str, stack: list[list[str]]) -> int | None:
    """How far down the stack the module stands; None when it is not of that stack."""
    for depth, names in enumerate(stack):
        if any(module == name or module.startswith(f"{name}.") for name in names):
            return depth
    return None


def level(module: str) -> int:
    """How far down inside its app."""
    parts = [re.sub(r".+_shapes$", "shapes", part) for part in module.removeprefix("okoce.").split(".")]
    for depth, names in enumerate(LEVELS):
        if names & set(parts[1:]):
            return depth
    return 3


def allowed(importer: str, imported: str) -> bool:
    # apps.py ties what stands apart, once everything is loaded.
    if level(importer) == 0 or importer in PROCESSES:
        return True
    for stack in (DOWNHILL, MACHINE):
        above, below = place(importer, stack), place(imported, stack)
        if above is not None and below is not None:
            return above < below or (above == below and level(importer) <= level(imported))
    return False


def is_door(path: Path) -> bool:
    return bool(DOORS & set(name_of(path).split(".")))


def test_every_module_has_its_place():
    modules = [name_of(path) for path in FILES]
    assert [name for name in modules if name != "okoce" and place(name, DOWNHILL) is place(name, MACHINE) is None] == []


def test_imports_run_downhill():
    uphill = [
        f"{name_of(path)} imports {module}"
        for path in FILES
        if not is_migration(path)
        for _node, module in imports(path)
        if not allowed(name_of(path), module)
    ]
    assert uphill == []


def test_the_facts_know_nothing_of_counting():
    assert not allowed("programs.trainings", "reports.rollup")
    assert not allowed("programs.models", "participants.models")
    assert not allowed("programs.models", "programs.views")
    assert allowed("reports.views", "programs.models")
    assert allowed("okoce.embedded.places", "okoce.environment")


def test_an_import_inside_a_function_says_why():
    silent = []
    for path in FILES:
        lines = path.read_text().splitlines()
        for function in ast.walk(tree_of(path)):
            if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            for node in ast.walk(function):
                if isinstance(node, (ast.Import, ast.ImportFrom)):
                    line = lines[node.lineno - 1]
                    if not re.search(r"# noqa: [\w, ]*PLC0415 - \w+ \w+", line):
                        silent.append(f"{name_of(path)}:{node.lineno}")
    assert silent == []


def test_modules_are_named_for_what_they_know():
    everywhere = [*FILES, *(BASE_DIR / "tests").rglob("*.py"), *(BASE_DIR / "benchmarks").rglob("*.py")]
    assert [name_of(path) for path in everywhere if path.stem in NAMELESS] == []


def test_modules_fit_into_a_head():
    long = {name_of(path): len(path.read_text().splitlines()) for path in FILES if not is_migration(path)}
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


def test_rows_are_asked_for_on_behalf_of_someone():
    asked = []
    for path in FILES:
        if not is_door(path) or is_migration(path):
            continue
        tree = tree_of(path)
        on_behalf = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in ON_BEHALF
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager"):
                model = ast.unparse(node.value)
                if node not in on_behalf and model not in OPEN_TO_DOORS:
                    asked.append(f"{name_of(path)}:{node.lineno} {model}")
    assert asked == []


def test_a_door_looks_nothing_up_by_its_model_alone():
    bare = [
        f"{name_of(path)}:{node.lineno}"
        for path in FILES
        if is_door(path)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("get_object_or_404", "get_list_or_404")
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id[0].isupper()
    ]
    assert bare == []


def test_no_record_of_somebody_is_open_to_doors():
    scoped = {
        model.__name__ for model in apps.get_models() if issubclass(model._default_manager._queryset_class, Scoped)
    }
    of_people = {"Participant", "Attendance", "Visit", "Milestone", "JobReport", "Business", "Evidence", "Entrepreneur"}
    of_people |= {"FollowUp", "Likeness", "Match", "Merge", "Transfer"}
    assert scoped == {"Training", "TrainingSession", "Expense", "LedgerEntry", "Finding", *of_people}
    assert scoped & set(OPEN_TO_DOORS) == set()


def clock_reads(path: Path) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in READS_THE_CLOCK
    ]


def test_the_clock_is_read_at_the_doors():
    inside = {
        str(path.relative_to(BASE_DIR))
        for path in FILES
        if clock_reads(path) and not is_door(path) and "templatetags" not in path.parts
    }
    assert inside == set(CLOCK)


def test_no_counting_rule_reads_the_clock():
    rules = list((BASE_DIR / "reports" / "contributions").glob("*.sql"))
    assert len(rules) > 1
    clocks = re.compile(
        r"\b(now|current_\w+|localtime\w*|clock_timestamp|statement_timestamp|jakarta_now)\b", re.IGNORECASE
    )
    assert [path.name for path in rules if clocks.search(path.read_text())] == []


def test_code_asks_for_powers_and_names_no_role():
    naming = {
        str(path.relative_to(BASE_DIR))
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Role" and node.attr.isupper()
    }
    assert naming == set(ROLES_NAMED)


INLINE = {
    "a script in the page": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "a style sheet in the page": re.compile(r"<style", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a handler attribute": re.compile(r"\s(?:on[a-z]+|hx-on[:\w-]*|hx-vals)\s*=\s*[\"']?(?:js:|[a-z])", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "another host": re.compile(r"(?:src|href|action|hx-\w+)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE),
}
# A mail can ask for no file of the site: no policy of ours holds where it is read.
CARRIED = {"a style sheet in the page": ["reports/mail/_look.html"]}


@pytest.mark.parametrize("inline", INLINE)
def test_templates_carry_none_of(inline):
    assert len(TEMPLATES) > 40
    found = [
        str(path.relative_to(BASE_DIR / "templates")) for path in TEMPLATES if INLINE[inline].search(path.read_text())
    ]
    assert found == CARRIED.get(inline, [])


# What is typed stays out of addresses: a form that is sent in one says why.
SENT_IN_THE_ADDRESS = {
    "reports/_export_chooser.html": "which counts a file is of: metrics, months and places",
    "reports/_month_chooser.html": "a month is nobody's datum",
    "reports/_then_form.html": "nor are a day and the number of a revision",
    "reports/_records_month.html": "nor are a month and a metric",
    "reports/_where_switch.html": "nor are a metric and the months of it",
    "reports/_agencies_asked.html": "nor are a rung, a month and a kecamatan",
    "reports/_planner_where.html": "nor are a month and a kecamatan",
    "reports/_planner_form.html": "nor are numbers of trainings and shares that somebody assumes",
    "reports/_planner_plans.html": "nor are the keys of one's own plans",
    "programs/expenses.html": "nor are a month and a kecamatan",
    "participants/_findings_shown.html": "nor are a kecamatan, a detector and a state",
    "reports/_audit_shown.html": "nor are a user, a day and the key of a person",
    "reports/_table_shown.html": "nor are a metric, a month and the key of a row",
}


def test_what_is_typed_is_sent_in_the_body():
    elsewhere = {
        str(path.relative_to(BASE_DIR / "templates"))
        for path in TEMPLATES
        for form in re.findall(r"<form\b[^>]*>", path.read_text())
        if 'method="post"' not in form or "hx-get" in form
    }
    assert elsewhere == set(SENT_IN_THE_ADDRESS)
