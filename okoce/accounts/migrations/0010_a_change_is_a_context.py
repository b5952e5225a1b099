from django.db import migrations

from okoce.core.appendonly import owner_writes_trails

# As before, and what a verb does in one transaction is one context, with the verb's reason and the id of its change, by
# which the ledger knows it too. What a job does for nobody has one as well.
CONTEXT = """
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    of_request uuid := nullif(current_setting('pghistory.context_id', true), '');
    said jsonb := nullif(current_setting('pghistory.context_metadata', true), '');
    change uuid := nullif(current_setting('okoce.change', true), '');
BEGIN
    IF of_request IS NULL OR said IS NULL THEN
        of_request := NULL;
        said := '{}';
    END IF;
    IF change IS NOT NULL THEN
        said := said || jsonb_build_object('verb', current_setting('okoce.reason', true), 'change', change);
        -- Two verbs of one request are two.
        of_request := CASE WHEN of_request IS NULL THEN change ELSE md5(of_request::text || change::text)::uuid END;
    END IF;
    IF of_request IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO pghistory_context AS kept (id, metadata, created_at, updated_at)
        VALUES (of_request, said, now(), now())
        ON CONFLICT (id) DO UPDATE SET metadata = EXCLUDED.metadata
            WHERE kept.created_at = now() AND kept.metadata <> EXCLUDED.metadata;
    RETURN of_request;
END $$;
REVOKE EXECUTE ON FUNCTION _pgh_attach_context() FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_reads")]
    operations = [
        migrations.RunSQL(CONTEXT, migrations.RunSQL.noop),
        owner_writes_trails(),
    ]
