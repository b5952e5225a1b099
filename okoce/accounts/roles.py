"""Roles and powers: one table. Code asks for powers and never names a role (docs/privacy.md, “Roles and powers”)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    FACILITATOR = "facilitator", _("Facilitator")
    VERIFIER = "verifier", _("Verifier")
    STAFF = "staff", _("City staff")
    ADMIN = "admin", _("Administrator")
    OFFICER = "officer", _("Data protection officer")
    AUDITOR = "auditor", _("Auditor")


class Power(TextChoices):
    LOG_TRAINING = "log_training"
    REGISTER_PEOPLE = "register_people"
    RECORD_PROGRESS = "record_progress"
    # That somebody lives in another kecamatan from a day on, with the reason.
    TRANSFER_PEOPLE = "transfer_people"
    VERIFY = "verify"
    # Two rows that are one person, and rows that are not.
    MERGE_PEOPLE = "merge_people"
    # Photos show what nothing else here shows: a card with its number, a face.
    SEE_EVIDENCE = "see_evidence"
    RECORD_EXPENSES = "record_expenses"
    SEE_RECORDS = "see_records"
    SEE_COUNTS = "see_counts"
    # Files with the names of people: with a reason each time.
    EXPORT_PEOPLE = "export_people"
    # Lists of other offices, and whom of ours their lines belong to.
    LOAD_LISTS = "load_lists"
    # Names and codes that everybody chooses from.
    SEE_REFERENCE = "see_reference"
    # Sees records of every kecamatan when no assignment narrows it.
    WHOLE_CITY = "whole_city"
    MANAGE_USERS = "manage_users"
    MANAGE_REFERENCE = "manage_reference"
    CHANGE_TARGETS = "change_targets"
    CHANGE_DEFINITIONS = "change_definitions"
    CLOSE_MONTHS = "close_months"
    # Who changed what, who decided what, and who read whose personal data.
    READ_TRAILS = "read_trails"
    READ_TABLES = "read_tables"
    # What looks wrong in the records: to see it, and to say how it comes to be so or that it is mended.
    SEE_FINDINGS = "see_findings"
    MEND_FINDINGS = "mend_findings"


# Powers to write that belong to the city office: they hold wherever their holder sees. Every other one holds only
# where its holder is assigned.
OF_THE_OFFICE = {Power.RECORD_EXPENSES}


POWERS = {
    Role.FACILITATOR: {
        Power.LOG_TRAINING,
        Power.REGISTER_PEOPLE,
        Power.RECORD_PROGRESS,
        Power.TRANSFER_PEOPLE,
        Power.SEE_RECORDS,
        Power.SEE_EVIDENCE,
        Power.SEE_REFERENCE,
        Power.SEE_FINDINGS,
        Power.MEND_FINDINGS,
    },
    Role.VERIFIER: {
        Power.VERIFY,
        Power.MERGE_PEOPLE,
        Power.TRANSFER_PEOPLE,
        Power.LOAD_LISTS,
        Power.SEE_EVIDENCE,
        Power.SEE_RECORDS,
        Power.SEE_COUNTS,
        Power.WHOLE_CITY,
        Power.SEE_REFERENCE,
        Power.SEE_FINDINGS,
        Power.MEND_FINDINGS,
    },
    Role.STAFF: {
        Power.RECORD_EXPENSES,
        Power.LOAD_LISTS,
        Power.SEE_COUNTS,
        Power.SEE_RECORDS,
        Power.WHOLE_CITY,
        Power.CHANGE_TARGETS,
        Power.CHANGE_DEFINITIONS,
        Power.CLOSE_MONTHS,
        Power.EXPORT_PEOPLE,
        Power.SEE_REFERENCE,
        Power.SEE_FINDINGS,
    },
    Role.ADMIN: {Power.SEE_COUNTS, Power.MANAGE_USERS, Power.MANAGE_REFERENCE, Power.READ_TABLES, Power.SEE_REFERENCE},
    Role.OFFICER: {
        Power.SEE_COUNTS,
        Power.SEE_RECORDS,
        Power.WHOLE_CITY,
        Power.READ_TRAILS,
        Power.SEE_REFERENCE,
        Power.SEE_FINDINGS,
    },
    Role.AUDITOR: {
        Power.SEE_COUNTS,
        Power.SEE_RECORDS,
        Power.WHOLE_CITY,
        Power.READ_TABLES,
        Power.READ_TRAILS,
        Power.SEE_REFERENCE,
        Power.SEE_FINDINGS,
    },
}


# The roles that sign in with a password alone; every other role needs a second factor.
ONE_FACTOR = {Role.FACILITATOR}


def powers_of(roles: list[str]) -> set[Power]:
    """The union of what the roles may do."""
    return set().union(*(POWERS[Role(role)] for role in roles))


def roles_with(power: Power) -> list[str]:
    """The roles that have the power."""
    return [role.value for role, powers in POWERS.items() if power in powers]
