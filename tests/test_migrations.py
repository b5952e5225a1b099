"""The tables: nothing missing, each step named by hand, big tables not locked; and two roles, one of which owns them."""

import re

import pghistory.models
import psycopg2
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, AlterField, CreateModel, RemoveIndex
from django.db.models import UniqueConstraint

from okoce.embedded.places import APPLICATION, OWNER, database_url
from tests.engines import HOME, SUPERUSER_URL

OURS = ["core", "accounts", "programs", "participants", "reports"]
# These grow with people and months: a plain index on one stops every writer until it is built.
LARGE = {
    "participant", "participantevent", "residence", "attendance", "findable", "changedkey", "ledgerentry", "monthlycount",
}  # fmt: skip
# What the application may do with tables of which it changes no row; the trails of pghistory are read only as well.
APPEND_ONLY = {
    "reports_ledger",
    "reports_revision",
    "reports_closing",
    "reports_figure",
    "reports_naming",
    "reports_targetversion",
    "reports_definition",
    "reports_thresholds",
    "reports_sample",
    "reports_judgement",
    "participants_verification",
    "participants_findinganswer",
    "participants_followup",
    "accounts_read",
    "programs_population",
}
READ_ONLY = {"pghistory_context", "programs_programme", "participants_findable"}
# A record that is deleted takes its makers and its evidence with it; an erasure takes what was sent.
NEVER_UPDATED = {
    "programs_training_makers",
    "participants_participant_makers",
    "participants_visit_makers",
    "participants_milestone_makers",
    "participants_jobreport_makers",
    "participants_entrepreneur_makers",
    "participants_evidence",
    "participants_distinction",
    "accounts_sent",
    "reports_plan",
    "reports_factchange",
}

# Something that was promised is replaced by a newer version, and stays.
NEVER_DELETED = {
    "participants_finding",
    "participants_match",
    "participants_merge",
    "participants_transfer",
    "programs_target",
    "reports_sampledrow",
    "reports_export",
    "reports_mailplan",
    "reports_mailsent",
}


@pytest.fixture(scope="module")
def loader():
    return MigrationLoader(None)


def migrations_of(loader, app):
    """The app's migrations in order."""
    return [loader.disk_migrations[key] for key in sorted(loader.disk_migrations) if key[0] == app]


@pytest.mark.django_db
def test_none_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("app", OURS)
def test_they_stand_in_one_line(loader, app):
    numbers = [int(migration.name[:4]) for migration in migrations_of(loader, app)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(loader.graph.leaf_nodes(app)) == 1


@pytest.mark.parametrize("app", OURS)
def test_each_is_named_by_hand(loader, app):
    made_up = re.compile(r"(auto|alter|remove|delete|rename)_|.*_and_more$|.*_insert_insert")
    assert [migration.name for migration in migrations_of(loader, app) if made_up.match(migration.name[5:])] == []


def locks(operation, made):
    """Whether the step builds an index on a large table that was there before."""
    if operation.reduces_to_sql and getattr(operation, "model_name", "").lower() in LARGE - made:
        if isinstance(operation, (AddIndexConcurrently, RemoveIndexConcurrently)):
            return False
        if isinstance(operation, (AddField, AlterField)):
            return operation.field.unique or operation.field.db_index
        unique = isinstance(operation, AddConstraint) and isinstance(operation.constraint, UniqueConstraint)
        return unique or isinstance(operation, (AddIndex, RemoveIndex))
    return False


@pytest.mark.parametrize("app", OURS)
def test_none_locks_a_large_table_for_an_index(loader, app):
    locking = []
    for migration in migrations_of(loader, app):
        made = {step.name.lower() for step in migration.operations if isinstance(step, CreateModel)}
        locking += [migration.name for step in migration.operations if locks(step, made)]
    assert locking == []


def test_the_large_tables_are_tables_of_ours():
    assert {model.__name__.lower() for model in apps.get_models() if model._meta.app_label in OURS} >= LARGE


@pytest.mark.parametrize("alias", ["owner", "default"])
def test_nobody_waits_for_a_lock_for_ever(alias):
    assert "-c lock_timeout=20s" in settings.DATABASES[alias]["OPTIONS"]["options"]


# The two roles


@pytest.fixture
def cursor(db):
    with connection.cursor() as cursor:
        yield cursor


@pytest.fixture(scope="module")
def rights(django_db_setup):
    """{table: what the application's role may do with it}, and {table: its owner}."""
    kinds = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]
    with psycopg2.connect(SUPERUSER_URL) as server, server.cursor() as asked:
        asked.execute("SELECT tablename, tableowner FROM pg_tables WHERE schemaname = 'public'")
        owners = dict(asked.fetchall())
        held = {}
        for table in owners:
            asked.execute(
                "SELECT kind FROM unnest(%s) kind WHERE has_table_privilege(%s, %s, kind)",
                [kinds, APPLICATION, f'public."{table}"'],
            )
            held[table] = {kind for (kind,) in asked.fetchall()}
    server.close()
    return held, owners


def trails():
    return {model._meta.db_table for model in apps.get_models() if issubclass(model, pghistory.models.Event)}


