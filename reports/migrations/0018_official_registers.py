from django.db import migrations

from okoce.core.appendonly import owner_writes_trails
from reports.contributions.requeue import requeue_everything

# Whose line is confirmed or taken back counts otherwise from then on.
QUEUE = """
CREATE TRIGGER queue_participant_insert AFTER INSERT ON participants_match REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION queue_changed_keys('participant', 'participant_id');
CREATE TRIGGER queue_participant_update AFTER UPDATE ON participants_match
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION queue_changed_keys('participant', 'participant_id');
CREATE TRIGGER queue_participant_delete AFTER DELETE ON participants_match REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION queue_changed_keys('participant', 'participant_id');
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0017_merged_people_count_as_one"), ("participants", "0030_official_lists")]
    operations = [
        migrations.RunSQL(QUEUE, migrations.RunSQL.noop),
        requeue_everything("official lists say who is not new", "participant"),
        owner_writes_trails(),
    ]
