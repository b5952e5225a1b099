import django.db.models.deletion
from django.db import migrations, models

from okoce.core.appendonly import owner_writes_trails

# A decision that its checker took back at once rules nothing: the one before it stands again.
GUARDS = """
CREATE FUNCTION standing_decision(record_column text, record uuid) RETURNS SETOF participants_verification
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT * FROM participants_verification decided WHERE %I = $1 AND undoes_id IS NULL AND NOT EXISTS'
        ' (SELECT FROM participants_verification undone WHERE undone.undoes_id = decided.id)'
        ' ORDER BY id DESC LIMIT 1', record_column) USING record;
END $$;

-- Only its checker takes a decision back, at once, and while nothing else was decided about the record.
CREATE FUNCTION undone_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    undone participants_verification;
BEGIN
    SELECT * INTO undone FROM participants_verification WHERE id = NEW.undoes_id;
    IF undone.decision = 'undone' OR undone.checked_by_id <> NEW.checked_by_id OR undone.version <> NEW.version
       OR (undone.training_id, undone.visit_id, undone.milestone_id, undone.job_report_id, undone.entrepreneur_id)
          IS DISTINCT FROM
          (NEW.training_id, NEW.visit_id, NEW.milestone_id, NEW.job_report_id, NEW.entrepreneur_id) THEN
        PERFORM refuse('undone_by_its_checker', 'a decision is taken back by whoever took it');
    END IF;
    -- The time that the row says is its writer's: it may lie apart from the database's own by seconds alone.
    IF NEW.checked_at > undone.checked_at + interval '15 seconds'
       OR abs(extract(epoch FROM clock_timestamp() - NEW.checked_at)) > 30 THEN
        PERFORM refuse('undone_at_once', 'a decision is taken back within 15 seconds');
    END IF;
    IF EXISTS (SELECT FROM participants_verification later WHERE later.id > undone.id AND (
            later.training_id = NEW.training_id OR later.visit_id = NEW.visit_id
            OR later.milestone_id = NEW.milestone_id OR later.job_report_id = NEW.job_report_id
            OR later.entrepreneur_id = NEW.entrepreneur_id)) THEN
        PERFORM refuse('undone_is_the_newest', 'something else was decided about the record since');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER undone_guard BEFORE INSERT ON participants_verification
    FOR EACH ROW WHEN (NEW.undoes_id IS NOT NULL) EXECUTE FUNCTION undone_guard();

-- The newest decision that stands about this very version rules.
CREATE OR REPLACE FUNCTION checked_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest text;
    checker bigint;
    made boolean;
BEGIN
    IF NEW.state NOT IN ('verified', 'revoked') THEN
        RETURN NEW;
    END IF;
    -- A training is void in every version: somebody on its list can still be taken off it.
    IF TG_ARGV[0] = 'training_id' AND TG_OP = 'UPDATE' AND OLD.state = 'revoked' AND NEW.state = 'revoked' THEN
        RETURN NEW;
    END IF;
    EXECUTE format('SELECT decision, checked_by_id FROM participants_verification decided WHERE %I = $1 AND version = $2'
                   ' AND undoes_id IS NULL AND NOT EXISTS'
                   ' (SELECT FROM participants_verification undone WHERE undone.undoes_id = decided.id)'
                   ' ORDER BY id DESC LIMIT 1', TG_ARGV[0]) INTO newest, checker USING NEW.id, NEW.version;
    IF NEW.state = 'verified' AND newest IS DISTINCT FROM 'approved' THEN
        PERFORM refuse('verified_by_an_approval', 'no approval of this version of the record');
    END IF;
    IF NEW.state = 'revoked' AND newest IS DISTINCT FROM 'revoked' THEN
        PERFORM refuse('revoked_by_a_decision', 'no revocation of this version of the record');
    END IF;
    -- Between an approval and the moment in which it holds, or holds again, its checker can have become a maker.
    IF NEW.state = 'verified' AND (TG_OP = 'INSERT' OR OLD.state <> 'verified') THEN
        IF TG_ARGV[0] = 'entrepreneur_id' THEN
            made := entered_a_fact_of((to_jsonb(NEW) ->> 'participant_id')::uuid, checker);
        ELSE
            EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I = $1 AND user_id = $2)', TG_TABLE_NAME || '_makers',
                           CASE TG_ARGV[0] WHEN 'job_report_id' THEN 'jobreport_id' ELSE TG_ARGV[0] END)
                INTO made USING NEW.id, checker;
        END IF;
        IF made THEN
            PERFORM refuse('verified_by_no_maker', 'whoever approved it recorded part of it since');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION maker_takes_own_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('UPDATE %I SET version = version + 1 WHERE id = $1 AND state = ''verified'' AND $2 ='
                   ' (SELECT checked_by_id FROM standing_decision(%L, $1))', TG_ARGV[0], TG_ARGV[1])
        USING (to_jsonb(NEW) ->> TG_ARGV[2])::uuid, NEW.user_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION fact_takes_own_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    cases uuid[];
BEGIN
    EXECUTE format('SELECT array_agg(id) FROM (SELECT id FROM participants_entrepreneur WHERE participant_id IN (%s)'
                   ' ORDER BY id FOR NO KEY UPDATE) locked', TG_ARGV[0]) INTO cases;
    IF cases IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE participants_entrepreneur opened SET version = version + 1
    WHERE id = ANY (cases) AND state = 'verified' AND entered_a_fact_of(participant_id, (
        SELECT checked_by_id FROM standing_decision('entrepreneur_id', opened.id)));
    RETURN NULL;
END $$;

-- What was revoked stays so, unless whoever revoked it took that back at once.
CREATE FUNCTION revocation_was_undone(record_column text, record uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    undone boolean;
BEGIN
    EXECUTE format('SELECT undone.decision = ''revoked'' FROM participants_verification newest'
                   ' LEFT JOIN participants_verification undone ON undone.id = newest.undoes_id'
                   ' WHERE newest.%I = $1 ORDER BY newest.id DESC LIMIT 1', record_column) INTO undone USING record;
    RETURN coalesce(undone, false);
END $$;

CREATE OR REPLACE FUNCTION checked_version() RETURNS trigger LANGUAGE plpgsql AS $$
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
    IF OLD.state = 'revoked' AND NEW.state <> 'revoked' AND TG_TABLE_NAME <> 'participants_entrepreneur'
       AND NOT revocation_was_undone(CASE TG_TABLE_NAME WHEN 'participants_visit' THEN 'visit_id'
           WHEN 'participants_milestone' THEN 'milestone_id' ELSE 'job_report_id' END, NEW.id) THEN
        PERFORM refuse('revoked_stays', 'what was revoked stays so: record it anew');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION revoked_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT revocation_was_undone('training_id', NEW.id) THEN
        PERFORM refuse('revoked_stays', 'what was revoked stays so: record it anew');
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0026_marks_have_the_time_of_their_tap")]
    operations = [
        migrations.AddField(
            model_name="verification",
            name="was",
            field=models.CharField(blank=True, db_default="", default="", max_length=10),
        ),
        migrations.AddField(
            model_name="verification",
            name="undoes",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="participants.verification",
            ),
        ),
        migrations.AddField(
            model_name="verification",
            name="batch",
            field=models.UUIDField(null=True),
        ),
        migrations.AlterField(
            model_name="verification",
            name="decision",
            field=models.CharField(
                choices=[
                    ("approved", "approved"),
                    ("returned", "returned"),
                    ("revoked", "revoked"),
                    ("undone", "taken back"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(
            model_name="verification",
            name="decision_is_known",
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ["approved", "returned", "revoked", "undone"])),
                name="decision_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "undone"), ("undoes__isnull", False)),
                    models.Q(models.Q(("decision", "undone"), _negated=True), ("undoes", None)),
                    _connector="OR",
                ),
                name="undone_names_what_it_undoes",
            ),
        ),
        migrations.AddIndex(
            model_name="verification",
            index=models.Index(fields=["checked_at", "checked_by"], name="decisions_by_time"),
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        owner_writes_trails(),
    ]
