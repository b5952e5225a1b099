"""The kinds of records that have a history: who may read it, and in which trails it stands."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pghistory.models import Event

from okoce.accounts import reads
from okoce.accounts.models import User
from okoce.accounts.roles import Power
from participants.models import Business, Entrepreneur, JobReport, Milestone, Participant, Visit
from programs.models import Expense, Target, Training


@dataclass(frozen=True)
class Trail:
    """A table of events and the column that says of which record they are; what it is of, where that is a part."""

    table: str
    column: str = "pgh_obj_id"
    part: str | Promise = ""
    # Whether a row says how it was before the change: what it is now is the record itself.
    before: bool = False

    @property
    def model(self) -> type[Event]:
        return apps.get_model(self.table)

    def of(self, key: Any) -> QuerySet[Event]:
        """What happened to the record, the first first."""
        return self.model.objects.filter(**{self.column: key}).select_related("pgh_context").order_by("pgh_id")


@dataclass(frozen=True)
class Kind:
    word: str
    label: str | Promise
    model: type[Model]
    trails: tuple[Trail, ...]
    # How the ledger calls it, when it is counted by itself; what is of a person is counted with the person.
    source: str = ""

    def seen_by(self, user: User) -> QuerySet[Any]:
        """The records whose history the user reads: every one with the power to read trails, else those of their area."""
        rows: Any = self.model._default_manager  # noqa: SLF001 - Django names it so
        if user.may(Power.READ_TRAILS):
            return rows.all()
        if not (user.may(Power.SEE_RECORDS) and hasattr(rows, "looked_after_by")):
            return rows.none()
        return rows.looked_after_by(user)

    def is_known(self, user: User, key: Any) -> bool:
        """Whether there is a history that the user may read, be it of something that is no more."""
        if self.seen_by(user).filter(pk=key).exists():
            return True
        return user.may(Power.READ_TRAILS) and any(trail.of(key).exists() for trail in self.trails)


def _of_a_person(word: str, label: str | Promise, model: type[Model]) -> Kind:
    table = f"participants.{model.__name__}Event"
    return Kind(word, label, model, (Trail(table, before=model is not Entrepreneur),))


KINDS = {
    kind.word: kind
    for kind in (
        Kind(
            "training",
            _("training"),
            Training,
            (
                Trail("programs.TrainingEvent"),
                Trail("programs.TrainingSessionEvent", "training_id", part=_("session")),
            ),
            source="training",
        ),
        Kind(
            "participant",
            _("person"),
            Participant,
            (
                Trail("participants.ParticipantEvent"),
                Trail("participants.ResidenceEvent", "participant_id", part=_("home")),
            ),
            source="participant",
        ),
        _of_a_person("visit", _("visit"), Visit),
        _of_a_person("milestone", _("step"), Milestone),
        _of_a_person("job-report", _("report of paid workers"), JobReport),
        _of_a_person("entrepreneur", _("case of a new entrepreneur"), Entrepreneur),
        _of_a_person("business", _("business"), Business),
        Kind("expense", _("spending"), Expense, (Trail("programs.ExpenseEvent"),), source="expense"),
        Kind("target", _("target"), Target, (Trail("programs.TargetEvent"),)),
        Kind(
            "user",
            _("user"),
            User,
            (
                Trail("accounts.UserEvent"),
                Trail("programs.AssignmentEvent", "user_id", part=_("assignment")),
                Trail("accounts.TokenEvent", "user_id", part=_("token")),
                Trail("accounts.OneTimeLinkEvent", "user_id", part=_("one-time link")),
            ),
        ),
    )
}
# Those that an address calls by a UUID; the others are for whoever reads trails.
RECORDS = [word for word in KINDS if word not in ("target", "user")]
# Every trail with what it is called, and the kind and column by which a line of it leads to a history.
LEADS = {
    trail.table: (kind.word, trail.column, trail.part or kind.label) for kind in KINDS.values() for trail in kind.trails
}


def rows_of(kind: Kind, key: Any) -> list[Any]:
    """Of a person every row that tells of them, because they have one history; of anything else the record."""
    person = Participant.objects.filter(pk=key).first() if kind.model is Participant else None
    return list(person.rows.values_list("pk", flat=True)) if person else [key]


def whose(event: Event) -> uuid.UUID | None:
    """The person whom the event is about."""
    if event._meta.object_name == "ParticipantEvent":  # noqa: SLF001 - Django names it so
        return event.pgh_obj_id
    return getattr(event, "participant_id", None)


def note(events: list[Event]) -> None:
    """Whoever reads these reads of their people."""
    reads.note(*(whose(event) for event in events))
