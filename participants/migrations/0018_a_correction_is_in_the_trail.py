import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from okoce.core.appendonly import owner_writes_trails

# The trail has no column for a name, a phone, a day of birth or a number: it tells that one was changed, by whom and why.


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0017_twins_however_they_are_written"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="participant",
            name="update_update",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="participant",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."baseline" IS DISTINCT FROM (NEW."baseline") OR OLD."baseline_workers" IS DISTINCT FROM (NEW."baseline_workers") OR OLD."birth_date" IS DISTINCT FROM (NEW."birth_date") OR OLD."birth_year" IS DISTINCT FROM (NEW."birth_year") OR OLD."consent_version" IS DISTINCT FROM (NEW."consent_version") OR OLD."facilitator_id" IS DISTINCT FROM (NEW."facilitator_id") OR OLD."ktp_seen" IS DISTINCT FROM (NEW."ktp_seen") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."nik_fingerprint" IS DISTINCT FROM (NEW."nik_fingerprint") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."registered_by_id" IS DISTINCT FROM (NEW."registered_by_id") OR OLD."registered_in_id" IS DISTINCT FROM (NEW."registered_in_id") OR OLD."registered_on" IS DISTINCT FROM (NEW."registered_on") OR OLD."sex" IS DISTINCT FROM (NEW."sex"))',
                    func='INSERT INTO "participants_participantevent" ("baseline", "baseline_workers", "birth_year", "consent_version", "facilitator_id", "ktp_seen", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registered_by_id", "registered_in_id", "registered_on", "sex") VALUES (NEW."baseline", NEW."baseline_workers", NEW."birth_year", NEW."consent_version", NEW."facilitator_id", NEW."ktp_seen", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."registered_by_id", NEW."registered_in_id", NEW."registered_on", NEW."sex"); RETURN NULL;',
                    hash="fe8ed23c42c406c65c213a7b35215c0c8c572551",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c9656",
                    table="participants_participant",
                    when="AFTER",
                ),
            ),
        ),
        owner_writes_trails(),
    ]
