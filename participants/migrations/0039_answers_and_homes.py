import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from okoce.accounts.roles import Power, roles_with
from okoce.core.appendonly import owner_writes_trails

HOMES = """
CREATE FUNCTION home_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse('home_stays', 'a home is written once: who moved is transferred, and what was a mistake is taken back');
END $$;
CREATE TRIGGER home_stays BEFORE UPDATE ON participants_residence
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION home_stays();

CREATE FUNCTION registered_in_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse('registered_in_stays', 'where a person was registered stays as it was');
END $$;
CREATE TRIGGER registered_in_stays BEFORE UPDATE OF registered_in_id ON participants_participant
    FOR EACH ROW WHEN (OLD.registered_in_id <> NEW.registered_in_id) EXECUTE FUNCTION registered_in_stays();

-- For a whole file at once: a hundred thousand people come with a home each. Counted of each by an index, and planned each
-- time: so one who comes alone waits for none of the others, whatever is known of the table.
CREATE FUNCTION first_homes_come() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    more boolean;
BEGIN
    EXECUTE 'SELECT EXISTS (SELECT FROM came WHERE transfer_id IS NULL AND (SELECT count(*) FROM participants_residence home'
            ' WHERE home.participant_id = came.participant_id) > 1)' INTO more;
    IF more THEN
        PERFORM refuse('later_home_comes_by_a_transfer', 'a home beside the one of the registration comes by a transfer');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER first_homes_come AFTER INSERT ON participants_residence
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION first_homes_come();

CREATE FUNCTION home_of_a_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved participants_transfer;
BEGIN
    SELECT * INTO moved FROM participants_transfer WHERE id = NEW.transfer_id FOR SHARE;
    IF moved.undone_at IS NOT NULL OR moved.participant_id NOT IN (SELECT whole_of(NEW.participant_id))
        OR (NEW.kecamatan_id, NEW.since, NEW.recorded_by_id)
           IS DISTINCT FROM (moved.moved_to_id, moved.since, moved.transferred_by_id) THEN
        PERFORM refuse('home_is_what_its_transfer_says', 'whose home, where and since when is what its transfer says');
    END IF;
    -- Once more: something may be settled since the transfer. Its own homes are no fact that somebody entered before.
    IF settled_in(NEW.participant_id, NEW.since) IS NOT NULL AND EXISTS (
        SELECT FROM whole_of(NEW.participant_id) member
        WHERE entered_a_fact_of_the_row(member, NEW.recorded_by_id) AND NOT EXISTS (
            SELECT FROM participants_residence WHERE participant_id = member AND transfer_id = NEW.transfer_id)) THEN
        PERFORM refuse('settled_is_moved_by_no_maker', 'whoever moves what is verified recorded some of it');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER home_of_a_transfer BEFORE INSERT ON participants_residence
    FOR EACH ROW WHEN (NEW.transfer_id IS NOT NULL) EXECUTE FUNCTION home_of_a_transfer();

-- Asked at the end of the transaction: a transfer and its homes are written, and taken back, one after the other; and
-- somebody who is let go of altogether takes their homes along.
CREATE FUNCTION home_goes_with_its_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM participants_participant WHERE id = OLD.participant_id) AND NOT EXISTS (
        SELECT FROM participants_transfer WHERE id = OLD.transfer_id AND undone_at IS NOT NULL) THEN
        PERFORM refuse('home_goes_with_its_transfer', 'a home goes only when the transfer that brought it is taken back');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER home_goes_with_its_transfer AFTER DELETE ON participants_residence
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION home_goes_with_its_transfer();

CREATE FUNCTION transfer_has_its_homes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stands boolean := (SELECT undone_at IS NULL FROM participants_transfer WHERE id = NEW.id);
BEGIN
    IF stands AND NOT EXISTS (
        SELECT FROM participants_residence WHERE participant_id = NEW.participant_id AND transfer_id = NEW.id)
        OR NOT stands AND EXISTS (SELECT FROM participants_residence WHERE transfer_id = NEW.id) THEN
        PERFORM refuse('transfer_has_its_homes', 'a transfer that stands has a home, and one that was taken back has none');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER transfer_has_its_homes AFTER INSERT OR UPDATE OF undone_at ON participants_transfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION transfer_has_its_homes();

-- Whom a transfer is of: of several rows it wrote a home of each, also of those that were told apart since then.
CREATE FUNCTION transferred(moved uuid, person uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    WITH RECURSIVE met AS (
        SELECT person AS id
        UNION
        SELECT CASE WHEN kept_id = met.id THEN folded_id ELSE kept_id END
        FROM met JOIN participants_merge ON kept_id = met.id OR folded_id = met.id
    )
    SELECT person UNION SELECT id FROM met WHERE EXISTS (
        SELECT FROM participants_residenceevent WHERE participant_id = met.id AND transfer_id = moved)
$$;

CREATE OR REPLACE FUNCTION transfer_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who bigint := coalesce(NEW.undone_by_id, NEW.transferred_by_id);
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.undone_at IS NOT NULL
        OR (OLD.taken_at IS NOT NULL AND (NEW.taken_by_id, NEW.taken_at) IS DISTINCT FROM (OLD.taken_by_id, OLD.taken_at))
        OR (NEW.id, NEW.participant_id, NEW.moved_from_id, NEW.moved_to_id, NEW.since, NEW.because,
            NEW.looked_after_by_id, NEW.transferred_by_id, NEW.transferred_at)
           IS DISTINCT FROM (OLD.id, OLD.participant_id, OLD.moved_from_id, OLD.moved_to_id, OLD.since, OLD.because,
            OLD.looked_after_by_id, OLD.transferred_by_id, OLD.transferred_at)) THEN
        PERFORM refuse('transfer_stays', 'a transfer is taken over once and taken back once, and nothing else of it changes');
    END IF;
    -- What is settled is moved, and moved back, by nobody who recorded any of it.
    IF (TG_OP = 'INSERT' OR NEW.undone_at IS NOT NULL) AND EXISTS (
        SELECT FROM transferred(NEW.id, NEW.participant_id) person
        WHERE settled_in(person, NEW.since) IS NOT NULL AND entered_a_fact_of(person, who)) THEN
        PERFORM refuse('settled_is_moved_by_no_maker', 'whoever moves what is verified recorded some of it');
    END IF;
    RETURN NEW;
END $$;
"""

