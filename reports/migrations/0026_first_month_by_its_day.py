from django.db import migrations

# The months after a closed one came in their order only as long as they were looked for one by one: joined as a whole
# set they come in any, and the first of those is any open month of a hundred years.
FIRST = """
CREATE OR REPLACE FUNCTION posting_month_of(month date) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN NOT EXISTS (SELECT FROM reports_period WHERE reports_period.month = $1 AND status = 'final') THEN $1
        ELSE (SELECT min(later)::date
              FROM generate_series($1 + interval '1 month', $1 + interval '100 years', interval '1 month') later
              WHERE NOT EXISTS (SELECT FROM reports_period
                                WHERE reports_period.month = later::date AND first_closed_at IS NOT NULL))
    END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0025_area_of_exports")]

    operations = [migrations.RunSQL(FIRST, migrations.RunSQL.noop)]
