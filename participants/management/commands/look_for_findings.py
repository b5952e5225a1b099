from django.core.management.base import BaseCommand, CommandError

from okoce.core.months import now
from participants.quality import looking
from participants.quality.detectors import DETECTORS


class Command(BaseCommand):
    help = "Look for what is wrong in the records, as every night; prints how many findings are open."

    def add_arguments(self, parser):
        parser.add_argument(
            "--only", nargs="+", choices=list(DETECTORS), default=list(DETECTORS), help="these detectors"
        )

    def handle(self, *, only, **options):
        found = looking.look(clock=now, names=only)
        if found is None:
            raise CommandError("Somebody is looking already: wait until it is done.")
        for name in only:
            self.stdout.write(f"{name}: {found[name]}")
