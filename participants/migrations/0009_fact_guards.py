from django.db import migrations

from okoce.core.appendonly import never_updated, owner_writes_trails

# What no code may forget about facts. The clock is read here, to refuse, and nowhere in the counting.
DAYS = """
CREATE FUNCTION refuse_day(day date, fact text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF day > jakarta_now()::date THEN
        PERFORM refuse(fact || '_not_in_future', 'a fact lies in the future');
    END IF;
    IF day < (SELECT min(first_month) FROM programs_programme) THEN
        PERFORM refuse(fact || '_within_programme', 'a fact lies before the first month of the programme');
    END IF;
END $$;

CREATE FUNCTION visit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_day(NEW.held_on, 'visit');
    RETURN NEW;
END $$;
CREATE TRIGGER visit_guard BEFORE INSERT OR UPDATE ON participants_visit
    FOR EACH ROW EXECUTE FUNCTION visit_guard();

CREATE FUNCTION job_report_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_day(NEW.reported_on, 'job_report');
    RETURN NEW;
END $$;
CREATE TRIGGER job_report_guard BEFORE INSERT OR UPDATE ON participants_jobreport
    FOR EACH ROW EXECUTE FUNCTION job_report_guard();

-- A licence from before the programme is recorded too: it shows that somebody is not new, and is never counted.
CREATE FUNCTION milestone_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'licence' THEN
        IF greatest(NEW.entered_on, NEW.completed_on) > jakarta_now()::date THEN
            PERFORM refuse('milestone_not_in_future', 'a fact lies in the future');
        END IF;
    ELSE
        PERFORM refuse_day(NEW.entered_on, 'milestone');
        PERFORM refuse_day(NEW.completed_on, 'milestone');
    END IF;
    IF NEW.completed_on < (NEW.month + interval '1 month - 1 day')::date THEN
        PERFORM refuse('books_cover_a_whole_month', 'books are completed before their month is over');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER milestone_guard BEFORE INSERT OR UPDATE ON participants_milestone
    FOR EACH ROW EXECUTE FUNCTION milestone_guard();
"""

# An approval holds for one version. Whatever is counted moves the version on, and takes the approval with it.
VERSIONS = """
CREATE FUNCTION checked_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    counted text;
BEGIN
    IF NEW.version < OLD.version THEN
        PERFORM refuse('version_grows', 'the version of a record only grows');
    END IF;
    FOREACH counted IN ARRAY TG_ARGV LOOP
        IF to_jsonb(NEW) -> counted IS DISTINCT FROM to_jsonb(OLD) -> counted THEN
            NEW.version := OLD.version + 1;
        END IF;
    END LOOP;
    IF NEW.version <> OLD.version AND NEW.state = 'verified' THEN
        NEW.state := 'submitted';
    END IF;
    -- A person has one row there for life: a revocation that was a mistake is answered by another approval.
    IF OLD.state = 'revoked' AND NEW.state <> 'revoked' AND TG_TABLE_NAME <> 'participants_entrepreneur' THEN
        PERFORM refuse('revoked_stays', 'what was revoked stays so: record it anew');
    END IF;
    RETURN NEW;
END $$;

-- The newest decision about this very version rules: an approval that was taken back verifies nothing.
CREATE FUNCTION checked_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest text;
BEGIN
    IF NEW.state NOT IN ('verified', 'revoked') THEN
        RETURN NEW;
    END IF;
    -- A training is void in every version: somebody on its list can still be taken off it.
    IF TG_ARGV[0] = 'training_id' AND TG_OP = 'UPDATE' AND OLD.state = 'revoked' AND NEW.state = 'revoked' THEN
        RETURN NEW;
    END IF;
    EXECUTE format('SELECT decision FROM participants_verification WHERE %I = $1 AND version = $2'
                   ' ORDER BY id DESC LIMIT 1', TG_ARGV[0]) INTO newest USING NEW.id, NEW.version;
    IF NEW.state = 'verified' AND newest IS DISTINCT FROM 'approved' THEN
        PERFORM refuse('verified_by_an_approval', 'no approval of this version of the record');
    END IF;
    IF NEW.state = 'revoked' AND newest IS DISTINCT FROM 'revoked' THEN
        PERFORM refuse('revoked_by_a_decision', 'no revocation of this version of the record');
    END IF;
    RETURN NEW;
END $$;
"""

# A table, the column of decisions that means it, and what an approval of it binds.
CHECKED = [
    ("participants_visit", "visit_id", ["participant_id", "facilitator_id", "kecamatan_id", "held_on", "mode", "confirms_trading"]),
    (
        "participants_milestone",
        "milestone_id",
        ["participant_id", "kind", "business_id", "completed_on", "name", "licence_type", "number", "own_name", "month", "amount"],
    ),
    ("participants_jobreport", "job_report_id", ["participant_id", "reported_on", "full_time", "part_time"]),
    ("participants_entrepreneur", "entrepreneur_id", ["participant_id"]),
]  # fmt: skip

ON_CHECKED = """
CREATE TRIGGER a_checked_version BEFORE UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION checked_version({counted});
CREATE TRIGGER b_checked_decision BEFORE INSERT OR UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION checked_decision('{column}');
"""

