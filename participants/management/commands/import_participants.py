import time
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from okoce.accounts.models import User
from okoce.accounts.roles import Power
from okoce.core.months import now, today
from participants.importing import moving
from participants.models import Spreadsheet
from programs.models import Kecamatan
from programs.places import unknown

State = Spreadsheet.State
# More of them help nobody: on the page the same file comes back with its cells coloured.
SHOWN = 50


class Command(BaseCommand):
    help = "Register the people of a spreadsheet (xlsx or csv): all of them, or none. The same file again adds nobody."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--kecamatan", required=True, metavar="CODE", help="where they are registered: 31.74.01")
        parser.add_argument("--user", metavar="NAME", help="who registers them; else whoever was assigned there first")
        parser.add_argument("--dry-run", action="store_true", help="look through the file and take nothing in")

    def handle(self, *, file, kecamatan, user, dry_run, **options):
        place = Kecamatan.objects.filter(pk=kecamatan).first()
        if not place:
            raise CommandError(unknown(kecamatan))
        by = self.named(user) if user else self.first_of(place)
        # A command speaks English, whatever its users read.
        with translation.override("en"):
            try:
                spreadsheet = moving.send(
                    by=by, kind="people", kecamatan=place, content=file.read_bytes(), name=file.name, at=now()
                )
                self.act(spreadsheet, dry_run)
            except OSError as error:
                raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
            except ValidationError as refusal:
                raise CommandError(" ".join(refusal.messages)) from None

    def named(self, name):
        if found := User.objects.filter(username=name, is_active=True).first():
            return found
        raise CommandError(f"There is no active user {name}.")

    def first_of(self, place):
        there = place.assignments.on(today()).filter(user__is_active=True).order_by("starts_on", "pk")
        for assignment in there.select_related("user"):
            if assignment.user.may(Power.REGISTER_PEOPLE):
                return assignment.user
        raise CommandError(
            f"Nobody who registers people is assigned to {place.pk}: make a facilitator with create_user."
        )

    def act(self, spreadsheet, dry_run):
        """Look through, tell, and take in; whatever stops it, nothing is left of the file."""
        try:
            self.finish(spreadsheet, moving.judge, State.JUDGING)
            self.tell(spreadsheet)
            if dry_run:
                self.stdout.write("Nothing was taken in: this was a trial.")
                return
            while spreadsheet.state != State.DONE:
                # Once more when somebody was registered meanwhile whom the list has.
                self.finish(spreadsheet, moving.judge, State.JUDGING)
                moving.take_in(by=spreadsheet.sent_by, spreadsheet=spreadsheet, at=now())
                self.finish(spreadsheet, moving.write, State.WRITING)
            new, same, by = spreadsheet.new, spreadsheet.same, spreadsheet.sent_by.username
            self.stdout.write(f"{new} people registered by {by}, {same} were there already")
        finally:
            if spreadsheet.state != State.DONE:
                moving.give_up(by=spreadsheet.sent_by, spreadsheet=spreadsheet)

    def finish(self, spreadsheet, act, state):
        """Work at it until it is done, or wait for a worker of the site that was quicker."""
        act(spreadsheet.pk, at=now())
        spreadsheet.refresh_from_db()
        while spreadsheet.state == state:
            time.sleep(0.2)
            act(spreadsheet.pk, at=now())
            spreadsheet.refresh_from_db()
        if spreadsheet.state == State.FAILED:
            raise CommandError(spreadsheet.refusal)

    def tell(self, spreadsheet):
        if spreadsheet.state == State.SENT:
            raise CommandError("No column of this file holds the names: call that one “Nama”.")
        one = spreadsheet
        self.stdout.write(f"{one.new} new, {one.same} there already, {one.wrong} to be mended, {one.warned} to look at")
        if one.wrong:
            for row in moving.verdicts(one, wrong_only=True)[:SHOWN]:
                self.stderr.write(f"row {row.number}: {' '.join(row.mistakes.values())}")
            raise CommandError("Nothing was taken in: mend these rows first.")
