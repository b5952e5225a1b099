"""Asking for a file: who may have which, and the job that is rung for it."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils import translation
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.accounts.roles import Power
from okoce.core.reasons import for_the_record
from okoce.core.verbs import check, verb
from programs.scoping import sees
from reports.explaining.asked import Number
from reports.exporting.questions import Asked, Entries, written
from reports.models import Export

# Of one user so many wait or are written at once.
MOST = 5
POWERS = {
    Export.Kind.COUNTS: Power.SEE_COUNTS,
    Export.Kind.LEDGER: Power.SEE_RECORDS,
    Export.Kind.PEOPLE: Power.SEE_RECORDS,
}

# Sent after a commit that leaves a file to be written. Who listens is not its business.
waits = Signal()


def may(user: User, kind: str, *, with_names: bool = False) -> bool:
    """Whether the user may have such a file: asked when it is asked for, written and downloaded."""
    names = not with_names or user.may(Power.EXPORT_PEOPLE)
    return user.is_active and user.may(POWERS[Export.Kind(kind)]) and names


def may_have(user: User, export: Export) -> bool:
    """Whether the file is the user's to have now: their own, still within their powers, and of no kecamatan that they no longer see."""
    own = export.by_id == user.pk and may(user, export.kind, with_names=export.with_names)
    return own and (export.kind == Export.Kind.COUNTS or sees(user, export.within))


@verb("export asked for")
def ask(
    *, by: User, asked: Asked, format: str, with_names: bool = False, reason: str = "", at: datetime.datetime
) -> Export:
    """The export that waits for a job now. Raises a sentence for what is not the user's, and for names without a reason."""
    kind = kind_of(asked)
    if not may(by, kind, with_names=with_names):
        raise ValidationError(_("This file is not yours to ask for."))
    if isinstance(asked, Number) and not asked.is_of_people:
        raise ValidationError(_("This number counts no people: ask for the entries behind it."))
    ask_why = _("Say what the names are for: it stays on record.") if with_names else ""
    export = Export(
        by=by,
        kind=kind,
        format=format,
        with_names=with_names,
        parameters=written(asked),
        reason=for_the_record(reason, ask=ask_why),
        language=translation.get_language() or "en",
        asked_at=at,
    )
    check(export, "format", "reason")
    # Two at the same moment would both be the fifth.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if Export.objects.filter(by=by, state__in=[Export.State.WAITING, Export.State.RUNNING]).count() >= MOST:
        raise ValidationError(_("Five of your files are being written: wait for one of them."))
    export.save(force_insert=True)
    transaction.on_commit(_ring, robust=True)
    return export


def kind_of(asked: Asked) -> Export.Kind:
    match asked:
        case Number():
            return Export.Kind.PEOPLE
        case Entries():
            return Export.Kind.LEDGER
        case _:
            return Export.Kind.COUNTS


def _ring() -> None:
    waits.send(sender=None)
