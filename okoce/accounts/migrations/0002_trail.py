from django.db import migrations

from okoce.core.appendonly import append_only

# The trail's context is written by this function alone, with its owner's rights: the application cannot rewrite it.
OWN_THE_CONTEXT = "ALTER FUNCTION _pgh_attach_context() SECURITY DEFINER SET search_path = public, pg_temp"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("pghistory", "0007_auto_20250421_0444")]
    operations = [
        migrations.RunSQL(OWN_THE_CONTEXT, migrations.RunSQL.noop),
        append_only("accounts_userevent", "pghistory_context"),
    ]
