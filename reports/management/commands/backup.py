from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from okoce.core.months import now
from reports import backup


class Command(BaseCommand):
    help = (
        "Write the database and the evidence files, as of one moment, into one file (mode 0600). The keys stay apart."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path, help="replaced, once the new one is whole")

    def handle(self, *, file, **options):
        try:
            manifest = backup.back_up(file.absolute(), at=now())
        except backup.Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"revision {manifest.revision} and {len(manifest.files)} evidence files are in {file}")
        self.stdout.write("The keys are not: keep a copy of them elsewhere. In a restored site")
        for name, loss in backup.KEYS.items():
            self.stdout.write(f"- without {name} {loss}.")
