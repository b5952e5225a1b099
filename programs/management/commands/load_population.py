from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from okoce.core.months import now
from programs.population import load_population, rows_of


class Command(BaseCommand):
    help = "Load how many people live in each of the 44 kecamatan: all of them, or none."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="CSV with the columns code and people; dotted codes, as 31.74.01")
        parser.add_argument("--year", required=True, type=int, help="of which year the count is")
        parser.add_argument("--source", required=True, help="who counted, and where it is published")

    def handle(self, *, file, year, source, **options):
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                people = rows_of(lines)
            is_new = load_population(people=people, year=year, source=source, at=now())
        except OSError as refusal:
            raise CommandError(f"{file} cannot be read: {refusal.strerror}.") from refusal
        except UnicodeDecodeError as refusal:
            raise CommandError(f"{file} is no text in UTF-8.") from refusal
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        many = sum(people.values())
        self.stdout.write(f"{year}: {many} people in {len(people)} kecamatan, {'loaded' if is_new else 'as before'}")
