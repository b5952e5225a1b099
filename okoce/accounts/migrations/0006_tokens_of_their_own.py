import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from okoce.core.appendonly import owner_writes_trails


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_one_time_links"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="TokenEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("handle", models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID())),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("summary", "Summary: counts only"),
                            ("details", "Details: ledger entries, masked people"),
                            ("records", "Records: read and write as the user"),
                        ],
                        max_length=10,
                        verbose_name="scope",
                    ),
                ),
                (
                    "kecamatan",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), default=list, size=None, verbose_name="kecamatan"
                    ),
                ),
                (
                    "addresses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=43), default=list, size=None, verbose_name="addresses"
                    ),
                ),
                ("expiry", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="token",
            name="addresses",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=43), default=list, size=None, verbose_name="addresses"
            ),
        ),
        migrations.AddField(
            model_name="token",
            name="handle",
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), unique=True),
        ),
        migrations.AddField(
            model_name="token",
            name="kecamatan",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=8), default=list, size=None, verbose_name="kecamatan"
            ),
        ),
        migrations.AddField(
            model_name="token",
            name="last_used_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="token",
            name="name",
            field=models.CharField(max_length=80, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="token",
            name="scope",
            field=models.CharField(
                choices=[
                    ("summary", "Summary: counts only"),
                    ("details", "Details: ledger entries, masked people"),
                    ("records", "Records: read and write as the user"),
                ],
                max_length=10,
                verbose_name="scope",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="token",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_tokenevent" ("addresses", "expiry", "handle", "kecamatan", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "user_id") VALUES (NEW."addresses", NEW."expiry", NEW."handle", NEW."kecamatan", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."digest", NEW."scope", NEW."user_id"); RETURN NULL;',
                    hash="03e3defa2c45436e4e0120ec5a402ff57f7bc753",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_77356",
                    table="accounts_token",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="token",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_tokenevent" ("addresses", "expiry", "handle", "kecamatan", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "user_id") VALUES (OLD."addresses", OLD."expiry", OLD."handle", OLD."kecamatan", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."digest", OLD."scope", OLD."user_id"); RETURN NULL;',
                    hash="f3b50adbc63b33c28274ba73c1e18757f7d08839",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8f6d4",
                    table="accounts_token",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scope", "summary"), _negated=True), ("kecamatan__len", 0), _connector="OR"
                ),
                name="token_for_counts_is_of_the_city",
            ),
        ),
        migrations.AddField(
            model_name="tokenevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="tokenevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="handle_user_name_scope_kecamatan_addresses_expiry_events",
                to=settings.KNOX_TOKEN_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="tokenevent",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        owner_writes_trails(),
    ]