TRAININGS = """
DROP TRIGGER b_training_approval ON programs_training;
DROP FUNCTION training_approval();
CREATE TRIGGER b_checked_decision BEFORE INSERT OR UPDATE ON programs_training
    FOR EACH ROW EXECUTE FUNCTION checked_decision('training_id');

CREATE FUNCTION revoked_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse('revoked_stays', 'what was revoked stays so: record it anew');
END $$;
CREATE TRIGGER d_revoked_stays BEFORE UPDATE ON programs_training
    FOR EACH ROW WHEN (OLD.state = 'revoked' AND NEW.state <> 'revoked') EXECUTE FUNCTION revoked_stays();
"""

# Whoever entered a fact about a person: what the person said of themself, a visit, a milestone, workers, a training.
MAKERS = """
CREATE FUNCTION entered_a_fact_of(person uuid, somebody bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM participants_participant WHERE id = person AND registered_by_id = somebody)
        OR EXISTS (SELECT FROM participants_participant_makers WHERE participant_id = person AND user_id = somebody)
        OR EXISTS (SELECT FROM participants_residence WHERE participant_id = person AND recorded_by_id = somebody)
        OR EXISTS (SELECT FROM participants_visit WHERE participant_id = person AND facilitator_id = somebody)
        OR EXISTS (SELECT FROM participants_visit visit
                   JOIN participants_visit_makers maker ON maker.visit_id = visit.id
                   WHERE visit.participant_id = person AND maker.user_id = somebody)
        OR EXISTS (SELECT FROM participants_milestone milestone
                   JOIN participants_milestone_makers maker ON maker.milestone_id = milestone.id
                   WHERE milestone.participant_id = person AND maker.user_id = somebody)
        OR EXISTS (SELECT FROM participants_jobreport report
                   JOIN participants_jobreport_makers maker ON maker.jobreport_id = report.id
                   WHERE report.participant_id = person AND maker.user_id = somebody)
        OR EXISTS (SELECT FROM participants_attendance attendance
                   JOIN programs_trainingsession session ON session.id = attendance.session_id
                   JOIN programs_training_makers maker ON maker.training_id = session.training_id
                   WHERE attendance.participant_id = person AND maker.user_id = somebody)
$$;

-- One question for each kind: put together, the planner would think about all of them for each decision.
CREATE OR REPLACE FUNCTION verification_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    made boolean := false;
BEGIN
    IF NEW.training_id IS NOT NULL THEN
        made := EXISTS (SELECT FROM programs_training_makers
                        WHERE training_id = NEW.training_id AND user_id = NEW.checked_by_id);
    ELSIF NEW.visit_id IS NOT NULL THEN
        made := EXISTS (SELECT FROM participants_visit_makers
                        WHERE visit_id = NEW.visit_id AND user_id = NEW.checked_by_id);
    ELSIF NEW.milestone_id IS NOT NULL THEN
        made := EXISTS (SELECT FROM participants_milestone_makers
                        WHERE milestone_id = NEW.milestone_id AND user_id = NEW.checked_by_id);
    ELSIF NEW.job_report_id IS NOT NULL THEN
        made := EXISTS (SELECT FROM participants_jobreport_makers
                        WHERE jobreport_id = NEW.job_report_id AND user_id = NEW.checked_by_id);
    ELSIF NEW.decision = 'approved' THEN
        made := entered_a_fact_of((SELECT participant_id FROM participants_entrepreneur
                                   WHERE id = NEW.entrepreneur_id), NEW.checked_by_id);
    END IF;
    IF made THEN
        PERFORM refuse('checker_made_none_of_it', 'somebody who recorded part of it cannot check it');
    END IF;
    RETURN NEW;
END $$;

-- Whoever could strike a name from the makers could check what they made. Asked at the end of the transaction, because
-- a record that is deleted takes its makers with it, and they go first.
CREATE FUNCTION checked_makers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    there boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE id = $1)', TG_ARGV[0])
        INTO there USING (to_jsonb(OLD) ->> TG_ARGV[1])::uuid;
    IF there THEN
        PERFORM refuse('makers_stay', 'who recorded part of it stays one of its makers');
    END IF;
    RETURN NULL;
END $$;
"""

STAY = """
CREATE CONSTRAINT TRIGGER makers_stay AFTER DELETE ON {table}_makers DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION checked_makers_stay('{table}', '{name}_id');
"""
MADE = ["participant", "visit", "milestone", "jobreport", "entrepreneur"]


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0008_everybody_belongs_to_somebody"),
        ("programs", "0012_a_training_can_be_revoked"),
    ]
    operations = [
        migrations.RunSQL(DAYS + VERSIONS + MAKERS + TRAININGS, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(
                ON_CHECKED.format(table=table, column=column, counted=", ".join(f"'{name}'" for name in counted)),
                migrations.RunSQL.noop,
            )
            for table, column, counted in CHECKED
        ),
        *(
            migrations.RunSQL(STAY.format(table=f"participants_{name}", name=name), migrations.RunSQL.noop)
            for name in MADE
        ),
        never_updated("participants_evidence", *(f"participants_{name}_makers" for name in MADE)),
        owner_writes_trails(),
    ]
