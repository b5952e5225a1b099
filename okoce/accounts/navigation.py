"""The rooms that someone's powers open, in the order in which they are used."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from okoce.accounts.roles import Power

ROOMS = [
    (Power.LOG_TRAINING, "home", _("Home")),
    (Power.VERIFY, "verification", _("Verification")),
    (Power.SEE_COUNTS, "dashboard", _("Dashboard")),
    (Power.SEE_RECORDS, "trainings", _("Trainings")),
    (Power.SEE_RECORDS, "participants", _("People")),
    (Power.RECORD_EXPENSES, "expenses", _("Spending")),
    (Power.CHANGE_TARGETS, "targets", _("Targets")),
    (Power.MANAGE_USERS, "administration", _("Administration")),
    (Power.READ_TABLES, "table-ledger", _("Tables")),
]
# The parts of the administration.
SECTIONS = [
    (Power.MANAGE_USERS, "administration", _("Users")),
    (Power.MANAGE_USERS, "facilitators", _("List of facilitators")),
    (Power.MANAGE_USERS, "handover", _("Handover")),
    (Power.MANAGE_REFERENCE, "agencies", _("Agencies")),
    (Power.MANAGE_REFERENCE, "curricula", _("Curricula")),
    (Power.MANAGE_REFERENCE, "centres", _("Centres")),
    (Power.SEE_COUNTS, "targets", _("Targets")),
]
# The tables, a room of their own.
TABLES = [
    (Power.READ_TABLES, "table-people", _("People, without names")),
    (Power.READ_TABLES, "table-ledger", _("The ledger")),
    (Power.READ_TABLES, "table-trail", _("The audit trail")),
]


def navigation(request):
    """For every template: `navigation` and `sections`, lists of {label, url, current}, and `here`, where a switch comes back to."""
    # An address that is none is not repeated: who knows what was typed into it.
    here = request.get_full_path() if request.resolver_match else "/"
    return {
        "navigation": _entries(request, ROOMS),
        "sections": _entries(request, TABLES if request.path.startswith("/admin/tables/") else SECTIONS),
        "here": here,
    }


def _entries(request, rooms):
    """Those that the user may enter; current is the one that leads nearest to this page."""
    user = getattr(request, "user", None)
    if not (user and user.is_authenticated):
        return []
    entries = [{"label": label, "url": reverse(name)} for power, name, label in rooms if user.may(power)]
    around = [entry["url"] for entry in entries if _leads_to(entry["url"], request.path)]
    return [entry | {"current": entry["url"] == max(around, key=len, default="")} for entry in entries]


def _leads_to(url, path):
    return path == url or (url != "/" and path.startswith(url))
