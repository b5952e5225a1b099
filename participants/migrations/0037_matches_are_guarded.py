from django.db import migrations

from okoce.core.appendonly import owner_writes_trails

GUARDS = """
-- What a match shows is taken back with it: it is a record of the person, of the kind that the list says.
CREATE FUNCTION match_record_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before participants_match;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := OLD;
    END IF;
    IF NEW.milestone_id IS NOT NULL AND NEW.milestone_id IS DISTINCT FROM before.milestone_id AND NOT (
        NEW.state = 'confirmed' AND before.state IS DISTINCT FROM 'confirmed' AND EXISTS (
            SELECT FROM participants_milestone record
            JOIN participants_listline line ON line.id = NEW.line_id
            JOIN participants_officiallist list ON list.id = line.list_id
            WHERE record.id = NEW.milestone_id AND record.participant_id IN (SELECT whole_of(NEW.participant_id))
              AND (list.kind, record.kind) IN (('licences', 'licence'), ('bank', 'capital')))) THEN
        PERFORM refuse('match_shows_a_record_of_the_person', 'what a line shows is a record of the person whose it is');
    END IF;
    IF NEW.made_it AND NOT coalesce(before.made_it, false)
        AND (NEW.milestone_id IS NULL OR NEW.state <> 'confirmed' OR before.state = 'confirmed') THEN
        PERFORM refuse('match_shows_a_record_of_the_person', 'a record is made of a line when it is confirmed');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER match_record_guard BEFORE INSERT OR UPDATE OF milestone_id, made_it ON participants_match
    FOR EACH ROW EXECUTE FUNCTION match_record_guard();

-- For a whole part of a list at once: a hundred thousand lines come in one after the other.
CREATE FUNCTION official_lines_come() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM came JOIN participants_officiallist list ON list.id = came.list_id WHERE list.state <> 'reading')
    THEN
        PERFORM refuse('official_line_comes_while_its_list_is_read', 'lines come to a list only while it is read');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER official_lines_come AFTER INSERT ON participants_listline
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION official_lines_come();

CREATE FUNCTION official_lines_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM gone JOIN participants_officiallist list ON list.id = gone.list_id
               WHERE list.state NOT IN ('leaving', 'failed')) THEN
        PERFORM refuse('official_line_goes_with_its_list', 'lines go only with their list, when it is withdrawn or not read');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER official_lines_go AFTER DELETE ON participants_listline
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION official_lines_go();

CREATE FUNCTION official_list_way() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    confirmed boolean;
BEGIN
    IF (OLD.state, NEW.state) NOT IN (('sent', 'reading'), ('reading', 'read'), ('reading', 'failed'), ('read', 'leaving'),
                                      ('leaving', 'withdrawn')) THEN
        PERFORM refuse('official_list_goes_its_way', 'a list is sent, read or not read, and what was read is withdrawn');
    END IF;
    confirmed := EXISTS (SELECT FROM participants_match match JOIN participants_listline line ON line.id = match.line_id
                         WHERE line.list_id = NEW.id AND match.state = 'confirmed');
    IF NEW.state = 'withdrawn' AND confirmed THEN
        PERFORM refuse('withdrawn_list_leaves_nothing_confirmed', 'what a list confirmed is taken back before it is withdrawn');
    END IF;
    IF NEW.state = 'leaving' AND confirmed AND (NEW.withdrawn_by_id = NEW.loaded_by_id OR EXISTS (
        SELECT FROM participants_match match JOIN participants_listline line ON line.id = match.line_id
        JOIN participants_milestone_makers made ON made.milestone_id = match.milestone_id
        WHERE line.list_id = NEW.id AND match.state = 'confirmed' AND made.user_id = NEW.withdrawn_by_id)) THEN
        PERFORM refuse('confirmed_list_is_withdrawn_by_others',
                       'a list of which lines are confirmed is withdrawn by nobody who loaded it or recorded what it shows');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER official_list_way BEFORE UPDATE OF state ON participants_officiallist
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION official_list_way();
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0036_births_turned_round")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop), owner_writes_trails()]
