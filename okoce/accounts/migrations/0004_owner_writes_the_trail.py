from django.db import migrations

from okoce.core.appendonly import owner_writes_trails, read_only

# As the library's own, except that one transaction never changes what another one said: `now()` is when the
# transaction began, so only the transaction that wrote a context may add to it.
CONTEXT = """
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    of_request uuid := nullif(current_setting('pghistory.context_id', true), '');
    said jsonb := nullif(current_setting('pghistory.context_metadata', true), '');
BEGIN
    IF of_request IS NULL OR said IS NULL THEN
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
    dependencies = [
        ("accounts", "0003_one_user_a_name"),
        ("programs", "0010_makers_stay"),
        ("participants", "0005_residence_trail"),
        ("reports", "0003_quarantine_tells_why"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]
    operations = [
        migrations.RunSQL(CONTEXT, migrations.RunSQL.noop),
        read_only("pghistory_context"),
        owner_writes_trails(),
    ]
