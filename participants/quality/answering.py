"""What people say to a finding: how it comes to be so, that it is mended, or whose it is from now on."""

import datetime

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.reasons import for_the_record
from okoce.core.verbs import check, verb
from participants.models import Finding, FindingAnswer
from participants.quality.detector import kept_out
from participants.quality.detectors import DETECTORS
from participants.quality.looking import still_so
from participants.quality.owners import may_answer

State = Finding.State
Kind = FindingAnswer.Kind


@verb("finding explained")
def explain(*, by: User, finding: Finding, because: str, at: datetime.datetime) -> FindingAnswer:
    """It is as it should be, for this reason; it stays quiet until something else is found there."""
    finding = _open(_locked(finding))
    _refuse(by, finding, at)
    ask = _("Say how it comes to be so: whoever checks it later reads this.")
    return _answered(finding, Kind.EXPLAINED, for_the_record(because, beside="because", ask=ask), by, at)


@verb("finding mended")
def mend(*, by: User, finding: Finding, at: datetime.datetime) -> FindingAnswer:
    """Its records were put right: they are looked at again at once, and refused when it is still so."""
    if (there := _locked(finding)).state == State.MENDED:
        # The same tap twice.
        return there.answers.filter(kind=Kind.MENDED)[0]
    finding = _open(there)
    _refuse(by, finding, at)
    if still_so(finding, on=at.date()):
        raise ValidationError(_("It is still so. Correct the records below first, or say how it comes to be so."))
    return _answered(finding, Kind.MENDED, "", by, at)


@verb("finding taken")
def take(*, by: User, finding: Finding, at: datetime.datetime) -> Finding:
    """It is theirs, until the same day as before. Whose it is already keeps it.

    Raises a sentence when it became somebody else's since `by` saw it, as `finding` has it.
    """
    there = _open(_locked(finding))
    _refuse(by, there, at)
    if there.owner_id == by.pk:
        return there
    _refuse_late(finding, there)
    return _given(there, Kind.TAKEN, by, "", by, at)


@verb("finding handed on")
def hand_on(*, by: User, finding: Finding, to: User, because: str = "", at: datetime.datetime) -> Finding:
    """It is that one's, until the same day as before; refuses whoever may not answer it, and late as `take` does."""
    seen, finding = finding, _open(_locked(finding))
    _refuse(by, finding, at)
    if finding.owner_id == to.pk:
        raise ValidationError({"to": _("It is theirs already.")})
    if not able(finding, on=at.date()).filter(pk=to.pk).exists():
        raise ValidationError({"to": _("Choose somebody who works here and whom it is not about.")})
    _refuse_late(seen, finding)
    return _given(finding, Kind.HANDED_ON, to, for_the_record(because, beside="because"), by, at)


def able(finding: Finding, *, on: datetime.date) -> QuerySet[User]:
    """Everybody who may answer it."""
    return may_answer(DETECTORS[finding.detector], finding.kecamatan_id, finding.subjects, on=on)


def why_not(user: User, finding: Finding) -> str:
    """Why somebody else has to answer it, in a sentence; nothing when the user may."""
    detector = DETECTORS[finding.detector]
    if not kept_out(detector, finding.subjects, [user.pk]):
        return ""
    if ["user", user.pk] in finding.subjects:
        return _("This is about you: somebody else answers it.")
    return _("You recorded or approved something of this person: somebody else answers it.")


def _refuse(by: User, finding: Finding, at: datetime.datetime) -> None:
    if sentence := why_not(by, finding):
        raise ValidationError(sentence, "not_yours_to_answer")
    if not able(finding, on=at.date()).filter(pk=by.pk).exists():
        raise ValidationError(_("Whoever works there answers it."), "not_yours_to_answer")


def _refuse_late(seen: Finding, there: Finding) -> None:
    if seen.owner_id != there.owner_id:
        raise ValidationError(_("Somebody else took it meanwhile: look whose it is now."), "taken_meanwhile")


def _locked(finding: Finding) -> Finding:
    return Finding.objects.select_for_update().get(pk=finding.pk)


def _open(there: Finding) -> Finding:
    if there.state != State.OPEN:
        raise ValidationError(_("Somebody answered this meanwhile: there is nothing to do any more."))
    return there


def _given(finding: Finding, kind: str, to: User, word: str, by: User, at: datetime.datetime) -> Finding:
    _kept(FindingAnswer(finding=finding, kind=kind, to=to, word=word, by=by, at=at))
    finding.owner = to
    finding.save(update_fields=["owner"])
    return finding


def _answered(finding: Finding, kind: str, word: str, by: User, at: datetime.datetime) -> FindingAnswer:
    answer = _kept(FindingAnswer(finding=finding, kind=kind, word=word, by=by, at=at))
    finding.state, finding.state_since = State(kind), at
    finding.save(update_fields=["state", "state_since"])
    return answer


def _kept(answer: FindingAnswer) -> FindingAnswer:
    check(answer, "word")
    answer.save(force_insert=True)
    return answer
