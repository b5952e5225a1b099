from django.db import migrations

from okoce.core.appendonly import owner_writes_trails
from reports.contributions.requeue import requeue_everything

# Whoever was merged or is told apart again, and whom they counted for before and count for now. What else that moves is
# looked up when the key is drained.
QUEUE = """
CREATE FUNCTION queue_merged_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_queue (kind, key, reason, change, transaction, queued_at)
    SELECT told.kind, told.key, coalesce(current_setting('okoce.reason', true), ''),
           nullif(current_setting('okoce.change', true), '')::uuid, pg_current_xact_id()::text::bigint, clock_timestamp()
    FROM old_rows
    JOIN new_rows USING (id)
    CROSS JOIN LATERAL (VALUES ('merged', id), ('participant', old_rows.merged_into_id),
                               ('participant', new_rows.merged_into_id)) told (kind, key)
    WHERE old_rows.merged_into_id IS DISTINCT FROM new_rows.merged_into_id AND told.key IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER queue_merged_update AFTER UPDATE ON participants_participant
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION queue_merged_people();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0016_audit_samples"), ("participants", "0029_merged_people")]
    operations = [
        migrations.RunSQL(QUEUE, migrations.RunSQL.noop),
        requeue_everything("people who are one count as one", "participant", "training", "facilitator"),
        owner_writes_trails(),
    ]
