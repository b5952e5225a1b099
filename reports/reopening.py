"""Opening a closed month again: one person asks with a reason that everybody reads, another confirms (docs/counting.md, “Months”)."""

import datetime
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.months import Month
from okoce.core.reasons import for_the_record
from okoce.core.verbs import check, verb
from reports import rollup
from reports.closing import alone, hold
from reports.models import Closing, Period, Reopening

# What everybody reads for ever says what happened: a sentence, however short.
FEWEST_CHARACTERS, FEWEST_WORDS = 20, 3
WORD = re.compile(r"[^\W\d_]{2,}")


def ask(*, by: User, closing: Closing, reason: str, at: datetime.datetime) -> Reopening:
    """Ask for the month to be opened again; nothing changes until somebody else confirms.

    Raises ValidationError when the month is not closed by this closing, somebody asked already, or without a reason that
    is a sentence.
    """
    with alone():
        return _ask(by=by, closing=closing, reason=reason, at=at)


def confirm(*, by: User, reopening: Reopening, at: datetime.datetime) -> Reopening:
    """Open the month again, as a revision of its own: it is provisional, and takes entries of its own again.

    Raises ValidationError for whoever asked, and when it was answered meanwhile.
    """
    with alone():
        return _confirm(by=by, reopening=reopening, at=at)


def decline(*, by: User, reopening: Reopening, at: datetime.datetime) -> Reopening:
    """Leave the month closed; also by whoever asked, who then takes it back. Raises when it was answered meanwhile."""
    with alone():
        return _decline(by=by, reopening=reopening, at=at)


@verb("reopening asked for")
def _ask(*, by: User, closing: Closing, reason: str, at: datetime.datetime) -> Reopening:
    period = hold(Month.of(closing.month))
    reason = for_the_record(reason, ask=_("Say why the month is opened again: everybody reads the reason."))
    reopening = Reopening(closing=closing, reason=reason, asked_by=by, asked_at=at)
    _refuse_no_sentence(reopening.reason)
    check(reopening, "reason")
    _refuse(closing, period)
    if closing.reopenings.filter(confirmed=None).exists():
        raise ValidationError(_("Somebody asked for this already: confirm or decline that."), "asked")
    reopening.save(force_insert=True)
    return reopening


@verb("month reopened")
def _confirm(*, by: User, reopening: Reopening, at: datetime.datetime) -> Reopening:
    rollup.hold_the_lock()
    period = hold(Month.of(reopening.closing.month))
    waits = _unanswered(reopening)
    if waits.asked_by_id == by.pk:
        raise ValidationError(_("You asked for this yourself: somebody else has to confirm it."), "asked_by_you")
    _refuse(waits.closing, period)
    number = rollup.next_revision()
    rollup.write_revision(number, 0)
    waits.revision_id = number
    _answer(waits, by, at, confirmed=True)
    Period.objects.filter(pk=period.pk).update(status=Period.Status.PROVISIONAL)
    return waits


@verb("reopening declined")
def _decline(*, by: User, reopening: Reopening, at: datetime.datetime) -> Reopening:
    hold(Month.of(reopening.closing.month))
    waits = _unanswered(reopening)
    _answer(waits, by, at, confirmed=False)
    return waits


def _unanswered(reopening: Reopening) -> Reopening:
    waits = Reopening.objects.select_related("closing").get(pk=reopening.pk)
    if waits.confirmed is not None:
        raise ValidationError(_("This was confirmed or declined meanwhile."), "answered")
    return waits


def _answer(reopening: Reopening, by: User, at: datetime.datetime, *, confirmed: bool) -> None:
    reopening.confirmed, reopening.answered_by, reopening.answered_at = confirmed, by, at
    reopening.save(update_fields=["confirmed", "answered_by", "answered_at", "revision"])


def _refuse_no_sentence(reason: str) -> None:
    if len(reason) < FEWEST_CHARACTERS or len(WORD.findall(reason)) < FEWEST_WORDS:
        sentence = _(
            "Write a sentence that says what was wrong: at least %(words)s words and %(characters)s characters."
        )
        raise ValidationError({"reason": sentence % {"words": FEWEST_WORDS, "characters": FEWEST_CHARACTERS}})


def _refuse(closing: Closing, period: Period) -> None:
    newest = Closing.objects.filter(month=period.month).first()
    if period.status != Period.Status.FINAL or newest != closing:
        raise ValidationError(_("This month is not closed by that closing any more: open the page again."), "not_final")
