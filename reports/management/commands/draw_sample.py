import sys

from django.core.management.base import BaseCommand, CommandError

from okoce.core.months import Month
from okoce.core.snapshot import snapshot
from reports.sampling.drawing import draw
from reports.sampling.keeping import differences
from reports.sampling.results import samples_of


class Command(BaseCommand):
    help = "Draw the random audit of a closed month again: one line a row, exit 1 when another one was kept."

    def add_arguments(self, parser):
        parser.add_argument("month", metavar="YYYY-MM", help="the month, whose every closing is drawn again")

    def handle(self, *, month, **options):
        try:
            month = Month.parse(month)
        except ValueError:
            raise CommandError("Write the month as year and number, for example 2018-03.") from None
        with snapshot():
            samples = samples_of(month)
            told = [sentence for sample in samples for sentence in self.drawn_again(sample)]
        if not samples:
            raise CommandError(
                f"Nothing was drawn of {month}: it was never closed, or closed before samples were drawn."
            )
        for sentence in told:
            self.stderr.write(sentence)
        self.stdout.write(f"{len(told)} differences")
        sys.exit(1 if told else 0)

    def drawn_again(self, sample):
        again = draw(sample.closing, sample.size)
        self.stdout.write(f"closing {sample.pk} seed {sample.closing.digest} {len(again.rows)} of {again.people}")
        for row in again.rows:
            self.stdout.write(f"{row.digest} {row.entry}")
        return [f"closing {sample.pk}: {sentence}" for sentence in differences(sample, again)]
