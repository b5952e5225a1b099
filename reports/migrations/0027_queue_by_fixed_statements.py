from django.db import migrations

# The keys as the triggers on the tables of facts say them: those in use most come first.
KEYS = [
    "participant_id",
    "session_id",
    "id",
    "training_id",
    "facilitator_key(facilitator_id)",
    "facilitator_key(led_by_id)",
]
CHANGED = """
        WHEN 'INSERT {key}' THEN changed := ARRAY(SELECT DISTINCT {key} FROM new_rows);
        WHEN 'UPDATE {key}' THEN changed := ARRAY(SELECT {key} FROM old_rows UNION SELECT {key} FROM new_rows);
        WHEN 'DELETE {key}' THEN changed := ARRAY(SELECT DISTINCT {key} FROM old_rows);
"""

# As before, but statements that a connection plans once: made of words, they were planned for every change. A key that
# is not among these stops whoever writes (case_not_found).
QUEUE = f"""
CREATE OR REPLACE FUNCTION queue_changed_keys() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    changed uuid[];
BEGIN
    CASE TG_OP || ' ' || TG_ARGV[1]
{"".join(CHANGED.format(key=key) for key in KEYS)}
    END CASE;
    INSERT INTO reports_queue (kind, key, reason, change, transaction, queued_at)
    SELECT TG_ARGV[0], key, coalesce(current_setting('okoce.reason', true), ''),
           nullif(current_setting('okoce.change', true), '')::uuid, pg_current_xact_id()::text::bigint, clock_timestamp()
    FROM unnest(changed) key;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0026_first_month_by_its_day")]
    operations = [migrations.RunSQL(QUEUE, migrations.RunSQL.noop)]
