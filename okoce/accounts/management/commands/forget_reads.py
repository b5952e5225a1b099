from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from okoce.accounts import reads
from okoce.core.months import now


class Command(BaseCommand):
    help = "Delete what the log of reads keeps longer than two years. Only the owner of the database can."

    def handle(self, **options):
        if "owner" not in settings.DATABASES:
            raise CommandError("DATABASE_OWNER_URL is missing: only the owner of the database can do this.")
        self.stdout.write(f"{reads.forget(at=now())} rows of the log of reads are deleted.")
