import uuid

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from okoce.core.appendonly import append_only, owner_writes_trails

# The clock is read to refuse, never to count.
GUARD = """
CREATE FUNCTION expense_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.month < (SELECT min(first_month) FROM programs_programme) THEN
        PERFORM refuse('expense_within_programme', 'an expense lies before the first month of the programme');
    END IF;
    IF NEW.month > jakarta_now() THEN
        PERFORM refuse('expense_not_ahead', 'an expense lies in a month that has not begun');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER expense_guard BEFORE INSERT OR UPDATE ON programs_expense
    FOR EACH ROW EXECUTE FUNCTION expense_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("programs", "0010_makers_stay"),
        ("accounts", "0004_owner_writes_the_trail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Expense",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("month", models.DateField(verbose_name="month")),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("training", "training"),
                            ("mentoring", "mentoring"),
                            ("facilitators", "facilitators"),
                            ("rooms", "rooms"),
                            ("equipment", "equipment"),
                        ],
                        max_length=12,
                        verbose_name="item",
                    ),
                ),
                (
                    "rupiah",
                    models.BigIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000000000000),
                        ],
                        verbose_name="amount",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kecamatan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expenses",
                        to="programs.kecamatan",
                        verbose_name="kecamatan",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expenses_recorded",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExpenseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, serialize=False)),
                ("month", models.DateField(verbose_name="month")),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("training", "training"),
                            ("mentoring", "mentoring"),
                            ("facilitators", "facilitators"),
                            ("rooms", "rooms"),
                            ("equipment", "equipment"),
                        ],
                        max_length=12,
                        verbose_name="item",
                    ),
                ),
                (
                    "rupiah",
                    models.BigIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000000000000),
                        ],
                        verbose_name="amount",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kecamatan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.kecamatan",
                        verbose_name="kecamatan",
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
                        to="programs.expense",
                    ),
                ),
                (
                    "recorded_by",
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
        migrations.AddIndex(
            model_name="expense",
            index=models.Index(fields=["month", "kecamatan"], name="expense_month"),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(condition=models.Q(("month__day", 1)), name="expense_month_is_whole"),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(("item__in", ["training", "mentoring", "facilitators", "rooms", "equipment"])),
                name="expense_item_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(condition=models.Q(("rupiah__gt", 0)), name="expense_is_above_nothing"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expense",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_expenseevent" ("id", "item", "kecamatan_id", "month", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "rupiah") VALUES (NEW."id", NEW."item", NEW."kecamatan_id", NEW."month", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."rupiah"); RETURN NULL;',
                    hash="2c5ea27a921bd5403f2c1ae6fdce26398d24ea52",
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
                    func='INSERT INTO "programs_expenseevent" ("id", "item", "kecamatan_id", "month", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "rupiah") VALUES (NEW."id", NEW."item", NEW."kecamatan_id", NEW."month", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."rupiah"); RETURN NULL;',
                    hash="c216b0dd380386875b6219e8ddbb20d6140bfed2",
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
                    func='INSERT INTO "programs_expenseevent" ("id", "item", "kecamatan_id", "month", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "rupiah") VALUES (OLD."id", OLD."item", OLD."kecamatan_id", OLD."month", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."recorded_by_id", OLD."rupiah"); RETURN NULL;',
                    hash="26c698e7f933d0e6bb115404dd616648dfc7cf36",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_acda2",
                    table="programs_expense",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        append_only("programs_expenseevent"),
        owner_writes_trails(),
    ]
