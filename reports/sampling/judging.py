"""Judging what was drawn: once by whoever it was given to, and changed by a second person alone."""

import datetime
import uuid

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.reasons import for_the_record
from okoce.core.verbs import check, verb
from participants.quality.looking import look_with
from participants.quality.queue import Told, findings_of, told
from reports.sampling.found import AUDITED
from reports.sampling.giving import may_judge, open_rows
from reports.sampling.models import Judgement, SampledRow


@verb("sampled row judged")
def judge(
    *, by: User, row: SampledRow, verdict: str, failing: str = "", because: str, at: datetime.datetime
) -> Judgement:
    """What the verifier found: it corrects nothing, and whoever checks at home is told.

    Refuses anybody whose turn it is not (any more), and whoever had to do with the person since.
    """
    # Whoever hands it on at the same moment waits, or was quicker.
    held = SampledRow.objects.select_for_update().get(pk=row.pk)
    if held.verifier_id != by.pk or held.judgements.filter(by=by).exists():
        raise ValidationError(_("This row is not yours to judge any more."), "not_your_turn")
    if not may_judge(by, held, at=at):
        sentence = _(
            "You had to do with this person meanwhile, or work where they live: somebody else judges this row."
        )
        raise ValidationError(sentence, "involved_meanwhile")
    wrong = verdict == Judgement.Verdict.WRONG
    if wrong and not failing:
        raise ValidationError({"failing": _("Choose which condition is not met.")})
    if failing and not wrong:
        raise ValidationError(
            {"failing": _("A condition is chosen that is not met: then it is wrong; else choose none.")}
        )
    because = for_the_record(because, beside="because", ask=_("Say in words what you saw: it stays on record."))
    found = Judgement(
        row=held,
        number=held.judgements.count() + 1,
        verdict=verdict,
        failing=failing if wrong else "",
        because=because,
        by=by,
        at=at,
    )
    check(found, "verdict", "because")
    found.save(force_insert=True)
    look_with(AUDITED, at=at)
    return found


def mine(user: User) -> QuerySet[SampledRow]:
    """The rows that wait for the user, the longest given first; nobody else may open them, nor the user the others."""
    return open_rows().filter(verifier=user).select_related("sample__closing", "entry").order_by("given_at", "place")


def judged_by(user: User, row: uuid.UUID) -> Judgement | None:
    """What the user found of that row, if they judged it."""
    return Judgement.objects.filter(row=row, by=user).first()


def found_wrong(user: User, *, on: datetime.date) -> list[Told]:
    """What the audit found in the places where the user checks and nobody has answered, the oldest first."""
    return told(user, findings_of(user, detector=AUDITED.name), on=on)