FINDINGS = """
-- Whether somebody entered a fact of the person, or decided so about a record of theirs, whichever row it is of.
CREATE FUNCTION involved_in(person uuid, somebody bigint, decisions text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH member AS (SELECT whole_of(person) AS id)
    SELECT entered_a_fact_of(person, somebody) OR EXISTS (
        SELECT FROM participants_verification
        WHERE checked_by_id = somebody AND decision = ANY (decisions) AND (
            visit_id IN (SELECT id FROM participants_visit WHERE participant_id IN (SELECT id FROM member))
            OR milestone_id IN (SELECT id FROM participants_milestone WHERE participant_id IN (SELECT id FROM member))
            OR job_report_id IN (SELECT id FROM participants_jobreport WHERE participant_id IN (SELECT id FROM member))
            OR entrepreneur_id IN (SELECT id FROM participants_entrepreneur WHERE participant_id IN (SELECT id FROM member))
            OR training_id IN (
                SELECT training_id FROM programs_trainingsession session
                JOIN participants_attendance attendance ON attendance.session_id = session.id
                WHERE attendance.participant_id IN (SELECT id FROM member))))
$$;

-- What the audit or a list says is wrong is answered by nobody who said that it is right; nothing by whom it is about.
CREATE FUNCTION left_to_others(detector text, subjects jsonb, somebody bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT subjects @> jsonb_build_array(jsonb_build_array('user', somebody)) OR detector IN ('audited', 'unshown') AND EXISTS (
        SELECT FROM jsonb_array_elements(subjects) subject
        WHERE subject ->> 0 = 'participant' AND involved_in((subject ->> 1)::uuid, somebody, '{approved}'))
$$;

-- Said by the code that looks, in the one place where it keeps what it found.
CREATE FUNCTION looks_for_findings() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('okoce.looks', true), '') = 'yes'
$$;

CREATE OR REPLACE FUNCTION finding_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    looks boolean := looks_for_findings();
BEGIN
    IF (NEW.id, NEW.detector, NEW.key, NEW.kecamatan_id, NEW.found_at)
        IS DISTINCT FROM (OLD.id, OLD.detector, OLD.key, OLD.kecamatan_id, OLD.found_at) THEN
        PERFORM refuse('finding_stays_where_it_was_found', 'what was found, where and when stays');
    END IF;
    IF (NEW.subjects, NEW.facts, NEW.basis, NEW.seen_at)
        IS DISTINCT FROM (OLD.subjects, OLD.facts, OLD.basis, OLD.seen_at) AND NOT looks THEN
        PERFORM refuse('finding_changes_when_it_is_seen', 'what a finding says is as it was when somebody looked for it');
    END IF;
    IF NEW.state <> OLD.state AND NEW.state IN ('open', 'gone') AND NOT looks THEN
        PERFORM refuse('finding_comes_and_goes_by_a_look', 'a finding is gone, or open again, as somebody looks again');
    END IF;
    IF NEW.due_on <> OLD.due_on
        AND NOT (looks AND OLD.state <> 'open' AND NEW.state = 'open' AND NEW.seen_at = NEW.state_since) THEN
        PERFORM refuse('finding_is_due_when_it_was', 'until when a finding is answered is said when it is found, or found anew');
    END IF;
    IF NEW.owner_id IS DISTINCT FROM OLD.owner_id THEN
        IF OLD.state <> 'open' AND NOT looks THEN
            PERFORM refuse('open_finding_is_handed_on', 'a finding is given to somebody while it is open, or when it is seen again');
        END IF;
        IF NEW.owner_id IS NOT NULL AND left_to_others(NEW.detector, NEW.subjects, NEW.owner_id) THEN
            PERFORM refuse('given_to_somebody_else', 'nobody is given a finding that others have to answer');
        END IF;
    END IF;
    IF NEW.state IN ('explained', 'mended') AND NEW.state <> OLD.state AND NOT EXISTS (
        SELECT FROM participants_findinganswer
        WHERE finding_id = NEW.id AND kind = NEW.state AND at = NEW.state_since) THEN
        PERFORM refuse('finding_is_answered_by_somebody', 'a finding is explained or mended by an answer of that moment');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION finding_answer_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked participants_finding;
BEGIN
    SELECT * INTO asked FROM participants_finding WHERE id = NEW.finding_id FOR NO KEY UPDATE;
    IF asked.state <> 'open' OR NEW.at < asked.state_since THEN
        PERFORM refuse('answered_while_it_is_open', 'a finding is answered while it is open');
    END IF;
    IF left_to_others(asked.detector, asked.subjects, NEW.by_id) THEN
        PERFORM refuse('answered_by_somebody_else', 'nobody answers a finding about themselves, or about what they vouched for');
    END IF;
    IF NEW.to_id IS NOT NULL AND left_to_others(asked.detector, asked.subjects, NEW.to_id) THEN
        PERFORM refuse('given_to_somebody_else', 'nobody is given a finding that others have to answer');
    END IF;
    RETURN NEW;
END $$;

-- The clock of a server may run ahead of the database's.
CREATE FUNCTION finding_not_in_future() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF greatest(NEW.found_at, NEW.seen_at, NEW.state_since) > clock_timestamp() + interval '5 minutes' THEN
        PERFORM refuse('finding_is_of_no_later_moment', 'a finding is found, seen and answered now or before');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finding_not_in_future BEFORE INSERT OR UPDATE OF seen_at, state_since ON participants_finding
    FOR EACH ROW EXECUTE FUNCTION finding_not_in_future();
"""

