"""Why a number is another than before, in people's words: the reason of each verb, as the ledger and the trails tell it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.definitions import BACKCAST
from reports.rollup import REBUILT

# Each stands behind a number ("17 duplicates merged") and behind a moment in a timeline.
REASONS: dict[str, str | Promise] = {
    # People
    "person registered": _("registered"),
    "registration completed": _("registration completed"),
    "person corrected": _("particulars corrected"),
    "person moved": _("moved to another place"),
    "person taken over": _("taken over by a facilitator of the new kecamatan"),
    "transfer taken back": _("move taken back"),
    "duplicates merged": _("duplicates merged"),
    "merge taken back": _("told apart again"),
    "people told apart": _("told apart from somebody who looks alike"),
    "people who are one count as one": _("counted once where somebody was registered twice"),
    "people handed over": _("handed over to another facilitator"),
    # Trainings and who came
    "training logged": _("training logged"),
    "training changed": _("training changed"),
    "training handed in": _("training handed in"),
    "session added": _("session added"),
    "session moved": _("session moved"),
    "session cancelled": _("session cancelled"),
    "person joined a session": _("put on the list of a session"),
    "person registered at a session": _("registered at a session"),
    "people put on a list": _("put on the list of a session"),
    "person taken off a session": _("taken off the list of a session"),
    "people taken off a session": _("taken off the list of a session"),
    "attendance marked": _("attendance marked"),
    "arrivals confirmed": _("arrivals at a session confirmed"),
    "check-in opened": _("check-in opened"),
    "check-in renewed": _("check-in renewed"),
    "check-in shut": _("check-in closed"),
    # What is recorded about people
    "visit recorded": _("visit recorded"),
    "visit changed": _("visit changed"),
    "milestone entered": _("step entered"),
    "milestone changed": _("step changed"),
    "milestone handed in": _("step handed in"),
    "business recorded": _("business recorded"),
    "business changed": _("business changed"),
    "owner added": _("owner of a business added"),
    "follow-up recorded": _("asked whether it still trades"),
    "workers reported": _("paid workers reported"),
    "report of workers changed": _("report of paid workers changed"),
    "finding taken": _("what looked wrong taken"),
    "finding handed on": _("what looked wrong handed on"),
    "finding explained": _("what looked wrong explained"),
    "finding mended": _("what looked wrong mended"),
    "evidence added": _("evidence added"),
    "evidence taken back": _("evidence taken back"),
    "file sent": _("file sent"),
    "file let go": _("file let go"),
    "entrepreneur opened": _("case of a new entrepreneur opened"),
    "entrepreneur handed in again": _("case of a new entrepreneur handed in again"),
    "record withdrawn": _("withdrawn by whoever recorded it"),
    # Decisions
    "record approved": _("approved by a verifier"),
    "record returned": _("sent back by a verifier"),
    "record revoked": _("revoked: void from the start"),
    "clean records approved": _("approved by a verifier, with others"),
    "decision taken back": _("a verifier took a decision back at once"),
    "sampled row judged": _("looked at once more, by the random audit"),
    "sampled row handed on": _("the random audit handed on to another verifier"),
    "sampled rows handed on": _("the random audit handed on to another verifier"),
    # From elsewhere
    "batch sent": _("sent by a program"),
    "spreadsheet sent": _("spreadsheet sent"),
    "columns of a spreadsheet named": _("columns of a spreadsheet named"),
    "spreadsheet to be taken in": _("spreadsheet to be taken in"),
    "taken in from a spreadsheet": _("taken in from a spreadsheet"),
    "spreadsheet given up": _("spreadsheet given up"),
    # Lists of other offices
    "official list loaded": _("list of another office loaded"),
    "columns of an official list named": _("columns of a list of another office named"),
    "official list matched": _("lines of a list of another office matched"),
    "official list let go of": _("list of another office let go of"),
    "official list withdrawn": _("list of another office withdrawn"),
    "official lists say who is not new": _("counted with what official lists say"),
    "match confirmed": _("a line of an official list confirmed"),
    "match refused": _("a line of an official list is somebody else's"),
    "match taken back": _("confirmation of a line of an official list taken back"),
    # Money
    "expense recorded": _("spending recorded"),
    "expense changed": _("spending changed"),
    "expense struck out": _("spending struck out"),
    # What the city sets
    "target changed": _("target changed"),
    "headline named": _("definition of the headline named"),
    BACKCAST: _("counted by a new definition"),
    "month provisional": _("entries of the month ended"),
    "month closed": _("month closed"),
    "reopening asked for": _("reopening asked for"),
    "reopening declined": _("reopening declined"),
    "month reopened": _("month opened again"),
    "agency added": _("agency added"),
    "agency changed": _("agency changed"),
    "curriculum added": _("curriculum added"),
    "curriculum changed": _("curriculum changed"),
    "centre changed": _("centre changed"),
    "monthly report kept": _("monthly report kept"),
    # Accounts
    "user created": _("account made"),
    "user invited": _("account made"),
    "facilitators invited": _("accounts of facilitators made"),
    "user changed": _("account changed"),
    "account closed": _("account closed"),
    "account opened again": _("account opened again"),
    "assignment made": _("assigned to a kecamatan"),
    "assignment ended": _("assignment ended"),
    "one-time link made": _("one-time link made"),
    "password chosen by a one-time link": _("password chosen by a one-time link"),
    "token made": _("token made"),
    "token revoked": _("token revoked"),
    "tokens ended": _("tokens ended"),
    # Webhooks
    "webhook made": _("webhook made"),
    "webhook changed": _("webhook changed"),
    "webhook deleted": _("webhook deleted"),
    "webhook tested": _("webhook tested"),
    "webhook message sent again": _("message of a webhook sent again"),
    # Files and mails
    "export asked for": _("file asked for"),
    "report by mail wanted": _("report by mail asked for each month"),
    "report by mail not wanted": _("report by mail switched off"),
    "report by mail asked for": _("report by mail asked for once"),
    # No verb's
    REBUILT: _("counted anew from all records"),
    "demo": _("made up for the demonstration"),
    "": _("changed without a reason given"),
}


def in_words(reason: str) -> str:
    """What people say of it, in small letters; a reason that this version does not know says itself."""
    return str(REASONS.get(reason, reason))
