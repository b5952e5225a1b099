import getpass
import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from okoce.accounts.roles import Role
from okoce.core.months import today
from programs.assignments import create_user


class Command(BaseCommand):
    help = "Make a user with one or more roles, assigned from today to the kecamatan given."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="full name; the user name when left out")
        parser.add_argument("--role", action="append", required=True, choices=Role.values, help="repeat for several")
        parser.add_argument("--kecamatan", nargs="+", default=[], metavar="CODE", help="dotted codes, such as 31.74.01")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *, username, name, role, kecamatan, password_stdin, **options):
        password = sys.stdin.readline().rstrip("\n") if password_stdin else getpass.getpass("Password: ")
        try:
            user = create_user(
                username=username, name=name, roles=role, kecamatan=kecamatan, password=password, on=today()
            )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{user.username} created ({', '.join(user.roles)})")
