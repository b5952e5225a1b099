from django.db import migrations
from django.db.models import CheckConstraint, Q

from okoce.core.appendonly import owner_writes_trails

# What a target was stays readable for the months in which it was one: a new version is a new row, and the old one
# learns which took its place, once.
GUARD = """
CREATE FUNCTION target_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.superseded_by_id IS NOT NULL
       OR to_jsonb(NEW) - 'superseded_by_id' IS DISTINCT FROM to_jsonb(OLD) - 'superseded_by_id' THEN
        PERFORM refuse('target_never_changes', 'a target is replaced by a new version, never changed');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER target_guard BEFORE UPDATE ON programs_target
    FOR EACH ROW EXECUTE FUNCTION target_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0012_a_training_can_be_revoked")]
    operations = [
        migrations.AddConstraint(
            "target", CheckConstraint(name="new_version_has_a_reason", condition=Q(version=1) | ~Q(reason=""))
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        owner_writes_trails(),
    ]
