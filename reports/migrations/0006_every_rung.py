from django.db import migrations

from okoce.core.appendonly import owner_writes_trails
from reports.contributions.requeue import requeue_everything

# The keys of sources that have no row of their own, made of what they stand for and read back from it.
KEYS = """
CREATE FUNCTION facilitator_key(facilitator bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT ('00000000-0000-0000-0000-' || lpad(to_hex(facilitator), 12, '0'))::uuid $$;

CREATE FUNCTION facilitator_of(key uuid) RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT ('x' || right(key::text, 12))::bit(48)::bigint $$;

CREATE FUNCTION centre_key(kecamatan text, day date) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT ('00000000-0000-0000-0000-' || replace(kecamatan, '.', '')
            || (extract(year FROM day) * 100 + extract(month FROM day))::integer)::uuid
$$;

CREATE FUNCTION kecamatan_of(key uuid) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(substr(right(key::text, 12), 1, 6), '(..)(..)(..)', '\\1.\\2.\\3')
$$;

CREATE FUNCTION month_in(key uuid) RETURNS date LANGUAGE sql IMMUTABLE AS
$$ SELECT make_date(substr(right(key::text, 6), 1, 4)::integer, right(key::text, 2)::integer, 1) $$;
"""

# As before, with an expression over the changed row in place of a column.
QUEUE = """
CREATE OR REPLACE FUNCTION queue_changed_keys() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed text := CASE TG_OP
        WHEN 'INSERT' THEN format('SELECT DISTINCT %s AS key FROM new_rows', TG_ARGV[1])
        WHEN 'DELETE' THEN format('SELECT DISTINCT %s AS key FROM old_rows', TG_ARGV[1])
        ELSE format('SELECT %1$s AS key FROM old_rows UNION SELECT %1$s FROM new_rows', TG_ARGV[1])
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

# A table of facts, what its changed rows mean to the counts, and the key as the row itself says it.
QUEUED = [
    ("participants_visit", "participant", "participant_id"),
    ("participants_visit", "facilitator", "facilitator_key(facilitator_id)"),
    ("participants_milestone", "participant", "participant_id"),
    ("participants_jobreport", "participant", "participant_id"),
    ("participants_entrepreneur", "participant", "participant_id"),
    ("programs_training", "facilitator", "facilitator_key(led_by_id)"),
    ("programs_expense", "expense", "id"),
]

TRIGGER = """
CREATE TRIGGER queue_{kind}_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION queue_changed_keys('{kind}', '{key}');
CREATE TRIGGER queue_{kind}_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION queue_changed_keys('{kind}', '{key}');
CREATE TRIGGER queue_{kind}_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION queue_changed_keys('{kind}', '{key}');
"""

DEFINITIONS = [
    ("OKOCE-2026.1", "new_entrepreneurs", "", "docs/counting.md, C10"),
    ("2018-P4", "licensed", "level_up", "kompas.com 2018/09/10/08430881"),
    ("COUNCIL-P7", "funded", "", "tribunnews.com 2021/12/22"),
]


def define(apps, schema_editor):
    apps.get_model("reports", "Thresholds").objects.create(
        code="OKOCE-2026.1", suffix="", attendance_percent=75, visit_days=2, licence_types=["NIB", "IUMK"]
    )
    definition = apps.get_model("reports", "Definition")
    definition.objects.update(is_default=False)
    for code, metric, less, source in DEFINITIONS:
        definition.objects.create(
            code=code, metric=metric, less=less, source=source, is_default=code == DEFINITIONS[0][0]
        )


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0005_thresholds"),
        ("participants", "0009_fact_guards"),
        ("programs", "0012_a_training_can_be_revoked"),
    ]
    operations = [
        migrations.RunSQL(KEYS + QUEUE, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(TRIGGER.format(table=table, kind=kind, key=key), migrations.RunSQL.noop)
            for table, kind, key in QUEUED
        ),
        migrations.RunPython(define, migrations.RunPython.noop),
        requeue_everything("every rung, activity and money is counted"),
        owner_writes_trails(),
    ]
