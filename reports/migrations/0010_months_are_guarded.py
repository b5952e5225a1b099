from django.db import migrations

from okoce.core.appendonly import never_deleted, owner_writes_trails

PERIODS = """
CREATE FUNCTION period_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest bigint;
    reopened boolean;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM refuse('period_stays', 'a period is never deleted');
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.status = 'final' OR NEW.first_closed_at IS NOT NULL THEN
            PERFORM refuse('period_begins_open', 'a month is never closed from the beginning');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.month <> OLD.month THEN
        PERFORM refuse('period_stays', 'a period stays that of its month');
    END IF;
    IF NEW.provisional_at IS DISTINCT FROM OLD.provisional_at AND NOT (OLD.provisional_at IS NULL
        AND OLD.status = 'open' AND NEW.status = 'provisional') THEN
        PERFORM refuse('provisional_since', 'since when a month is provisional is said when it becomes so, and never changes');
    END IF;
    IF NEW.first_closed_at IS DISTINCT FROM OLD.first_closed_at AND (OLD.first_closed_at IS NOT NULL
        OR NEW.status <> 'final' OR NEW.first_closed_at IS DISTINCT FROM
            (SELECT closed_at FROM reports_closing WHERE month = NEW.month ORDER BY number LIMIT 1)) THEN
        PERFORM refuse('first_closed_once', 'when a month was closed first comes with its first closing, and never changes');
    END IF;
    IF NEW.status = OLD.status THEN
        RETURN NEW;
    END IF;
    SELECT number INTO newest FROM reports_closing WHERE month = NEW.month ORDER BY number DESC LIMIT 1;
    reopened := EXISTS (SELECT FROM reports_reopening WHERE closing_id = newest AND confirmed);
    IF NEW.status = 'final' AND (newest IS NULL OR reopened) THEN
        PERFORM refuse('final_by_a_closing', 'a month becomes final with a closing of its own');
    END IF;
    IF OLD.status = 'final' AND NOT reopened THEN
        PERFORM refuse('final_until_reopened', 'a month stays final until its newest closing is opened again by two');
    END IF;
    IF NEW.status = 'open' THEN
        PERFORM refuse('open_comes_first', 'a month that was provisional or final is not open any more');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER period_guard BEFORE INSERT OR UPDATE OR DELETE ON reports_period
    FOR EACH ROW EXECUTE FUNCTION period_guard();
"""

REOPENINGS = """
CREATE FUNCTION reopening_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM refuse('reopening_stays', 'what was asked is never deleted');
    END IF;
    IF TG_OP = 'INSERT' AND NEW.confirmed IS NOT NULL THEN
        PERFORM refuse('reopening_is_asked_first', 'a reopening is asked for before it is answered');
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.confirmed IS NOT NULL THEN
            PERFORM refuse('reopening_is_answered_once', 'what was confirmed or declined never changes');
        END IF;
        IF (NEW.id, NEW.closing_id, NEW.reason, NEW.asked_by_id, NEW.asked_at)
            IS DISTINCT FROM (OLD.id, OLD.closing_id, OLD.reason, OLD.asked_by_id, OLD.asked_at) THEN
            PERFORM refuse('reopening_stays', 'what was asked never changes');
        END IF;
        IF NOT NEW.confirmed THEN
            RETURN NEW;
        END IF;
        PERFORM comes_with_the_newest(NEW.revision_id);
    END IF;
    IF NOT EXISTS (
        SELECT FROM reports_closing closing
        JOIN reports_period period ON period.month = closing.month AND period.status = 'final'
        WHERE closing.number = NEW.closing_id
        AND NOT EXISTS (SELECT FROM reports_closing later WHERE later.month = closing.month AND later.number > closing.number)
    ) THEN
        PERFORM refuse('reopening_is_of_a_final_month', 'only the newest closing of a final month is opened again');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reopening_guard BEFORE INSERT OR UPDATE OR DELETE ON reports_reopening
    FOR EACH ROW EXECUTE FUNCTION reopening_guard();
"""

# The digest itself is nothing that a trigger could work out: `verify_chain` does.
CLOSINGS = """
CREATE FUNCTION closing_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last reports_closing;
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
    IF EXISTS (
        SELECT
        FROM (SELECT month, metric, kecamatan, sum(delta) AS value FROM reports_ledger
              WHERE posting_month = NEW.month GROUP BY month, metric, kecamatan HAVING sum(delta) <> 0) entries
        FULL JOIN (SELECT month, metric, kecamatan, value FROM reports_figure WHERE closing_id = NEW.number) frozen
            USING (month, metric, kecamatan)
        WHERE entries.value IS DISTINCT FROM frozen.value
    ) THEN
        PERFORM refuse('figures_are_what_entries_say', 'the figures of a closing are what the entries of its month say');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closing_guard BEFORE INSERT ON reports_closing FOR EACH ROW EXECUTE FUNCTION closing_guard();

CREATE FUNCTION figure_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The lock of the postings, which a closing has already: figures come with it, and none beside it.
    PERFORM pg_advisory_xact_lock(20171124);
    IF EXISTS (SELECT FROM new_rows
               WHERE closing_id <> (SELECT coalesce(max(number), 0) + 1 FROM reports_closing)) THEN
        PERFORM refuse('figures_are_frozen', 'figures come with the next closing, and are final then');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_guard AFTER INSERT ON reports_figure REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION figure_guard();
"""

