"""What each number means in plain words, by which rule, and why a record of it does not count."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from reports.definitions import BY_RULES
from reports.explaining.asked import Number
from reports.meanings import MEANINGS, by_own_thresholds
from reports.models import Thresholds

# The heading of the rule in docs/counting.md.
RULES = {
    "registered": "C1 registered",
    "trained": "C2 trained",
    "mentored": "C6 mentored",
    "licensed": "C7 licensed",
    "marketed": "C8 milestones",
    "bookkeeping": "C8 milestones",
    "funded": "C8 milestones",
    "new_entrepreneurs": "C10 new_entrepreneurs",
    "level_up": "C11 level_up",
    "jobs_created": "C9 jobs_created",
    "trainings": "C4 trainings",
    "attendances": "C5 attendances",
    "mentoring_visits": "C12 mentoring_visits",
    "active_facilitators": "C13 active_facilitators",
    "active_centres": "C14 active_centres",
    "spending": "C15 spending",
}
# What the rungs mean, reports.meanings says.
MEANS: dict[str, str | Promise] = {
    "jobs_created": gettext_lazy(
        "Paid workers, the owner not among them, above the highest number that a person ever paid before: verified"
        " reports, in the order of their days."
    ),
    "trainings": gettext_lazy(
        "Verified trainings of at least 120 minutes with at least 10 people present, in the month of their last session."
    ),
    "attendances": gettext_lazy(
        "Each person present at each session of a verified training, in the month of the session."
    ),
    "mentoring_visits": gettext_lazy("Visits: one for each person, facilitator and day, where they were made."),
    "active_facilitators": gettext_lazy(
        "Facilitators who led a session of a verified training or made 8 visits in the month, where most of that was."
    ),
    "active_centres": gettext_lazy("Centres with a training that counts, or 8 visits that count, in the month."),
    "spending": gettext_lazy("Rupiah, in the month and the kecamatan for which they were spent."),
}
# Of what stands at the beginning of the table.
RECORDED: dict[str, str | Promise] = {
    "registered": gettext_lazy("People whose consent and baseline were taken"),
    "trained": gettext_lazy("People on the roll of a training whose last session was then"),
    "mentored": gettext_lazy("Visits"),
    "licensed": gettext_lazy("Licences issued, of whatever kind"),
    "level_up": gettext_lazy("Licences issued, of whatever kind"),
    "marketed": gettext_lazy("Market events"),
    "bookkeeping": gettext_lazy("Months of books finished"),
    "funded": gettext_lazy("Payments of capital"),
    "new_entrepreneurs": gettext_lazy("People with a licence or a proof of trading of that time"),
    "jobs_created": gettext_lazy("Reports of paid workers"),
    "trainings": gettext_lazy("Trainings whose last session was then"),
    "attendances": gettext_lazy("Marks of people at sessions"),
    "mentoring_visits": gettext_lazy("Visits"),
    "active_facilitators": gettext_lazy("Facilitators with a session or a visit"),
    "active_centres": gettext_lazy("Centres"),
    "spending": gettext_lazy("Amounts recorded"),
}
WHY: dict[str, str | Promise] = {
    "struck_out": gettext_lazy("struck out: never spent"),
    "not_paid": gettext_lazy("planned or committed: not paid yet"),
    "not_handed_in": gettext_lazy("not handed in yet"),
    "waits": gettext_lazy("wait for a verifier"),
    "returned": gettext_lazy("came back from a verifier and were not handed in again"),
    "revoked": gettext_lazy("revoked or withdrawn: void from the start"),
    "not_there": gettext_lazy("excused, sick or absent"),
    "no_identity": gettext_lazy("of people whose identity is not verified"),
    "no_home": gettext_lazy("of people of whom nobody knows where they live"),
    "other_name": gettext_lazy("in somebody else's name"),
    "other_type": gettext_lazy("of a kind that is not accepted"),
    "no_registration": gettext_lazy("of people without consent and baseline"),
    "before": gettext_lazy("from before the registration"),
    "not_new": gettext_lazy("had a business or a licence before: may level up, and are not new"),
    "is_new": gettext_lazy("of people who were new when they registered: licensed, and no level up"),
    "no_licence": gettext_lazy("without a licence that counts until then"),
    "no_help": gettext_lazy("not trained, and not visited often enough until then"),
    "no_proof": gettext_lazy("without a verified proof of trading, or with none after the help of the programme"),
    "too_short": gettext_lazy("less than 120 minutes"),
    "too_few": gettext_lazy("fewer than 10 people present"),
    "too_little": gettext_lazy("not enough in these months"),
    "another_day": gettext_lazy("of people who still needed a visit on another day"),
    "same_day": gettext_lazy("another visit of the same day counts for the same person and facilitator"),
    "no_more": gettext_lazy("no more workers than the person ever paid before"),
    "case_waits": gettext_lazy("everything is there, and the case waits for approval"),
    "case_returned": gettext_lazy("the case came back from a verifier"),
    "case_revoked": gettext_lazy("the case was revoked"),
    "elsewhere": gettext_lazy("count in another kecamatan, where most of their work was"),
    "outside": gettext_lazy("of people from outside Jakarta: a line of its own"),
    "not_yet": gettext_lazy("not everything together until then"),
    "on_its_way": gettext_lazy("on their way: counted within seconds"),
    "earlier": gettext_lazy("of people who counted in an earlier month: once in a lifetime"),
    "again": gettext_lazy("further ones of people who count once, by another"),
}
# Where the same condition says more of one metric.
WHY_OF: dict[tuple[str, str], str | Promise] = {
    ("trained", "too_little"): gettext_lazy("present for too few minutes, or not at all"),
    ("active_facilitators", "too_little"): gettext_lazy("no session of a verified training, and fewer than 8 visits"),
    ("active_centres", "too_little"): gettext_lazy("no training that counts, and fewer than 8 visits"),
    ("new_entrepreneurs", "no_identity"): gettext_lazy("identity not verified"),
    ("new_entrepreneurs", "no_home"): gettext_lazy("nobody knows where they live"),
    ("new_entrepreneurs", "no_registration"): gettext_lazy("without consent and baseline"),
    ("new_entrepreneurs", "earlier"): gettext_lazy("counted in an earlier month: once in a lifetime"),
    ("new_entrepreneurs", "outside"): gettext_lazy("live outside Jakarta: a line of its own"),
    ("registered", "no_identity"): gettext_lazy("identity not verified"),
    ("registered", "no_home"): gettext_lazy("nobody knows where they live"),
    ("registered", "outside"): gettext_lazy("live outside Jakarta: a line of its own"),
}


@dataclass(frozen=True)
class Rule:
    """The rule behind a number: its code and heading, what it says in plain words, and on which day it counts."""

    code: str
    heading: str
    means: str
    day: str


def rule_of(number: Number) -> Rule:
    heading = RULES[number.plain]
    code = heading.partition(" ")[0]
    if number.plain not in MEANINGS:
        return Rule(code, heading, str(MEANS[number.plain]), "")
    thresholds = Thresholds.objects.get(suffix=number.suffix)
    meaning = MEANINGS[number.plain](thresholds)
    return Rule(code, heading, f"{meaning.who} {_own(number, thresholds)}".strip(), meaning.day)


def _own(number: Number, thresholds: Thresholds) -> str:
    """What a later set of thresholds asks for, where the rule itself speaks of other rungs alone."""
    return by_own_thresholds(thresholds) if number.suffix and number.plain not in BY_RULES else ""


def why(metric: str, condition: str) -> str:
    """What it says of the records that fall out there."""
    return str(WHY_OF.get((metric, condition), WHY[condition]))
