import uuid

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from okoce.core.appendonly import never_deleted, owner_writes_trails

# Everybody who is the person of this row: the one that is kept, and whoever was merged into it.
WHOLE = """
CREATE FUNCTION whole_of(person uuid) RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT coalesce(merged_into_id, id) FROM participants_participant WHERE id = person
    UNION ALL
    SELECT id FROM participants_participant
    WHERE merged_into_id = (SELECT coalesce(merged_into_id, id) FROM participants_participant WHERE id = person)
$$;

-- Along the merges that stand to the row that none of them folds.
CREATE FUNCTION merged_root(person uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    WITH RECURSIVE way AS (
        SELECT person AS id, 0 AS steps
        UNION ALL
        SELECT kept_id, steps + 1 FROM way JOIN participants_merge ON folded_id = way.id AND undone_at IS NULL
    ) CYCLE id SET goes_round USING path
    SELECT id FROM way WHERE NOT goes_round ORDER BY steps DESC LIMIT 1
$$;

ALTER FUNCTION entered_a_fact_of(uuid, bigint) RENAME TO entered_a_fact_of_the_row;
CREATE FUNCTION entered_a_fact_of(person uuid, somebody bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(bool_or(entered_a_fact_of_the_row(member, somebody)), false) FROM whole_of(person) member
$$;

CREATE OR REPLACE FUNCTION fact_takes_own_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    cases uuid[];
BEGIN
    EXECUTE format('SELECT array_agg(id) FROM (SELECT id FROM participants_entrepreneur WHERE participant_id IN'
                   ' (SELECT whole_of(told.participant_id) FROM (%s) told) ORDER BY id FOR NO KEY UPDATE) locked',
                   TG_ARGV[0]) INTO cases;
    IF cases IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE participants_entrepreneur opened SET version = version + 1
    WHERE id = ANY (cases) AND state = 'verified' AND entered_a_fact_of(participant_id, (
        SELECT checked_by_id FROM standing_decision('entrepreneur_id', opened.id)));
    RETURN NULL;
END $$;
"""

GUARDS = """
CREATE FUNCTION merge_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.undone_at IS NOT NULL
        OR (NEW.id, NEW.kept_id, NEW.folded_id, NEW.because, NEW.merged_by_id, NEW.merged_at)
           IS DISTINCT FROM (OLD.id, OLD.kept_id, OLD.folded_id, OLD.because, OLD.merged_by_id, OLD.merged_at)) THEN
        PERFORM refuse('merge_stays', 'a merge is taken back once, and nothing else of it changes');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER merge_guard BEFORE UPDATE ON participants_merge FOR EACH ROW EXECUTE FUNCTION merge_guard();

-- Asked at the end of the transaction: a merge and the rows that it leads to one another are written one after the other.
CREATE FUNCTION merged_as_decided() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    person uuid := (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
    root uuid := merged_root(person);
BEGIN
    IF (SELECT coalesce(merged_into_id, id) FROM participants_participant WHERE id = person) IS DISTINCT FROM root
        OR EXISTS (SELECT FROM participants_participant WHERE merged_into_id = person AND root <> person) THEN
        PERFORM refuse('merged_as_decided', 'who is counted as whom is what the merges that stand say');
    END IF;
    IF EXISTS (SELECT FROM participants_entrepreneur opened
               WHERE opened.participant_id IN (SELECT whole_of(root)) AND opened.state = 'verified'
               AND entered_a_fact_of(root, (SELECT checked_by_id FROM standing_decision('entrepreneur_id', opened.id))))
    THEN
        PERFORM refuse('merged_case_is_checked_by_no_maker', 'whoever approved the case recorded a fact of the other one');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER merged_as_decided AFTER INSERT OR UPDATE ON participants_merge
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION merged_as_decided('folded_id');
CREATE CONSTRAINT TRIGGER merged_as_decided AFTER INSERT OR UPDATE OF merged_into_id ON participants_participant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL)
    EXECUTE FUNCTION merged_as_decided('id');
CREATE CONSTRAINT TRIGGER unmerged_as_decided AFTER UPDATE OF merged_into_id ON participants_participant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.merged_into_id IS NULL AND OLD.merged_into_id IS NOT NULL)
    EXECUTE FUNCTION merged_as_decided('id');
"""

PEOPLE = settings.AUTH_USER_MODEL


def who(to, **said):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=to, **said)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("participants", "0028_moments"), migrations.swappable_dependency(PEOPLE)]
    operations = [
        migrations.AddField(
            "participant",
            "merged_into",
            who("participants.participant", null=True, related_name="folded", db_index=False),
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("because", models.CharField(max_length=500, verbose_name="how you know that they are one")),
                ("merged_at", models.DateTimeField()),
                (
                    "undone_because",
                    models.CharField(blank=True, max_length=500, verbose_name="how you know that they are two"),
                ),
                ("undone_at", models.DateTimeField(null=True)),
                ("folded", who("participants.participant", related_name="merged")),
                ("kept", who("participants.participant", related_name="merges")),
                ("merged_by", who(PEOPLE, related_name="+")),
                ("undone_by", who(PEOPLE, null=True, related_name="+")),
            ],
            options={
                "ordering": ["-merged_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("folded")), _negated=True), name="merge_is_of_two"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("because", ""), _negated=True), name="merge_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at", None), ("undone_because", ""), ("undone_by", None)),
                            models.Q(
                                ("undone_at__isnull", False),
                                ("undone_by__isnull", False),
                                models.Q(("undone_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="merge_is_taken_back_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)), fields=("folded",), name="merged_into_one"
                    ),
                ],
            },
        ),
        AddIndexConcurrently(
            "participant",
            models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="merged_people"
            ),
        ),
        migrations.AddConstraint(
            "participant",
            models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True), name="merged_into_another"
            ),
        ),
        migrations.RunSQL(WHOLE + GUARDS, migrations.RunSQL.noop),
        never_deleted("participants_merge"),
        owner_writes_trails(),
    ]