# What was closed was closed under what there was by then: nothing comes later and says that it came before.
REVISIONS = """
CREATE FUNCTION comes_with_the_newest(revision bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF revision IS DISTINCT FROM (SELECT max(number) FROM reports_revision) THEN
        PERFORM refuse('revision_is_the_newest', 'what comes, comes with a revision of its own, the newest');
    END IF;
END $$;

CREATE FUNCTION revision_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A clock that was set back makes it as late as the last one, and no later.
    IF NEW.at > clock_timestamp() AND NEW.at > (SELECT max(at) FROM reports_revision) IS NOT FALSE THEN
        PERFORM refuse('revision_is_of_now', 'a revision is of the moment in which it is written');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER revision_guard BEFORE INSERT ON reports_revision FOR EACH ROW EXECUTE FUNCTION revision_guard();

-- Before anything was closed, without a revision: there from the beginning.
CREATE FUNCTION definition_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.revision_id IS NOT NULL OR EXISTS (SELECT FROM reports_closing) THEN
        PERFORM comes_with_the_newest(NEW.revision_id);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER definition_guard BEFORE INSERT ON reports_definition
    FOR EACH ROW EXECUTE FUNCTION definition_guard();

CREATE FUNCTION naming_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reports_period WHERE first_closed_at IS NOT NULL AND month >= NEW.from_month) THEN
        PERFORM refuse('naming_begins_later', 'the headline of a month that was closed stays what it was');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER naming_guard BEFORE INSERT ON reports_naming FOR EACH ROW EXECUTE FUNCTION naming_guard();
CREATE TRIGGER naming_revision BEFORE INSERT ON reports_naming FOR EACH ROW EXECUTE FUNCTION definition_guard();

-- The period's row is held until the posting commits: a closing waits for it, or it for the closing.
CREATE OR REPLACE FUNCTION ledger_respects_periods() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_period (month, status) SELECT DISTINCT posting_month, 'open' FROM new_rows
        ON CONFLICT DO NOTHING;
    PERFORM 1 FROM reports_period WHERE month IN (SELECT posting_month FROM new_rows) ORDER BY month FOR SHARE;
    IF EXISTS (SELECT FROM reports_period WHERE month IN (SELECT posting_month FROM new_rows) AND status = 'final') THEN
        PERFORM refuse('final_month_takes_nothing', 'a final month takes no further entry');
    END IF;
    IF (SELECT min(revision_id) FROM new_rows) <= (SELECT max(last_revision_id) FROM reports_closing) THEN
        PERFORM refuse('entry_comes_after_closings', 'an entry comes with a revision after the last closing');
    END IF;
    RETURN NULL;
END $$;
"""

# Nothing is asked of a rollup but whether its month is final; if so it says what the entries say, so that one that was
# changed can be mended, and none can be changed.
ROLLUPS = """
CREATE FUNCTION rollup_guard() RETURNS trigger LANGUAGE plpgsql AS $$
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
        FROM (SELECT DISTINCT metric, month, posting_month, kecamatan, gender, age_band FROM touched
              WHERE posting_month = ANY (closed)) cell
        LEFT JOIN reports_monthlycount rolled USING (metric, month, posting_month, kecamatan, gender, age_band)
        LEFT JOIN (SELECT metric, month, posting_month, kecamatan, gender, age_band, sum(delta) AS value
                   FROM reports_ledger WHERE posting_month = ANY (closed)
                   GROUP BY metric, month, posting_month, kecamatan, gender, age_band) entries
            USING (metric, month, posting_month, kecamatan, gender, age_band)
        WHERE coalesce(rolled.value, 0) <> coalesce(entries.value, 0)
    ) THEN
        PERFORM refuse('rollup_of_a_final_month', 'the rollups of a final month are what its entries say');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER rollup_guard_insert AFTER INSERT ON reports_monthlycount REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION rollup_guard();
CREATE TRIGGER rollup_guard_from AFTER UPDATE ON reports_monthlycount REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION rollup_guard();
CREATE TRIGGER rollup_guard_to AFTER UPDATE ON reports_monthlycount REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION rollup_guard();
CREATE TRIGGER rollup_guard_delete AFTER DELETE ON reports_monthlycount REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION rollup_guard();
"""

UNDONE = """
DROP TRIGGER period_guard ON reports_period; DROP FUNCTION period_guard();
DROP TRIGGER reopening_guard ON reports_reopening; DROP FUNCTION reopening_guard();
DROP TRIGGER closing_guard ON reports_closing; DROP FUNCTION closing_guard();
DROP TRIGGER figure_guard ON reports_figure; DROP FUNCTION figure_guard();
DROP TRIGGER revision_guard ON reports_revision; DROP FUNCTION revision_guard();
DROP TRIGGER naming_guard ON reports_naming; DROP FUNCTION naming_guard();
DROP TRIGGER naming_revision ON reports_naming;
DROP TRIGGER definition_guard ON reports_definition; DROP FUNCTION definition_guard();
DROP FUNCTION comes_with_the_newest(bigint);
DROP TRIGGER rollup_guard_insert ON reports_monthlycount; DROP TRIGGER rollup_guard_from ON reports_monthlycount;
DROP TRIGGER rollup_guard_to ON reports_monthlycount; DROP TRIGGER rollup_guard_delete ON reports_monthlycount;
DROP FUNCTION rollup_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_months")]
    operations = [
        migrations.RunSQL(REVISIONS + PERIODS + REOPENINGS + CLOSINGS + ROLLUPS, UNDONE),
        never_deleted("programs_target"),
        owner_writes_trails(),
    ]
