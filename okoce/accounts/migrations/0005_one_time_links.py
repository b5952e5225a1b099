import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from okoce.core.appendonly import owner_writes_trails


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_owner_writes_the_trail"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="OneTimeLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("resets_second_factor", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OneTimeLinkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("resets_second_factor", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "made_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="accounts.onetimelink",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="onetimelink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("resets_second_factor", False), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="second_factor_reset_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="onetimelink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("used_at", None), ("withdrawn_at", None)),
                fields=("user",),
                name="one_open_link_a_user",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="onetimelink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_onetimelinkevent" ("expires_at", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "resets_second_factor", "used_at", "user_id", "withdrawn_at") VALUES (NEW."expires_at", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."resets_second_factor", NEW."used_at", NEW."user_id", NEW."withdrawn_at"); RETURN NULL;',
                    hash="27a2f81389dcdf2a31552c5ba557a2a5e36d3cc9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c5829",
                    table="accounts_onetimelink",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="onetimelink",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."resets_second_factor" IS DISTINCT FROM (NEW."resets_second_factor") OR OLD."used_at" IS DISTINCT FROM (NEW."used_at") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at"))',
                    func='INSERT INTO "accounts_onetimelinkevent" ("expires_at", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "resets_second_factor", "used_at", "user_id", "withdrawn_at") VALUES (NEW."expires_at", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."resets_second_factor", NEW."used_at", NEW."user_id", NEW."withdrawn_at"); RETURN NULL;',
                    hash="cddb055dd516d5495bb59a80b83837e6dede0fdc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6ced7",
                    table="accounts_onetimelink",
                    when="AFTER",
                ),
            ),
        ),
        owner_writes_trails(),
    ]
