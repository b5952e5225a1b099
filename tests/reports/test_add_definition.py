"""The command that adds a definition."""

import pytest
from django.core.management import CommandError, call_command

from okoce.accounts.roles import Role
from reports.models import Definition, Thresholds
from tests.factories import user

pytestmark = pytest.mark.django_db

WORDS = {"source": "Pergub 9/2027", "reason": "Satu kunjungan sudah cukup"}


def test_what_is_left_out_is_as_now(capsys):
    staff = user(Role.STAFF)
    call_command("add_definition", "2027.1", visits=1, user=staff.username, **WORDS)
    row = Thresholds.objects.get(pk="2027.1")
    assert (row.attendance_percent, row.visit_days, row.licence_types) == (75, 1, ["NIB", "IUMK"])
    assert Definition.objects.get(pk="2027.1").added_by == staff
    assert capsys.readouterr().out == "2027.1 added: new_entrepreneurs@2027.1 is counted from now on\n"


@pytest.mark.usefixtures("in_english")
def test_what_is_wrong_is_one_sentence():
    with pytest.raises(CommandError, match=r"^OKOCE-2026\.1 asks for exactly this already: read that one\.$"):
        call_command("add_definition", "2027.1", **WORDS)


def test_nobody_adds_one_in_the_name_of_somebody_who_may_not():
    auditor = user(Role.AUDITOR)
    with pytest.raises(CommandError, match="who may add definitions"):
        call_command("add_definition", "2027.1", visits=1, user=auditor.username, **WORDS)
    assert Definition.objects.count() == 4
