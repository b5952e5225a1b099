"""A new version is migrated while the one before it runs (docs/operating.md, “A new version”): nothing stops that one."""

import re

import pytest
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AlterField,
    AlterModelTable,
    CreateModel,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
    RunSQL,
    SeparateDatabaseAndState,
)
from django.db.models import CharField, CheckConstraint, DateTimeField, Q, TextField, UUIDField, Value
from django.db.models.functions import Now

from tests.test_migrations import LARGE, OURS, migrations_of

# The last ones of when the rule began; a site is made with them.
BEFORE = {"core": 2, "accounts": 12, "programs": 16, "participants": 39, "reports": 25}
# Migration -> the version that had ceased to use what it takes away.
CEASED: dict[str, str] = {}
IN_SQL = {
    r"DROP (TABLE|COLUMN|VIEW)|RENAME (TO|COLUMN)": "takes away",
    r"SET NOT NULL": "wants a value",
    r"ALTER COLUMN \w+ (SET DATA )?TYPE": "writes every row anew",
    r"CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)": "makes writers wait",
    r"LOCK TABLE|TRUNCATE|VACUUM FULL": "makes writers wait",
}


@pytest.fixture(scope="module")
def loader():
    return MigrationLoader(None)


def stops(step, app, state, made=frozenset()):
    """What the step does that code of before, or whoever writes meanwhile, cannot go on with; "" for nothing."""
    if isinstance(step, SeparateDatabaseAndState):
        return next(filter(None, (stops(one, app, state, made) for one in step.database_operations)), "")
    if isinstance(step, RunSQL):
        return next((why for sign, why in IN_SQL.items() if re.search(sign, f"{step.sql}", re.IGNORECASE)), "")
    name = getattr(step, "model_name", "").lower()
    if name in made:
        return ""
    match step:
        case RemoveField() | DeleteModel() | RenameField() | RenameModel() | AlterModelTable():
            why = "takes away"
        case AddField():
            why = added(step.field, large=name in LARGE)
        case AlterField():
            why = altered(state.models[app, name].fields[step.name], step.field, large=name in LARGE)
        case AddConstraint() if name in LARGE and isinstance(step.constraint, CheckConstraint):
            why = "" if isinstance(step, AddConstraintNotValid) else "makes writers wait"
        case _:
            why = ""
    return why


def added(field, *, large):
    # Django's own default is said by code that knows the field.
    if not (field.null or field.many_to_many or field.has_db_default()):
        return "wants a value"
    made_anew = field.has_db_default() and not isinstance(field._db_default_expression, (Value, Now))
    return "writes every row anew" if made_anew and large else ""


def altered(before, after, *, large):
    if before.null and not after.null:
        return "wants a value"
    longer = isinstance(before, CharField) and isinstance(after, CharField) and after.max_length >= before.max_length
    same = longer or before.db_type(connection) == after.db_type(connection)
    return "" if same or not large else "writes every row anew"


def steps_of(loader, app, migration):
    """The migration's steps, each with the app's tables as they are before it, and the tables that the migration makes."""
    state = loader.project_state((app, migration.name), at_end=False)
    made = {step.name.lower() for step in migration.operations if isinstance(step, CreateModel)}
    for step in migration.operations:
        yield step, state, made
        step.state_forwards(app, state)


@pytest.mark.parametrize("app", OURS)
def test_code_of_before_goes_on_while_a_new_version_is_migrated(loader, app):
    stopping = {
        f"{app}.{migration.name}": why
        for migration in migrations_of(loader, app)[BEFORE[app] :]
        for step, state, made in steps_of(loader, app, migration)
        if (why := stops(step, app, state, made))
    }
    assert {name: why for name, why in stopping.items() if name not in CEASED} == {}


TELEPHONE = CharField(max_length=20)
STOPPING = {
    "takes away": [
        RemoveField("visit", "note"),
        RenameField("visit", "note", "words"),
        DeleteModel("Visit"),
        RenameModel("Visit", "Call"),
        RunSQL("ALTER TABLE participants_visit DROP COLUMN note"),
        SeparateDatabaseAndState(database_operations=[RemoveField("visit", "note")]),
    ],
    "wants a value": [
        AddField("visit", "place", TELEPHONE),
        AddField("visit", "place", CharField(max_length=20, default="a hall")),
        AlterField("participant", "birth_date", DateTimeField()),
        RunSQL("ALTER TABLE participants_visit ALTER COLUMN note SET NOT NULL"),
    ],
    "writes every row anew": [
        AddField("participant", "key", UUIDField(db_default=RandomUUID())),
        AlterField("participant", "name", TextField(null=True)),
        RunSQL("ALTER TABLE participants_visit ALTER COLUMN note TYPE text"),
    ],
    "makes writers wait": [
        AddConstraint("participant", CheckConstraint(name="has_a_name", condition=~Q(name=""))),
        RunSQL("CREATE INDEX names ON participants_participant (name)"),
        RunSQL("LOCK TABLE participants_participant"),
    ],
    "": [
        AddField("visit", "place", CharField(max_length=20, null=True)),
        AddField("participant", "place", CharField(max_length=20, db_default="")),
        AddField("participant", "seen_at", DateTimeField(db_default=Now())),
        AlterField("participant", "name", CharField(max_length=400)),
        AddConstraintNotValid("participant", CheckConstraint(name="has_a_name", condition=~Q(name=""))),
        RunSQL("CREATE INDEX CONCURRENTLY names ON participants_participant (name)"),
        RunSQL("CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"),
    ],
}


@pytest.mark.parametrize(("why", "step"), [(why, step) for why, steps in STOPPING.items() for step in steps])
def test_a_step_that_stops_somebody_is_known(loader, why, step):
    state = loader.project_state(("participants", "0039_answers_and_homes"))
    assert stops(step, "participants", state) == why


def test_a_table_that_the_same_migration_makes_is_nobodys_yet(loader):
    assert stops(AddField("call", "place", TELEPHONE), "participants", loader.project_state(), made={"call"}) == ""