# The roles that hold a power are asked for as they are when this is applied: a test says that they still are.
POWERS = """
CREATE FUNCTION match_decided_with_power() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM accounts_user WHERE id = NEW.decided_by_id AND roles && '{verifies}'::varchar[]) THEN
        PERFORM refuse('match_is_decided_with_the_power', 'a match is confirmed or refused by whoever may verify');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER match_decided_with_power BEFORE UPDATE OF state ON participants_match
    FOR EACH ROW WHEN (NEW.state <> OLD.state AND NEW.state IN ('confirmed', 'refused') AND NEW.decided_by_id IS NOT NULL)
    EXECUTE FUNCTION match_decided_with_power();

CREATE FUNCTION merged_with_power() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM accounts_user
                   WHERE id = coalesce(NEW.undone_by_id, NEW.merged_by_id) AND roles && '{merges}'::varchar[]) THEN
        PERFORM refuse('merged_with_the_power', 'people are merged, and told apart again, by whoever may merge people');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER merged_with_power BEFORE INSERT OR UPDATE OF undone_by_id ON participants_merge
    FOR EACH ROW EXECUTE FUNCTION merged_with_power();

CREATE FUNCTION answered_with_power() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.at > clock_timestamp() + interval '5 minutes' THEN
        PERFORM refuse('finding_is_of_no_later_moment', 'a finding is found, seen and answered now or before');
    END IF;
    IF EXISTS (SELECT FROM accounts_user WHERE id IN (NEW.by_id, NEW.to_id) AND NOT roles && '{mends}'::varchar[]) THEN
        PERFORM refuse('answered_with_the_power', 'a finding is answered by, and given to, whoever may mend findings');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER answered_with_power BEFORE INSERT ON participants_findinganswer
    FOR EACH ROW EXECUTE FUNCTION answered_with_power();
"""