@pytest.mark.django_db
def test_tests_run_as_the_application(cursor):
    cursor.execute("SELECT current_user")
    assert cursor.fetchone() == (APPLICATION,)


@pytest.mark.django_db
def test_every_table_belongs_to_the_owner(rights):
    _held, owners = rights
    assert len(owners) > 30
    assert set(owners.values()) == {OWNER}


@pytest.mark.django_db
def test_the_application_adds_to_the_ledger_and_reads_trails_and_changes_none(rights):
    held, _owners = rights
    assert len(trails()) > 5
    assert {table: kinds for table, kinds in held.items() if "UPDATE" not in kinds} == {
        **{key: {"SELECT", "INSERT"} for key in APPEND_ONLY},
        **{key: {"SELECT"} for key in READ_ONLY | trails()},
        **{key: {"SELECT", "INSERT", "DELETE"} for key in NEVER_UPDATED},
    }


@pytest.mark.django_db
def test_of_every_other_table_it_reads_and_writes_rows_and_no_more(rights):
    held, _owners = rights
    others = {table: kinds for table, kinds in held.items() if "UPDATE" in kinds}
    kept = {key: {"SELECT", "INSERT", "UPDATE"} for key in NEVER_DELETED}
    assert others == {key: {"SELECT", "INSERT", "UPDATE", "DELETE"} for key in others} | kept


REFUSED = [
    "UPDATE reports_ledger SET delta = delta + 1",
    "DELETE FROM reports_ledger",
    "TRUNCATE reports_ledger",
    "UPDATE reports_revision SET at = now()",
    "DELETE FROM reports_revision",
    "UPDATE accounts_userevent SET name = ''",
    "DELETE FROM participants_participantevent",
    "INSERT INTO accounts_userevent (name) VALUES ('')",
    "UPDATE pghistory_context SET metadata = '{}'",
    "INSERT INTO pghistory_context (id) VALUES (gen_random_uuid())",
    "SELECT _pgh_attach_context()",
    "DELETE FROM participants_findable",
    "SELECT find_again(ARRAY[gen_random_uuid()])",
    "UPDATE programs_training_makers SET user_id = 9",
    "UPDATE programs_programme SET months = 61",
    "INSERT INTO programs_programme (code) VALUES ('SECOND')",
    "UPDATE participants_verification SET decision = 'approved'",
    "UPDATE reports_thresholds SET visit_days = 1",
    "UPDATE reports_definition SET is_default = false",
    "ALTER TABLE reports_ledger DISABLE TRIGGER ALL",
    "DROP TRIGGER ledger_is_append_only ON reports_ledger",
    "SET session_replication_role = replica",
    "CREATE TABLE mine (id int)",
    "CREATE TEMP TABLE participants_verification (id int)",
    "CREATE SCHEMA mine",
    "CREATE OR REPLACE FUNCTION posting_month_of(month date) RETURNS date LANGUAGE sql AS 'SELECT month'",
    "DROP TABLE reports_ledger",
    "SET ROLE okoce_owner",
]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", REFUSED)
def test_the_application_may_not(cursor, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        cursor.execute(statement)


@pytest.mark.django_db
def test_even_the_owner_changes_no_ledger_entry():
    server = psycopg2.connect(database_url(HOME, OWNER))
    with server, server.cursor() as asked:
        asked.execute("SELECT current_user")
        assert asked.fetchone() == (OWNER,)
        with pytest.raises(psycopg2.errors.CheckViolation, match="a ledger entry is never changed or deleted"):
            asked.execute("DELETE FROM reports_ledger")
    server.close()


@pytest.mark.django_db
def test_the_functions_belong_to_the_owner(cursor):
    cursor.execute(
        "SELECT DISTINCT pg_get_userbyid(proowner) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND proname NOT LIKE ALL (SELECT proname FROM pg_proc JOIN pg_depend ON objid = pg_proc.oid"
        " AND deptype = 'e')"
    )
    assert cursor.fetchall() == [(OWNER,)]


# What a trigger runs. A later migration that makes one ends with `owner_writes_trails()`.
TRIGGERED = """
SELECT proname, proconfig, prosecdef, has_function_privilege('public', pg_proc.oid, 'EXECUTE')
FROM pg_proc WHERE oid IN (SELECT tgfoid FROM pg_trigger WHERE NOT tgisinternal)
AND pronamespace = 'public'::regnamespace AND proname {} '(pgtrigger|findable)_%'
"""


@pytest.mark.django_db
def test_what_a_trigger_runs_never_reads_a_temporary_table_in_place_of_ours(cursor):
    cursor.execute(TRIGGERED.format("NOT SIMILAR TO"))
    guards = {name: (settings, with_owners_rights) for name, settings, with_owners_rights, _open in cursor.fetchall()}
    assert len(guards) > 10
    assert guards == dict.fromkeys(guards, (["search_path=public, pg_temp"], False))


@pytest.mark.django_db
def test_trail_and_index_are_written_with_the_owners_rights_and_their_functions_hung_on_no_other_table(cursor):
    cursor.execute(TRIGGERED.format("SIMILAR TO"))
    writers = {name: rest for name, *rest in cursor.fetchall()}
    assert len(writers) > 10
    assert writers == {key: [["search_path=public, pg_temp"], True, False] for key in writers}
