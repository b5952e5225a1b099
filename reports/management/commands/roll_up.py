import sys

from django.core.management.base import BaseCommand, CommandError

from okoce.core.months import now
from reports import checking, rollup


class Command(BaseCommand):
    help = "Roll what changed up into the monthly counts. Safe to repeat and to interrupt."

    def add_arguments(self, parser):
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--check", action="store_true", help="recount everything; exit 1 on any difference")
        mode.add_argument("--rebuild", action="store_true", help="post every difference and make the rollups anew")

    def handle(self, *, check, rebuild, **options):
        try:
            self.act(check, rebuild)
        except rollup.Outdated:
            raise CommandError(
                "The database is of a newer version than this code, which may count otherwise."
            ) from None
        except rollup.Busy:
            raise CommandError("Somebody else rolls up or closes a month just now: try again in a while.") from None

    def act(self, check, rebuild):
        if check:
            result = checking.check(at=now())
            self.stdout.write(f"{result.differences} differences at revision {result.revision}, {result.seconds} s")
            sys.exit(1 if result.differences else 0)
        if rebuild:
            self.stdout.write(f"{rollup.rebuild()} entries posted, rollups rebuilt")
        else:
            self.stdout.write(f"{rollup.drain()} changed keys rolled up")
