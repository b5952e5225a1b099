import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from okoce.core.appendonly import never_deleted, owner_writes_trails

# The last day that counts by what is verified, of those on which a home since that day is where the person lived: until the
# next one, and before the first one too. None: it moves nothing that is settled.
SETTLED = """
CREATE FUNCTION settled_in(person uuid, home_since date) RETURNS date LANGUAGE sql STABLE AS $$
    WITH member AS (SELECT whole_of(person) AS id),
    home AS (SELECT since FROM participants_residence WHERE participant_id IN (SELECT id FROM member)),
    settled AS (
        SELECT min(registered_on) AS day FROM participants_participant WHERE id IN (SELECT id FROM member)
        HAVING bool_or(identity_verified)
        UNION ALL
        SELECT max(session.held_on)
        FROM programs_training training JOIN programs_trainingsession session ON session.training_id = training.id
        WHERE training.state = 'verified' AND session.state <> 'cancelled' AND training.id IN (
            SELECT attended.training_id FROM participants_attendance mark
            JOIN programs_trainingsession attended ON attended.id = mark.session_id
            WHERE mark.participant_id IN (SELECT id FROM member) AND mark.status IN ('present', 'late'))
        GROUP BY training.id
        UNION ALL
        SELECT completed_on FROM participants_milestone
        WHERE participant_id IN (SELECT id FROM member) AND state = 'verified'
        UNION ALL
        SELECT held_on FROM participants_visit WHERE participant_id IN (SELECT id FROM member) AND state = 'verified'
        UNION ALL
        SELECT reported_on FROM participants_jobreport
        WHERE participant_id IN (SELECT id FROM member) AND state = 'verified'
    )
    SELECT max(day) FROM settled
    WHERE (day >= home_since OR NOT EXISTS (SELECT FROM home WHERE since < home_since))
    AND day < coalesce((SELECT min(since) FROM home WHERE since > home_since), 'infinity')
$$;
"""

GUARDS = """
CREATE FUNCTION transfer_guard() RETURNS trigger LANGUAGE plpgsql AS $$
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
    IF (TG_OP = 'INSERT' OR NEW.undone_at IS NOT NULL) AND settled_in(NEW.participant_id, NEW.since) IS NOT NULL
        AND entered_a_fact_of(NEW.participant_id, who) THEN
        PERFORM refuse('settled_is_moved_by_no_maker', 'whoever moves what is verified recorded some of it');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER transfer_guard BEFORE INSERT OR UPDATE ON participants_transfer
    FOR EACH ROW EXECUTE FUNCTION transfer_guard();
"""

PEOPLE = settings.AUTH_USER_MODEL
COLUMNS = (
    "id kecamatan_id participant_id pgh_context_id pgh_created_at pgh_label pgh_obj_id recorded_by_id since transfer_id"
)


def who(to, **said):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=to, **said)


def kept(name, row, when, pgid, hash, **said):
    """The trigger that writes the trail of homes."""
    columns = ", ".join(f'"{column}"' for column in COLUMNS.split())
    values = ", ".join(
        {
            "pgh_context_id": "_pgh_attach_context()",
            "pgh_created_at": "NOW()",
            "pgh_label": f"'{when}'",
            "pgh_obj_id": f'{row}."id"',
        }.get(column, f'{row}."{column}"')
        for column in COLUMNS.split()
    )
    return pgtrigger.migrations.AddTrigger(
        model_name="residence",
        trigger=pgtrigger.compiler.Trigger(
            name=name,
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func=f'INSERT INTO "participants_residenceevent" ({columns}) VALUES ({values}); RETURN NULL;',  # noqa: S608 - names of this file
                hash=hash,
                operation=when.upper(),
                pgid=pgid,
                table="participants_residence",
                when="AFTER",
                **said,
            ),
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0033_likenesses"),
        ("programs", "0014_reference_trails"),
        migrations.swappable_dependency(PEOPLE),
    ]
    operations = [
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("participant", who("participants.participant", related_name="transfers")),
                ("moved_from", who("programs.kecamatan", null=True, related_name="+")),
                ("moved_to", who("programs.kecamatan", null=True, related_name="+")),
                ("since", models.DateField(verbose_name="since")),
                ("because", models.CharField(max_length=500, verbose_name="how you know")),
                ("transferred_by", who(PEOPLE, related_name="+")),
                ("transferred_at", models.DateTimeField()),
                ("looked_after_by", who(PEOPLE, related_name="+")),
                ("taken_by", who(PEOPLE, null=True, related_name="+")),
                ("taken_at", models.DateTimeField(null=True)),
                ("undone_because", models.CharField(blank=True, max_length=500, verbose_name="what was wrong")),
                ("undone_by", who(PEOPLE, null=True, related_name="+")),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["since", "transferred_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(moved_from=F("moved_to")),
                        name="transfer_leads_elsewhere",
                    ),
                    models.CheckConstraint(condition=~Q(because=""), name="transfer_has_a_reason"),
                    models.CheckConstraint(
                        condition=Q(taken_at=None, taken_by=None) | Q(taken_at__isnull=False, taken_by__isnull=False),
                        name="transfer_is_taken_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=Q(undone_at=None, undone_by=None, undone_because="")
                        | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_because=""),
                        name="transfer_is_taken_back_whole",
                    ),
                    models.UniqueConstraint(
                        condition=Q(undone_at=None), fields=("participant", "since"), name="one_transfer_a_day"
                    ),
                ],
            },
        ),
        migrations.AddField(
            "residence",
            "transfer",
            who("participants.transfer", null=True, related_name="residences", db_index=False),
        ),
        migrations.AddField(
            "residenceevent",
            "transfer",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="participants.transfer",
            ),
        ),
        pgtrigger.migrations.RemoveTrigger(model_name="residence", name="insert_insert"),
        pgtrigger.migrations.RemoveTrigger(model_name="residence", name="update_update"),
        kept(
            "insert_insert",
            "NEW",
            "insert",
            "pgtrigger_insert_insert_9f89a",
            "158db4f7a713147ee6e0c7b609268e71132d8972",
        ),
        kept(
            "update_update",
            "NEW",
            "update",
            "pgtrigger_update_update_538d1",
            "ad1f8a0fec75ee575d5f597ff47f2446333d9bbc",
            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
        ),
        kept(
            "delete_delete",
            "OLD",
            "delete",
            "pgtrigger_delete_delete_ef50c",
            "31e6dfe3da2796967f802492202fa8006112b7d4",
        ),
        migrations.RunSQL(SETTLED + GUARDS, migrations.RunSQL.noop),
        never_deleted("participants_transfer"),
        owner_writes_trails(),
    ]
