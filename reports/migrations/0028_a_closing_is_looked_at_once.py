from django.db import migrations

# As before, but the cells that differ are counted: of EXISTS the planner expects that the first one ends the search, walks
# an index of the whole ledger for it, and finds none.
GUARD = """
CREATE OR REPLACE FUNCTION closing_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    last reports_closing;
    differing bigint;
BEGIN
    SELECT * INTO last FROM reports_closing ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1 OR NEW.previous <> coalesce(last.digest, repeat('0', 64))
        OR NEW.first_revision <> coalesce(last.last_revision_id, 0) + 1 THEN
        PERFORM refuse('closing_follows_the_last', 'a closing follows the last one');
    END IF;
    IF NOT EXISTS (SELECT FROM reports_period WHERE month = NEW.month AND status <> 'final') THEN
        PERFORM refuse('closing_is_of_an_open_month', 'a month is closed that is not final');
    END IF;
    PERFORM comes_with_the_newest(NEW.last_revision_id);
    SELECT count(*) INTO differing
    FROM (SELECT month, metric, kecamatan, sum(delta) AS value FROM reports_ledger
          WHERE posting_month = NEW.month GROUP BY month, metric, kecamatan HAVING sum(delta) <> 0) entries
    FULL JOIN (SELECT month, metric, kecamatan, value FROM reports_figure WHERE closing_id = NEW.number) frozen
        USING (month, metric, kecamatan)
    WHERE entries.value IS DISTINCT FROM frozen.value;
    IF differing > 0 THEN
        PERFORM refuse('figures_are_what_entries_say', 'the figures of a closing are what the entries of its month say');
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0027_queue_by_fixed_statements")]

    # The code of before closes by it as well.
    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
