import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from okoce.core.appendonly import append_only, owner_writes_trails

GUARD = """
CREATE FUNCTION follow_up_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_day(NEW.asked_on, 'follow_up');
    RETURN NEW;
END $$;
CREATE TRIGGER follow_up_guard BEFORE INSERT ON participants_followup
    FOR EACH ROW EXECUTE FUNCTION follow_up_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0031_findings"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("months", models.PositiveSmallIntegerField(choices=[(6, "6 months"), (12, "12 months")])),
                ("due_on", models.DateField()),
                ("asked_on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("trading", "still trades"),
                            ("closed", "closed"),
                            ("unreachable", "not reached"),
                        ],
                        max_length=11,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="participants.participant",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-recorded_at"],
                "indexes": [
                    models.Index(fields=["participant", "months", "-recorded_at"], name="follow_up_of_a_person")
                ],
                "constraints": [
                    models.CheckConstraint(condition=Q(months__in=[6, 12]), name="follow_up_mark_is_known"),
                    models.CheckConstraint(
                        condition=Q(outcome__in=["trading", "closed", "unreachable"]),
                        name="follow_up_outcome_is_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(asked_on__gte=F("due_on")), name="follow_up_not_before_its_mark"
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        append_only("participants_followup"),
        owner_writes_trails(),
    ]
