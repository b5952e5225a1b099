"""Logging a training like another one: the same group meets again."""

import uuid
from dataclasses import dataclass
from typing import Any

from okoce.accounts.models import User
from okoce.core.verbs import verb
from participants.models import Enrolment
from participants.rosters import on_list
from programs import trainings
from programs.models import Training


@dataclass(frozen=True)
class Repeatable:
    """A training that may be logged again, and how many people its list has."""

    training: Training
    people: int


def last_of(user: User) -> Repeatable | None:
    """The training that the user logged last, where they still work; None before the first."""
    mine = Training.objects.worked_by(user).filter(logged_by=user).select_related("curriculum", "kecamatan")
    last = mine.order_by("-logged_at").first()
    return last and Repeatable(last, on_list(last).count())


@verb("training logged")
def log_again(*, by: User, id: uuid.UUID, like: Training, **said: Any) -> Training:
    """A new training, and on its list everybody who is on that of the other one.

    The same id again returns the training that it made, with its list as it is by then.
    """
    known = Training.objects.filter(pk=id).exists()
    training = trainings.log_training(by=by, id=id, **said)
    if not known:
        # Whoever is there by two rows is one.
        people = {one.kept_id for one in on_list(like)}
        enrolments = [Enrolment(training=training, participant_id=one, added_by=by) for one in people]
        # Of two who send one form at once the second finds them on the list.
        Enrolment.objects.bulk_create(enrolments, ignore_conflicts=True)
    return training
