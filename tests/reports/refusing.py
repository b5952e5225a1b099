"""A table that refuses some of its rows for a while, as if they could not be counted."""

from contextlib import closing, contextmanager

from tests import pristine


@contextmanager
def refusing(table, condition, error="RAISE EXCEPTION 'row of %', NEW;"):
    """Until the end of the block the table takes no row that fulfils the condition."""
    # Closed, not left: psycopg2 takes `with connection` for one transaction, whose lock would keep everybody waiting.
    with closing(pristine.connect()) as superuser, superuser.cursor() as cursor:
        cursor.execute(
            f"CREATE FUNCTION refuse_some() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {error} RETURN NEW; END $$;"
            f" CREATE TRIGGER refuse_some BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW"
            f" WHEN ({condition}) EXECUTE FUNCTION refuse_some()"
        )
        try:
            yield
        finally:
            cursor.execute(f"DROP TRIGGER refuse_some ON {table}; DROP FUNCTION refuse_some()")


def refusing_ledger(source, **how):
    """Until the end of the block the ledger takes nothing from this source."""
    return refusing("reports_ledger", f"NEW.source_id = '{source.pk}'", **how)
