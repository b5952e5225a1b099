from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from okoce.core.months import Month, now
from reports import checking, closing, rollup
from reports.blockers import waiting_until


class Command(BaseCommand):
    help = "Recount everything, and close a month if nothing stands in the way. A month that is closed already stays."

    def add_arguments(self, parser):
        parser.add_argument("month", help="for example 2018-03")
        parser.add_argument(
            "--with-waiting", action="store_true", help="close it although records wait for a verifier, however many"
        )

    def handle(self, *, month, with_waiting, **options):
        month = self.parsed(month)
        # In batches of its own, however many there are: whoever closes on a page is told to wait for it.
        rollup.drain()
        result = checking.check(at=now())
        self.stdout.write(f"{result.differences} differences at revision {result.revision}")
        waiting = sum(one.many for one in waiting_until(month)) if with_waiting else None
        try:
            link = closing.close(by=None, month=month, at=now(), waiting=waiting)
        except ValidationError as refusal:
            raise CommandError("\n".join(refusal.messages)) from None
        self.stdout.write(
            f"{month} is closed: link {link.number}, {link.entries} entries, {link.waiting} records waiting"
        )
        self.stdout.write(link.digest)

    def parsed(self, month):
        try:
            return Month.parse(month)
        except ValueError:
            raise CommandError(f"Write the month as 2018-03, not as {month}.") from None
