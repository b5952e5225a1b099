import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from okoce.core.appendonly import owner_writes_trails

# What is planned or committed may lie ahead; what is paid is spent in a month that has begun. The clock is read to
# refuse, never to count.
GUARD = """
CREATE OR REPLACE FUNCTION expense_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.month < (SELECT min(first_month) FROM programs_programme) THEN
        PERFORM refuse('expense_within_programme', 'an expense lies before the first month of the programme');
    END IF;
    IF NEW.month > jakarta_now() AND NEW.stage = 'paid' THEN
        PERFORM refuse('expense_not_ahead', 'an expense lies in a month that has not begun');
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0015_population"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="expense",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="expense",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="expense",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="expense",
            name="stage",
            field=models.CharField(
                choices=[("planned", "planned"), ("committed", "committed"), ("paid", "paid")],
                db_default="paid",
                default="paid",
                max_length=9,
                verbose_name="stage",
            ),
        ),
        migrations.AddField(
            model_name="expenseevent",
            name="stage",
            field=models.CharField(
                choices=[("planned", "planned"), ("committed", "committed"), ("paid", "paid")],
                db_default="paid",
                default="paid",
                max_length=9,
                verbose_name="stage",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expense",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_expenseevent" ("id", "item", "kecamatan_id", "month", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "rupiah", "stage") VALUES (NEW."id", NEW."item", NEW."kecamatan_id", NEW."month", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."rupiah", NEW."stage"); RETURN NULL;',
                    hash="63a6ae9a04f423e89bb7d29796a5594886fb77c1",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e2ab0",
                    table="programs_expense",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expense",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programs_expenseevent" ("id", "item", "kecamatan_id", "month", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "rupiah", "stage") VALUES (NEW."id", NEW."item", NEW."kecamatan_id", NEW."month", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."rupiah", NEW."stage"); RETURN NULL;',
                    hash="adecacfd41c08216d18ce279d7d3fff47a62316a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_afa85",
                    table="programs_expense",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expense",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_expenseevent" ("id", "item", "kecamatan_id", "month", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "rupiah", "stage") VALUES (OLD."id", OLD."item", OLD."kecamatan_id", OLD."month", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."recorded_by_id", OLD."rupiah", OLD."stage"); RETURN NULL;',
                    hash="d7abc55550b02875d0e53894a0b6affc3afe2ad4",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_acda2",
                    table="programs_expense",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["planned", "committed", "paid"])), name="expense_stage_is_known"
            ),
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        owner_writes_trails(),
    ]
