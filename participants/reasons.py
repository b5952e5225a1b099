"""What verifiers write most often when they send something back, by kind of record: at most nine, one for each key."""

from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_UNREADABLE = _("The photo cannot be read: take it again in good light, and the whole page.")
_OTHER_PERSON = _("The evidence shows somebody else's name: add what shows this person.")
_DAY = _("The date does not agree with the evidence: correct one of the two.")
_AMOUNT = _("The number does not agree with the evidence: correct one of the two.")
_DOUBLE = _("The same was recorded before: withdraw this one, or say what is different.")

REASONS: dict[str, list[str | Promise]] = {
    "training": [
        _("The photo of the signed list is missing: add it."),
        _("The photo of the list cannot be read: take it again, page by page."),
        _("The list and the photo do not agree: correct the marks."),
        _("The signatures look like one hand: explain, or correct the marks."),
        _("The date or the hours do not agree with the list: correct them."),
        _("The curriculum or the agency is another one: correct it."),
        _("The place does not agree with the kecamatan: correct it."),
        _("The same training was recorded before: say which one holds."),
    ],
    "visit": [
        _("The photo does not show the business at work: visit again and take one."),
        _UNREADABLE,
        _("The photo shows another business: add the right one."),
        _("The photo is from another visit: add the one of this visit."),
        _DAY,
        _("Say what was found: what is sold, and where."),
        _DOUBLE,
    ],
    "milestone": [
        _UNREADABLE,
        _OTHER_PERSON,
        _AMOUNT,
        _DAY,
        _("The evidence is of another step: add the right one."),
        _("A page is missing: add the whole document."),
        _("It was applied for and not completed yet: add the proof that it is done."),
        _DOUBLE,
    ],
    "job-report": [
        _("Nothing shows who is paid: add a list of wages or a photo of the workers."),
        _UNREADABLE,
        _AMOUNT,
        _("The owner or the family is counted: count only people who are paid."),
        _DAY,
        _DOUBLE,
    ],
    "entrepreneur": [
        _("A fact is doubtful: it goes back first. Hand this in again when it is approved."),
        _("The person traded before the registration: correct the answer at the start."),
        _("The business is not this person's: say who owns it."),
        _("This looks like somebody who is registered twice: say which one holds."),
    ],
}


def in_the_programmes_language(reason: str | Promise) -> str:
    """The reason as it is kept, whatever language it was chosen in."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(reason)


def in_the_readers_language(kept: str) -> str:
    """A reason as it was kept; the sentence that was chosen for it stands in the language of whoever reads."""
    for sentence, chosen in _as_kept().items():
        if sentence in kept:
            return kept.replace(sentence, str(chosen))
    return kept


@cache
def _as_kept() -> dict[str, str | Promise]:
    return {in_the_programmes_language(one): one for of_a_kind in REASONS.values() for one in of_a_kind}
