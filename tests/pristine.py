"""Bringing the database back to what the migrations left, for tests that really commit."""

import psycopg2

from tests.engines import SUPERUSER_URL

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
"""


def connect():
    connection = psycopg2.connect(SUPERUSER_URL)
    connection.autocommit = True
    return connection


def keep(tables=None, schema="pristine"):
    """Copy every table that has rows aside, and return the statements that bring them back."""
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")
        cursor.execute(TABLES)
        tables = tables or [name for (name,) in cursor.fetchall()]
        return [f"DELETE FROM {name}" for name in tables] + [
            statement for name in tables if (statement := _copy(cursor, name, schema))
        ]


def _copy(cursor, name, schema):
    cursor.execute(f"SELECT EXISTS (SELECT FROM {name})")
    if not cursor.fetchone()[0]:
        return None
    cursor.execute(f"CREATE TABLE {schema}.{name} AS TABLE {name}")
    cursor.execute(COLUMNS, [name])
    columns = cursor.fetchone()[0]
    return f"INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {schema}.{name}"


def restore(statements):
    with connect() as connection, connection.cursor() as cursor:
        # As a replica: no trigger refuses or records the deletion, no foreign key asks for an order.
        cursor.execute("SET session_replication_role = replica; SET lock_timeout = '10s'; " + "; ".join(statements))
