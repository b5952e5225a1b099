import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from okoce.core.appendonly import owner_writes_trails

# What is there already is where each trail begins.
BEGIN = """
INSERT INTO programs_agencyevent (pgh_created_at, pgh_label, pgh_obj_id, code, name)
SELECT now(), 'insert', code, code, name FROM programs_agency;
INSERT INTO programs_curriculumevent (pgh_created_at, pgh_label, pgh_obj_id, code, name, topic, hours)
SELECT now(), 'insert', code, code, name, topic, hours FROM programs_curriculum;
INSERT INTO programs_centreevent
    (pgh_created_at, pgh_label, pgh_obj_id, id, kecamatan_id, name, address, rooms, seats, equipment)
SELECT now(), 'insert', id, id, kecamatan_id, name, address, rooms, seats, equipment FROM programs_centre;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("programs", "0013_target_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgencyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("code", models.CharField(max_length=20, serialize=False)),
                ("name", models.CharField(max_length=120)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CentreEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=100)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("rooms", models.PositiveSmallIntegerField(null=True)),
                ("seats", models.PositiveSmallIntegerField(null=True)),
                ("equipment", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CurriculumEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("code", models.CharField(max_length=20, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("topic", models.CharField(max_length=120)),
                ("hours", models.PositiveSmallIntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agency",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_agencyevent" ("code", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."code"); RETURN NULL;',
                    hash="3a8d3b5b958ee92f5517009e65be58dd3b09546f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d1af4",
                    table="programs_agency",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agency",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programs_agencyevent" ("code", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."code"); RETURN NULL;',
                    hash="d76fd7814f7171cfc6f41f0f4ad36a804010319d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0f10f",
                    table="programs_agency",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="centre",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_centreevent" ("address", "equipment", "id", "kecamatan_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rooms", "seats") VALUES (NEW."address", NEW."equipment", NEW."id", NEW."kecamatan_id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rooms", NEW."seats"); RETURN NULL;',
                    hash="bb4266c6e2f9ec41bbf8f09ba428d6f6896a5022",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a190d",
                    table="programs_centre",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="centre",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programs_centreevent" ("address", "equipment", "id", "kecamatan_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rooms", "seats") VALUES (NEW."address", NEW."equipment", NEW."id", NEW."kecamatan_id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rooms", NEW."seats"); RETURN NULL;',
                    hash="30f6fc82547f03a359033811821dea66e3c4d980",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_704a6",
                    table="programs_centre",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="curriculum",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_curriculumevent" ("code", "hours", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic") VALUES (NEW."code", NEW."hours", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."code", NEW."topic"); RETURN NULL;',
                    hash="13cfca616dfa0c255ee5c0c100f79886ecc4b315",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0a567",
                    table="programs_curriculum",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="curriculum",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programs_curriculumevent" ("code", "hours", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic") VALUES (NEW."code", NEW."hours", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."code", NEW."topic"); RETURN NULL;',
                    hash="6064f1b896f0f63e4ff4dbb8b255cd7550be92e1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_45dfd",
                    table="programs_curriculum",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="agencyevent",
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
            model_name="agencyevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="programs.agency",
            ),
        ),
        migrations.AddField(
            model_name="centreevent",
            name="kecamatan",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="programs.kecamatan",
            ),
        ),
        migrations.AddField(
            model_name="centreevent",
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
            model_name="centreevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="programs.centre",
            ),
        ),
        migrations.AddField(
            model_name="curriculumevent",
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
            model_name="curriculumevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="programs.curriculum",
            ),
        ),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
        owner_writes_trails(),
    ]
