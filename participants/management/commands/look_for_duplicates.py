from django.core.management.base import BaseCommand, CommandError

from okoce.core.months import now
from participants.duplicates import looking
from participants.models import Likeness


class Command(BaseCommand):
    help = "Compare everybody with everybody, as every night; prints how many pairs wait for an answer."

    def handle(self, **options):
        if looking.look(at=now()) is None:
            raise CommandError("Somebody is looking already: wait until it is done.")
        waiting = looking.waiting()
        for how in Likeness.How.values:
            self.stdout.write(f"{how}: {waiting[how]}")
