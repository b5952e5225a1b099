from django.db import migrations

from okoce.core.appendonly import owner_writes_trails

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
    IF NEW.provisional_at IS DISTINCT FROM OLD.provisional_at AND OLD.provisional_at IS NOT NULL THEN
        PERFORM refuse('provisional_since', 'since when a month is provisional never changes');
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
    RETURN NEW;
END $$;
CREATE TRIGGER closing_guard BEFORE INSERT ON reports_closing FOR EACH ROW EXECUTE FUNCTION closing_guard();

CREATE FUNCTION figure_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reports_closing WHERE number IN (SELECT closing_id FROM new_rows)) THEN
        PERFORM refuse('figures_are_frozen', 'the figures of a closing are final');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_guard AFTER INSERT ON reports_figure REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION figure_guard();
"""

UNDONE = """
DROP TRIGGER period_guard ON reports_period; DROP FUNCTION period_guard();
DROP TRIGGER reopening_guard ON reports_reopening; DROP FUNCTION reopening_guard();
DROP TRIGGER closing_guard ON reports_closing; DROP FUNCTION closing_guard();
DROP TRIGGER figure_guard ON reports_figure; DROP FUNCTION figure_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_months")]
    operations = [migrations.RunSQL(PERIODS + REOPENINGS + CLOSINGS, UNDONE), owner_writes_trails()]
