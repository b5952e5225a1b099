from django.db import migrations

from okoce.core.appendonly import append_only

WORDS = """
CREATE FUNCTION month_of(day date) RETURNS date LANGUAGE sql IMMUTABLE AS
$$ SELECT date_trunc('month', day::timestamp)::date $$;

CREATE FUNCTION age_band(day date, birth_year integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN birth_year IS NULL THEN 'unknown'
        WHEN extract(year FROM day) - birth_year < 25 THEN '-24'
        WHEN extract(year FROM day) - birth_year < 35 THEN '25-34'
        WHEN extract(year FROM day) - birth_year < 45 THEN '35-44'
        WHEN extract(year FROM day) - birth_year < 55 THEN '45-54'
        ELSE '55-'
    END
$$;

CREATE FUNCTION posting_month_of(month date) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN NOT EXISTS (SELECT FROM reports_period WHERE reports_period.month = $1 AND status = 'final') THEN $1
        ELSE (SELECT later::date
              FROM generate_series($1 + interval '1 month', $1 + interval '100 years', interval '1 month') later
              WHERE NOT EXISTS (SELECT FROM reports_period
                                WHERE reports_period.month = later::date AND first_closed_at IS NOT NULL)
              LIMIT 1)
    END
$$;
"""

# Keys only: what they mean is looked up when they are drained, because a look-up here misses what has not yet
# committed. And the queue has no unique key: with one, a change that commits during a drain would be lost.
QUEUE = """
CREATE FUNCTION queue_changed_keys() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed text := CASE TG_OP
        WHEN 'INSERT' THEN format('SELECT DISTINCT %I AS key FROM new_rows', TG_ARGV[1])
        WHEN 'DELETE' THEN format('SELECT DISTINCT %I AS key FROM old_rows', TG_ARGV[1])
        ELSE format('SELECT %1$I AS key FROM old_rows UNION SELECT %1$I FROM new_rows', TG_ARGV[1])
    END;
BEGIN
    EXECUTE 'INSERT INTO reports_queue (kind, key, reason, change, transaction, queued_at)'
        || ' SELECT $1, key, coalesce(current_setting(''okoce.reason'', true), ''''),'
        || ' nullif(current_setting(''okoce.change'', true), '''')::uuid, pg_current_xact_id()::text::bigint,'
        || ' clock_timestamp() FROM (' || changed || ') changed'
        USING TG_ARGV[0];
    RETURN NULL;
END $$;
"""

# A table of facts, what its changed rows mean to the counts, and the column that holds the key.
QUEUED = [
    ("participants_participant", "participant", "id"),
    ("participants_residence", "participant", "participant_id"),
    ("participants_attendance", "participant", "participant_id"),
    ("participants_attendance", "session", "session_id"),
    ("programs_trainingsession", "roster", "training_id"),
    ("programs_training", "roster", "id"),
]

TRIGGER = """
CREATE TRIGGER queue_{kind}_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION queue_changed_keys('{kind}', '{column}');
CREATE TRIGGER queue_{kind}_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION queue_changed_keys('{kind}', '{column}');
CREATE TRIGGER queue_{kind}_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION queue_changed_keys('{kind}', '{column}');
"""

LEDGER = """
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a ledger entry is never changed or deleted: post a correction' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reports_ledger
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();

-- The period's row is held until the posting commits: a closing waits for it, or it for the closing.
CREATE FUNCTION ledger_respects_periods() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_period (month, status) SELECT DISTINCT posting_month, 'open' FROM new_rows
        ON CONFLICT DO NOTHING;
    PERFORM 1 FROM reports_period WHERE month IN (SELECT posting_month FROM new_rows) ORDER BY month FOR SHARE;
    IF EXISTS (SELECT FROM reports_period WHERE month IN (SELECT posting_month FROM new_rows) AND status = 'final') THEN
        PERFORM refuse('final_month_takes_nothing', 'a final month takes no further entry');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_respects_periods AFTER INSERT ON reports_ledger REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_respects_periods();
"""


def define(apps, schema_editor):
    # The other readings of the headline come with the metrics that they name.
    apps.get_model("reports", "Definition").objects.create(
        code="2020-P1", metric="registered", source="kompas.com 2020/02/21/21465811", is_default=True
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("participants", "0002_guards")]
    operations = [
        migrations.RunSQL(WORDS + QUEUE, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(TRIGGER.format(table=table, kind=kind, column=column), migrations.RunSQL.noop)
            for table, kind, column in QUEUED
        ),
        migrations.RunSQL(LEDGER, migrations.RunSQL.noop),
        append_only("reports_ledger", "reports_revision"),
        migrations.RunPython(define, migrations.RunPython.noop),
    ]
