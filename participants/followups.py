"""Asking those who counted as new entrepreneurs whether they still trade (docs/counting.md, “How long businesses last”)."""

import datetime
import uuid

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.verbs import used_before, verb
from participants.models import FollowUp, Participant
from programs.days import check_fact_day


@verb("follow-up recorded")
def record_follow_up(
    *,
    by: User,
    id: uuid.UUID,
    participant: Participant,
    months: int,
    due_on: datetime.date,
    asked_on: datetime.date,
    outcome: str,
    at: datetime.datetime,
) -> FollowUp:
    """What the person's business was found to be after so many months; of one mark the newest answer holds.

    The same id again returns the answer that it made the first time.
    """
    check_fact_day("asked_on", asked_on, at.date())
    if asked_on < due_on:
        raise ValidationError({"asked_on": _("It is too early to ask: so many months have not passed yet.")})
    said = {"participant": participant, "months": months, "outcome": outcome, "recorded_by": by}
    answer = FollowUp(id=id, due_on=due_on, asked_on=asked_on, recorded_at=at, **said)
    answer.clean_fields(exclude=["participant", "recorded_by"])
    try:
        with transaction.atomic():
            answer.save(force_insert=True)
    except IntegrityError:
        made = FollowUp.objects.filter(pk=id, **said).first()
        if not made:
            raise used_before() from None
        return made
    return answer
