"""The rooms that someone's powers open, in the order in which they are used."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from okoce.accounts.roles import Power


class Room(NamedTuple):
    power: Power
    name: str
    label: str
    icon: str = ""


ROOMS = [
    Room(Power.LOG_TRAINING, "home", _("Home"), "home"),
    Room(Power.VERIFY, "verification", _("Verification"), "check"),
    Room(Power.SEE_COUNTS, "dashboard", _("Dashboard"), "chart"),
    Room(Power.SEE_RECORDS, "trainings", _("Trainings"), "training"),
    Room(Power.SEE_RECORDS, "participants", _("People"), "people"),
    # Five labels share 360 px: none is longer than eleven letters, in any language.
    Room(Power.RECORD_PROGRESS, "visits", pgettext_lazy("bar", "Visits"), "pin"),
    Room(Power.LOG_TRAINING, "unsent", pgettext_lazy("bar", "Unsent"), "unsent"),
    Room(Power.RECORD_EXPENSES, "expenses", _("Spending"), "money"),
    Room(Power.SEE_COUNTS, "months", _("Months"), "calendar"),
    Room(Power.SEE_COUNTS, "papers", _("Reports"), "file"),
    Room(Power.SEE_COUNTS, "sampling", pgettext_lazy("bar", "Spot checks"), "check"),
    Room(Power.CHANGE_TARGETS, "targets", _("Targets"), "target"),
    Room(Power.MERGE_PEOPLE, "duplicates", _("Duplicates"), "people"),
    Room(Power.LOAD_LISTS, "reconcile", pgettext_lazy("bar", "Lists"), "table"),
    Room(Power.SEE_FINDINGS, "findings", _("Data quality"), "warning"),
    Room(Power.MANAGE_USERS, "administration", _("Administration"), "key"),
    Room(Power.READ_TRAILS, "audit", _("Audit"), "search"),
    Room(Power.READ_TABLES, "table-ledger", _("Tables"), "table"),
]
# The bar at the foot of a phone: so many fit, these before others.
FIT = 5
AT_HAND = {"home", "trainings", "participants", "visits", "unsent"}
# The bar of a laptop: so many letters fit into its one line, two more for what is between two rooms.
LETTERS, BETWEEN, MORE = 108, 2, 14
# Pages that belong to another room than the one under which their address stands.
BELONG = {
    "visit-new": "visits",
    "merge-undo": "duplicates",
    "follow-ups": "visits",
    "survival": "dashboard",
    "agency-claims": "dashboard",
    "planner": "dashboard",
    "planner-compare": "dashboard",
}
# In the menu, beside the account.
OWN = [
    Room(Power.LOG_TRAINING, "facilitator-report", _("Monthly report")),
    Room(Power.SEE_REFERENCE, "definitions", _("What the numbers mean")),
]
# The parts of the administration.
SECTIONS = [
    Room(Power.MANAGE_USERS, "administration", _("Users")),
    Room(Power.MANAGE_USERS, "facilitators", _("List of facilitators")),
    Room(Power.MANAGE_USERS, "handover", _("Handover")),
    Room(Power.MANAGE_REFERENCE, "agencies", _("Agencies")),
    Room(Power.MANAGE_REFERENCE, "curricula", _("Curricula")),
    Room(Power.MANAGE_REFERENCE, "centres", _("Centres")),
    Room(Power.SEE_COUNTS, "targets", _("Targets")),
]
# The tables, a room of their own.
TABLES = [
    Room(Power.READ_TABLES, "table-people", _("People, without names")),
    Room(Power.READ_TABLES, "table-ledger", _("The ledger")),
    Room(Power.READ_TABLES, "table-trail", _("The audit trail")),
]
# Those of the audit.
AUDIT = [
    Room(Power.READ_TRAILS, "audit", _("What changed")),
    Room(Power.READ_TRAILS, "audit-decisions", _("Who decided what")),
    Room(Power.READ_TRAILS, "audit-reads", _("Who read whom")),
]
# Which parts stand above a page, by how its address begins.
PARTS = {"/admin/tables/": TABLES, "/audit/": AUDIT}


def navigation(request):
    """For every template: `navigation`, `more_rooms`, `sections`, `own`, and `here`, where a switch comes back to.

    All but the last are lists of {name, label, icon, url, current}, of rooms with at_hand and in_line besides: what is not
    at hand is in the menu of a phone, and what is not in line is `more_rooms` on a laptop.
    """
    # An address that is none is not repeated: who knows what was typed into it.
    here = request.get_full_path() if request.resolver_match else "/"
    rooms = in_line(at_hand(_entries(request, ROOMS)))
    return {
        "navigation": rooms,
        "more_rooms": [room for room in rooms if not room["in_line"]],
        "sections": _entries(request, parts_of(request.path)),
        "own": _entries(request, OWN),
        "here": here,
    }


def parts_of(path):
    return next((rooms for start, rooms in PARTS.items() if path.startswith(start)), SECTIONS)


def at_hand(entries):
    """Each with whether it stands in the bar of a phone: what is used in the field comes first."""
    first = sorted(entries, key=lambda entry: entry["name"] not in AT_HAND)[:FIT]
    return [entry | {"at_hand": entry in first} for entry in entries]


def in_line(entries):
    """Each with whether it stands in the one line of a laptop: the first that fit, and the one where somebody is."""
    if _letters(entries) <= LETTERS:
        return [entry | {"in_line": True} for entry in entries]
    shown = [entry for entry in entries if entry["current"]]
    for entry in entries:
        if entry not in shown and _letters([*shown, entry]) <= LETTERS - MORE:
            shown.append(entry)
    return [entry | {"in_line": entry in shown} for entry in entries]


def _letters(entries):
    return sum(len(str(entry["label"])) + BETWEEN for entry in entries)


def _entries(request, rooms):
    """Those that the user may enter; current is the one that the page belongs to, or else that leads nearest to it."""
    user = getattr(request, "user", None)
    if not (user and user.is_authenticated):
        return []
    entries = [room._asdict() | {"url": reverse(room.name)} for room in rooms if user.may(room.power)]
    page = request.resolver_match.url_name if request.resolver_match else ""
    around = [entry["url"] for entry in entries if _leads_to(entry["url"], request.path)]
    # A page that is of several rooms says itself of which it is now.
    room = getattr(request, "room", None) or BELONG.get(page)
    around = [entry["url"] for entry in entries if entry["name"] == room] or around
    return [entry | {"current": entry["url"] == max(around, key=len, default="")} for entry in entries]


def _leads_to(url, path):
    return path == url or (url != "/" and path.startswith(url))
