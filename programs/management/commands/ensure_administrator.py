import secrets

from django.core.management.base import BaseCommand

from okoce.accounts.models import User
from okoce.accounts.roles import Role
from okoce.core.months import today
from programs.assignments import create_user


class Command(BaseCommand):
    help = "Make the first administrator and print a one-time password; does nothing when there is one."

    def handle(self, **options):
        if User.objects.filter(roles__contains=[Role.ADMIN]).exists():
            return
        password = secrets.token_urlsafe(12)
        create_user(
            username="admin",
            name="Administrator",
            roles=[Role.ADMIN],
            kecamatan=[],
            password=password,
            on=today(),
            one_time=True,
        )
        self.stdout.write(f"Administrator: user name admin, one-time password {password}")
