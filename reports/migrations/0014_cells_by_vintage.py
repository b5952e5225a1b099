from django.db import migrations, models

from okoce.core.appendonly import owner_writes_trails

BEFORE = ["metric", "month", "posting_month", "kecamatan", "gender", "age_band"]
SINCE = [*BEFORE, "vintage"]
CELL = ", ".join(SINCE)

INDEX = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS one_row_a_vintage ON reports_monthlycount ({cell})"
CONSTRAINT = """
ALTER TABLE reports_monthlycount DROP CONSTRAINT one_row_a_cell;
ALTER TABLE reports_monthlycount ADD CONSTRAINT one_row_a_cell UNIQUE USING INDEX one_row_a_vintage;
"""

# Cells of months that were closed hold entries of two vintages, each of which is a cell of its own now.
ROLLED_ANEW = """
ALTER TABLE reports_monthlycount DISABLE TRIGGER USER;
DELETE FROM reports_monthlycount WHERE month IN (SELECT month FROM reports_closing);
INSERT INTO reports_monthlycount ({cell}, value)
SELECT {cell}, sum(delta) FROM reports_ledger WHERE month IN (SELECT month FROM reports_closing) GROUP BY {cell};
ALTER TABLE reports_monthlycount ENABLE TRIGGER USER;
"""

GUARD = """
CREATE OR REPLACE FUNCTION rollup_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closed date[];
BEGIN
    closed := ARRAY(SELECT month FROM reports_period
                    WHERE status = 'final' AND month IN (SELECT posting_month FROM touched));
    IF cardinality(closed) = 0 THEN
        RETURN NULL;
    END IF;
    IF EXISTS (
        SELECT
        FROM (SELECT DISTINCT {cell} FROM touched WHERE posting_month = ANY (closed)) cell
        LEFT JOIN reports_monthlycount rolled USING ({cell})
        LEFT JOIN (SELECT {cell}, sum(delta) AS value FROM reports_ledger WHERE posting_month = ANY (closed)
                   GROUP BY {cell}) entries
            USING ({cell})
        WHERE coalesce(rolled.value, 0) <> coalesce(entries.value, 0)
    ) THEN
        PERFORM refuse('rollup_of_a_final_month', 'the rollups of a final month are what its entries say');
    END IF;
    RETURN NULL;
END $$;
"""


def one_row(fields):
    return migrations.AddConstraint("monthlycount", models.UniqueConstraint(name="one_row_a_cell", fields=fields))


class Migration(migrations.Migration):
    # An index that is built while postings go on, and then takes the constraint's place.
    atomic = False
    dependencies = [("reports", "0013_vintages")]
    operations = [
        migrations.RunSQL(INDEX.format(cell=CELL), migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(CONSTRAINT, migrations.RunSQL.noop)],
            [migrations.RemoveConstraint("monthlycount", "one_row_a_cell"), one_row(SINCE)],
        ),
        migrations.RunSQL(GUARD.format(cell=CELL) + ROLLED_ANEW.format(cell=CELL), migrations.RunSQL.noop),
        owner_writes_trails(),
    ]
