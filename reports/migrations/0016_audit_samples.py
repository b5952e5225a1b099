import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from okoce.core.appendonly import append_only, never_deleted, owner_writes_trails

GUARDS = """
CREATE FUNCTION sampled_row_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'verifier_id' - 'given_at') <> (to_jsonb(OLD) - 'verifier_id' - 'given_at') THEN
        PERFORM refuse('who_was_drawn_stays', 'of a sampled row nothing changes but whose turn it is');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sampled_row_guard BEFORE UPDATE ON reports_sampledrow
    FOR EACH ROW EXECUTE FUNCTION sampled_row_guard();

CREATE FUNCTION judgement_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    judged reports_sampledrow;
BEGIN
    SELECT * INTO judged FROM reports_sampledrow WHERE id = NEW.row_id FOR SHARE;
    IF judged.verifier_id IS DISTINCT FROM NEW.by_id THEN
        PERFORM refuse('judged_by_whose_turn_it_is', 'a sampled row is judged by the verifier to whom it was given');
    END IF;
    IF entered_a_fact_of(judged.participant_id, NEW.by_id) THEN
        PERFORM refuse('judged_by_no_maker', 'whoever entered a fact of a person does not judge it');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER judgement_guard BEFORE INSERT ON reports_judgement
    FOR EACH ROW EXECUTE FUNCTION judgement_guard();
"""

UNDONE = """
DROP TRIGGER sampled_row_guard ON reports_sampledrow; DROP FUNCTION sampled_row_guard();
DROP TRIGGER judgement_guard ON reports_judgement; DROP FUNCTION judgement_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0015_guards"),
        # The question whether somebody entered a fact of a person, whoever of two rows it was.
        ("participants", "0029_merged_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Sample",
            fields=[
                (
                    "closing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="sample",
                        serialize=False,
                        to="reports.closing",
                    ),
                ),
                ("people", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("drawn_at", models.DateTimeField()),
            ],
            options={"ordering": ["-closing_id"]},
        ),
        migrations.CreateModel(
            name="SampledRow",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("given_at", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reports.ledgerentry"
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="participants.participant"
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="reports.sample"
                    ),
                ),
                (
                    "verifier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sampled_rows",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["sample_id", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("sample", "place"), name="one_row_a_place"),
                    models.UniqueConstraint(fields=("sample", "participant"), name="a_person_is_drawn_once"),
                    models.CheckConstraint(
                        condition=Q(verifier=None, given_at=None) | Q(verifier__isnull=False, given_at__isnull=False),
                        name="row_is_given_at_a_time",
                    ),
                    models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="row_digest_is_sha256"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("right", "right: it counts as it should"),
                            ("wrong", "wrong: it should not count"),
                            ("unknown", "not to be found out"),
                        ],
                        max_length=8,
                        verbose_name="verdict",
                    ),
                ),
                (
                    "failing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("identity", "identity"),
                            ("licence", "licence"),
                            ("trading", "proof of trading"),
                            ("help", "help by the programme before"),
                            ("new", "new: no business and no licence before"),
                            ("residence", "residence"),
                        ],
                        max_length=10,
                        verbose_name="what is wrong",
                    ),
                ),
                ("because", models.CharField(max_length=500, verbose_name="why")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgements",
                        to="reports.sampledrow",
                    ),
                ),
            ],
            options={
                "ordering": ["row_id", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("row", "number"), name="judgements_follow_one_another"),
                    models.UniqueConstraint(fields=("row", "by"), name="judged_once_by_one"),
                    models.CheckConstraint(
                        condition=Q(verdict__in=["right", "wrong", "unknown"]), name="verdict_is_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            verdict="wrong",
                            failing__in=["identity", "licence", "trading", "help", "new", "residence"],
                        )
                        | (~Q(verdict="wrong") & Q(failing="")),
                        name="wrong_says_what",
                    ),
                    models.CheckConstraint(condition=~Q(because=""), name="judgement_has_a_reason"),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, UNDONE),
        append_only("reports_sample", "reports_judgement"),
        never_deleted("reports_sampledrow"),
        owner_writes_trails(),
    ]
