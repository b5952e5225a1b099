from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Without a transaction, so that postings go on while the index is built.
    atomic = False
    dependencies = [("reports", "0010_months_are_guarded")]
    operations = [
        AddIndexConcurrently("ledgerentry", models.Index(name="ledger_published", fields=["posting_month", "id"])),
    ]
