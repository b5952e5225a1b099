import datetime

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from okoce.core.months import JAKARTA, Month, now, today
from programs.models import Programme
from reports.demo import load, months, population, users


class Command(BaseCommand):
    help = "Fill an empty database with a made-up city of two years, and say who can sign in. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, default=20_000, help="people registered (20000)")
        parser.add_argument("--seed", type=int, default=2017, help="another number makes another city (2017)")

    def handle(self, *, people, seed, **options):
        logins = settings.HOME / "logins.json"
        call_command("migrate", verbosity=0)
        if not logins.exists():
            if not load.is_needed():
                raise CommandError("There is somebody in this database already: a demo needs an empty one.")
            first = Month.of(Programme.objects.get().first_month)
            told = users.make(first.first)
            population.load(at=datetime.datetime.combine(first.first, datetime.time(), JAKARTA))
            load.plan(people, seed, first, today())
            months.live(first, at=now())
            users.keep(told, logins)
        self.stdout.write(users.told(logins))
