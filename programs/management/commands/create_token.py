from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from okoce.accounts.models import Scope, User
from okoce.core.months import JAKARTA, now
from programs.access.tokens import give_token


class Command(BaseCommand):
    help = "Make an API token for a user and print it, this once, alone on the last line."

    def add_arguments(self, parser):
        parser.add_argument("name", help="what the token is for")
        parser.add_argument("--scope", required=True, choices=Scope.values)
        parser.add_argument("--user", required=True, help="user name; the token never exceeds its user")
        parser.add_argument("--days", type=int, default=90, help="how long it lives, at most 365")
        parser.add_argument(
            "--kecamatan", nargs="+", default=[], metavar="CODE", help="only there; dotted codes, such as 31.74.01"
        )
        parser.add_argument(
            "--address", nargs="+", default=[], metavar="NETWORK", help="only from there, such as 203.0.113.0/24"
        )

    def handle(self, *, name, scope, user, days, kecamatan, address, **options):
        owner = User.objects.filter(username=user, is_active=True).first()
        if not owner:
            raise CommandError(f"There is no active user {user}.")
        try:
            token, text = give_token(
                to=owner, name=name, scope=scope, days=days, at=now(), kecamatan=kecamatan, addresses=address
            )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{name}: scope {token.scope}, ends {token.expiry.astimezone(JAKARTA):%Y-%m-%d}")
        self.stdout.write(text)
