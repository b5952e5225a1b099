import gc

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate


class Command(migrate.Command):
    help = "Update the database as its owner (DATABASE_OWNER_URL)."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    # Before the checks, which ask the database by its name.
    def execute(self, *args, **options):
        if options["database"] not in settings.DATABASES:
            raise CommandError("DATABASE_OWNER_URL is missing: only the owner of the database can migrate it.")
        # Each step makes the models anew: what was imported is not looked through for garbage after each of them.
        gc.freeze()
        gc.set_threshold(100_000, 5, 5)
        return super().execute(*args, **options)
