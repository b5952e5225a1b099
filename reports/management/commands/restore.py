from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from reports import backup


class Command(BaseCommand):
    help = "Put a backup in place of what is here, then recount everything; exit 1 on any difference. The site must be stopped."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--replace", action="store_true", help="although people are registered here, who are lost")

    def handle(self, *, file, replace, **options):
        try:
            manifest = backup.restore(file.absolute(), replace=replace)
        except backup.Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            f"revision {manifest.revision} and {len(manifest.files)} evidence files of {manifest.made_at} are in place"
        )
        if others := backup.other_keys(manifest):
            self.stderr.write("This site has other keys than the one that was backed up:")
            for name in others:
                self.stderr.write(f"- {name}: {backup.KEYS[name]}.")
            self.stderr.write("Put those keys in place before anybody works here.")
        call_command("roll_up", check=True, stdout=self.stdout)