MATCHES = """
-- For a whole list at once: a hundred thousand lines may be matched one after the other.
CREATE FUNCTION matches_come() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM came
               JOIN participants_listline line ON line.id = came.line_id
               JOIN participants_participant person ON person.id = came.participant_id
               WHERE came.method = 'nik' AND line.nik_fingerprint IS DISTINCT FROM person.nik_fingerprint) THEN
        PERFORM refuse('match_by_number_has_the_number', 'who is matched by their identity number has the number of the line');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER matches_come AFTER INSERT ON participants_match
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION matches_come();
"""


def holding(power):
    return "{" + ",".join(roles_with(power)) + "}"


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0038_findings_are_guarded"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            "findinganswer",
            "to",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            "findinganswer",
            "kind",
            models.CharField(
                choices=[
                    ("explained", "explained"),
                    ("mended", "mended"),
                    ("taken", "taken"),
                    ("handed_on", "handed on"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint("findinganswer", "finding_answer_is_known"),
        migrations.AddConstraint(
            "findinganswer",
            models.CheckConstraint(
                condition=Q(kind__in=["explained", "mended", "taken", "handed_on"]), name="finding_answer_is_known"
            ),
        ),
        migrations.RemoveConstraint("findinganswer", "explanation_has_a_word"),
        migrations.AddConstraint(
            "findinganswer",
            models.CheckConstraint(condition=~Q(kind="explained") | ~Q(word=""), name="explanation_has_a_word"),
        ),
        migrations.AddConstraint(
            "findinganswer",
            models.CheckConstraint(
                condition=Q(kind__in=["taken", "handed_on"], to__isnull=False)
                | Q(kind__in=["explained", "mended"], to=None),
                name="finding_is_given_to_somebody",
            ),
        ),
        migrations.RunSQL(HOMES + FINDINGS + MATCHES, migrations.RunSQL.noop),
        migrations.RunSQL(
            POWERS.replace("{verifies}", holding(Power.VERIFY))
            .replace("{merges}", holding(Power.MERGE_PEOPLE))
            .replace("{mends}", holding(Power.MEND_FINDINGS)),
            migrations.RunSQL.noop,
        ),
        owner_writes_trails(),
    ]
