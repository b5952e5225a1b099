from django.db import migrations, models

from okoce.core.appendonly import owner_writes_trails

# Whatever a month takes before it is first closed is what it first publishes; what comes later is an adjustment, wherever
# it is posted. A series that came after that closing published nothing in the month, then or since.
VINTAGES = """
CREATE FUNCTION vintage_of(metric text, month date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN closed.revision IS NULL THEN 'first'
        WHEN closed.revision < (SELECT definition.revision_id FROM reports_definition definition
                                WHERE definition.metric = 'new_entrepreneurs' || substring($1 from '@.*')) THEN 'backcast'
        ELSE 'adjustment'
    END
    FROM (SELECT min(last_revision_id) AS revision FROM reports_closing WHERE reports_closing.month = $2) closed
$$;

CREATE FUNCTION vintage_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT metric, month, vintage FROM new_rows) told
               WHERE vintage <> vintage_of(metric, month)) THEN
        PERFORM refuse('vintage_is_of_its_month', 'an entry is first published, an adjustment or a backcast by its month');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER vintage_guard AFTER INSERT ON reports_ledger REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION vintage_guard();
"""

# What was posted before there was this word for it. Nothing guards it while its owner says it.
SAID = """
ALTER TABLE reports_ledger DISABLE TRIGGER USER;
UPDATE reports_ledger entry SET vintage = vintage_of(entry.metric, entry.month)
FROM (SELECT month, min(last_revision_id) AS revision FROM reports_closing GROUP BY month) closed
WHERE closed.month = entry.month AND entry.revision_id > closed.revision;
ALTER TABLE reports_ledger ENABLE TRIGGER USER;
"""

UNDONE = """
DROP TRIGGER vintage_guard ON reports_ledger; DROP FUNCTION vintage_guard();
DROP FUNCTION vintage_of(text, date);
"""


def column():
    known = [("first", "first published"), ("adjustment", "adjustment"), ("backcast", "counted backwards")]
    return models.CharField(choices=known, default="first", max_length=10)


class Migration(migrations.Migration):
    dependencies = [("reports", "0012_closings_are_told")]
    operations = [
        migrations.AddField("ledgerentry", "vintage", column(), preserve_default=False),
        migrations.AddField("monthlycount", "vintage", column(), preserve_default=False),
        migrations.RunSQL(VINTAGES, UNDONE),
        migrations.RunSQL(SAID, migrations.RunSQL.noop),
        owner_writes_trails(),
    ]
