from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from okoce.accounts.models import User
from okoce.accounts.roles import Power
from participants.models import Milestone
from reports.definitions import NewDefinition, add_definition, plain


class Command(BaseCommand):
    help = "Add a definition of new entrepreneurs with thresholds of its own; what was published stays as it is."

    def add_arguments(self, parser):
        parser.add_argument("code", help="what it is called, for example OKOCE-2027.1")
        parser.add_argument("--attendance", type=int, help="trained: share of the minutes, in per cent; as now")
        parser.add_argument("--visits", type=int, help="mentored: days with a visit; as now")
        parser.add_argument(
            "--licence", nargs="+", choices=Milestone.LicenceType.values, help="licensed: accepted kinds; as now"
        )
        parser.add_argument("--source", required=True, help="who said it, where and when")
        parser.add_argument("--reason", required=True, help="why; everybody who sees the definition reads it")
        parser.add_argument("--user", help="user name of who adds it")

    def handle(self, *, code, attendance, visits, licence, source, reason, user, **options):
        now = plain()
        said = NewDefinition(
            code=code,
            source=source,
            reason=reason,
            attendance_percent=now.attendance_percent if attendance is None else attendance,
            visit_days=now.visit_days if visits is None else visits,
            licence_types=licence or now.licence_types,
        )
        try:
            made = add_definition(by=adder(user), said=said)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{made.code} added: {made.metric} is counted from now on")


def adder(name):
    """Nobody, or the user of that name, who may add definitions."""
    if name is None:
        return None
    found = User.objects.filter(username=name, is_active=True).first()
    if not (found and found.may(Power.CHANGE_DEFINITIONS)):
        raise CommandError(f"There is no active user {name} who may add definitions.")
    return found
