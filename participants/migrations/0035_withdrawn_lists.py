import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from okoce.core.appendonly import owner_writes_trails

GUARDS = """
CREATE OR REPLACE FUNCTION official_list_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.kind, NEW.issuer, NEW.as_of, NEW.loaded_by_id, NEW.loaded_at)
        IS DISTINCT FROM (OLD.id, OLD.kind, OLD.issuer, OLD.as_of, OLD.loaded_by_id, OLD.loaded_at) THEN
        PERFORM refuse('official_list_stays', 'what a list is, and who loaded it, stays as it was said');
    END IF;
    IF OLD.withdrawn_by_id IS NOT NULL AND ((NEW.withdrawn_by_id, NEW.withdrawn_at, NEW.because)
        IS DISTINCT FROM (OLD.withdrawn_by_id, OLD.withdrawn_at, OLD.because)
        OR (OLD.state, NEW.state) NOT IN (('leaving', 'leaving'), ('leaving', 'withdrawn'), ('withdrawn', 'withdrawn')))
        THEN PERFORM refuse('withdrawn_list_stays_withdrawn', 'a list that was withdrawn is loaded anew, and never comes back');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION official_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.nik_fingerprint, OLD.nik_tail, OLD.licence_number, OLD.licence_type, OLD.day, OLD.amount, OLD.birth_date)
        IS DISTINCT FROM
        (NEW.id, NEW.nik_fingerprint, NEW.nik_tail, NEW.licence_number, NEW.licence_type, NEW.day, NEW.amount, NEW.birth_date)
        OR (NEW.digest IS DISTINCT FROM OLD.digest AND NEW.digest IS NOT NULL)
        OR (NEW.name <> OLD.name AND NEW.name <> '') THEN
        PERFORM refuse('official_line_stays', 'of a line of a list nothing changes but where it lies, and its name goes');
    END IF;
    IF (NEW.list_id, NEW.number) IS DISTINCT FROM (OLD.list_id, OLD.number) AND NOT EXISTS (
        SELECT FROM participants_repeatedline repeated JOIN participants_officiallist first ON first.id = OLD.list_id
        WHERE repeated.line_id = OLD.id AND (repeated.list_id, repeated.number) = (NEW.list_id, NEW.number)
          AND first.state IN ('leaving', 'failed')) THEN
        PERFORM refuse('official_line_stays', 'a line goes to another list only when that says it too, and its own is withdrawn');
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER official_line_guard ON participants_listline;
CREATE TRIGGER official_line_guard BEFORE UPDATE ON participants_listline
    FOR EACH ROW EXECUTE FUNCTION official_line_guard();

CREATE OR REPLACE FUNCTION match_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever is said to have loaded the list: it is who did.
    NEW.loaded_by_id := (SELECT list.loaded_by_id FROM participants_listline line
                         JOIN participants_officiallist list ON list.id = line.list_id WHERE line.id = NEW.line_id);
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'proposed' THEN
            PERFORM refuse('match_is_proposed_first', 'whose a line is gets proposed, and then decided');
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.line_id, NEW.participant_id, NEW.method)
        IS DISTINCT FROM (OLD.id, OLD.line_id, OLD.participant_id, OLD.method) THEN
        PERFORM refuse('match_stays', 'of a match nothing changes but what was decided about it');
    END IF;
    -- A line that went to the list of another loader is asked about anew.
    IF OLD.state = 'undone' AND NEW.state = 'proposed' AND NEW.loaded_by_id <> OLD.loaded_by_id THEN
        RETURN NEW;
    END IF;
    IF NEW.state <> OLD.state AND (NEW.state = 'proposed' OR (NEW.state = 'undone') <> (OLD.state = 'confirmed')) THEN
        PERFORM refuse('match_is_confirmed_before_it_is_undone', 'a match is confirmed or refused, and one that was confirmed is taken back');
    END IF;
    -- Locked: whoever withdraws the list meanwhile waits, and takes this one back too.
    IF NEW.state = 'confirmed' AND OLD.state <> 'confirmed' THEN
        PERFORM FROM participants_officiallist WHERE id = (SELECT list_id FROM participants_listline WHERE id = NEW.line_id)
            FOR SHARE;
        IF EXISTS (SELECT FROM participants_officiallist list JOIN participants_listline line ON line.list_id = list.id
                   WHERE line.id = NEW.line_id AND list.state IN ('leaving', 'withdrawn')) THEN
            PERFORM refuse('match_is_of_a_list_that_holds', 'lines of a list that was withdrawn are confirmed no more');
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- Names of lists are not kept, so that nobody can say whether a corrected one agrees.
CREATE FUNCTION forget_how_names_agree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE participants_match SET name_agrees = NULL WHERE participant_id = NEW.id AND name_agrees IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER forget_how_names_agree AFTER UPDATE OF name ON participants_participant FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION forget_how_names_agree();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0034_transfers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RepeatedLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="match",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="match",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="officiallist",
            name="official_list_state_is_known",
        ),
        migrations.AddField(
            model_name="match",
            name="name_agrees",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="matchevent",
            name="name_agrees",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="officiallist",
            name="because",
            field=models.CharField(blank=True, max_length=500, verbose_name="why it is withdrawn"),
        ),
        migrations.AddField(
            model_name="officiallist",
            name="sheet",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="officiallist",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="officiallist",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="listline",
            name="digest",
            field=models.BinaryField(max_length=32, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="officiallist",
            name="state",
            field=models.CharField(
                choices=[
                    ("sent", "columns to be named"),
                    ("reading", "being read"),
                    ("read", "read"),
                    ("failed", "not read"),
                    ("leaving", "being withdrawn"),
                    ("withdrawn", "withdrawn"),
                ],
                default="sent",
                max_length=9,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="match",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "participants_matchevent" ("because", "decided_at", "decided_by_id", "id", "line_id", "loaded_by_id", "made_it", "method", "milestone_id", "name_agrees", "participant_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (OLD."because", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."line_id", OLD."loaded_by_id", OLD."made_it", OLD."method", OLD."milestone_id", OLD."name_agrees", OLD."participant_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."state"); RETURN NULL;',
                    hash="668576fd86f52371cdcf983e92fc9b093844896b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f58a2",
                    table="participants_match",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="match",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "participants_matchevent" ("because", "decided_at", "decided_by_id", "id", "line_id", "loaded_by_id", "made_it", "method", "milestone_id", "name_agrees", "participant_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (OLD."because", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."line_id", OLD."loaded_by_id", OLD."made_it", OLD."method", OLD."milestone_id", OLD."name_agrees", OLD."participant_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state"); RETURN NULL;',
                    hash="bb1b1a6980a0443bfd6d68e48aab681f50d6cba3",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_993cc",
                    table="participants_match",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="officiallist",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["sent", "reading", "read", "failed", "leaving", "withdrawn"])),
                name="official_list_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="officiallist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("state__in", ["leaving", "withdrawn"]), _negated=True),
                        ("because", ""),
                        ("withdrawn_at", None),
                        ("withdrawn_by", None),
                    ),
                    models.Q(
                        ("state__in", ["leaving", "withdrawn"]),
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="list_is_withdrawn_by_someone",
            ),
        ),
        migrations.AddField(
            model_name="repeatedline",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="repeated", to="participants.listline"
            ),
        ),
        migrations.AddField(
            model_name="repeatedline",
            name="list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="repeated", to="participants.officiallist"
            ),
        ),
        migrations.AddConstraint(
            model_name="repeatedline",
            constraint=models.UniqueConstraint(fields=("list", "line"), name="one_repetition_a_list"),
        ),
        migrations.RemoveConstraint(model_name="match", name="decider_did_not_load_the_list"),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "confirmed"), _negated=True),
                    models.Q(("decided_by", models.F("loaded_by")), _negated=True),
                    _connector="OR",
                ),
                name="decider_did_not_load_the_list",
            ),
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        owner_writes_trails(),
    ]
