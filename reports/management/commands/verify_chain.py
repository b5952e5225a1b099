import sys

from django.core.management.base import BaseCommand, CommandError

from okoce.core.months import Month
from okoce.core.snapshot import snapshot
from reports import chain


class Command(BaseCommand):
    help = (
        "Prove that each closed month is still what was published: one line a link, exit 1 when anything does not fit."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--expect",
            nargs=2,
            metavar=("NUMBER", "DIGEST"),
            help="a link's number and digest as they were noted outside: on paper, in a newspaper, by a webhook",
        )

    def handle(self, *, expect, **options):
        number, digest = self.noted(*expect) if expect else (None, "")
        with snapshot():
            faults = [fault for closing, faults in chain.walk() for fault in self.tell(closing, faults)]
            faults += chain.around()
            faults += chain.expected(number, digest) if expect else []
        for fault in faults:
            at = f"link {fault.link}" if fault.link else "months"
            self.stderr.write(f"{at}: {fault.sentence} [{fault.code}]")
        newest = chain.newest()
        self.stdout.write(f"newest digest {newest.digest}" if newest else "no month was closed yet")
        self.stdout.write(f"{len(faults)} faults")
        sys.exit(1 if faults else 0)

    def noted(self, number, digest):
        if not number.isdecimal():
            raise CommandError(f"Write the link's number first, then its digest: {number} is no number.")
        return int(number), digest

    def tell(self, closing, faults):
        """A line of its own as soon as the link is looked at: a long chain takes a while."""
        word = "fault" if faults else "ok"
        self.stdout.write(
            f"{closing.number} {Month.of(closing.month)} {closing.digest} {closing.entries} entries: {word}"
        )
        return faults
