"""Approving clean records many at a time: each for the version that was on the screen, and each by itself."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.verbs import verb
from participants import risk
from participants.models import State, Verification
from participants.verification import COLUMNS, Record, approve
from participants.waiting import KINDS, NAMES, called, labels, turn
from programs.models import Training

MOST = 100


@dataclass(frozen=True)
class Seen:
    """A record as it stood on the screen."""

    kind: str
    key: uuid.UUID
    version: int

    @classmethod
    def read(cls, text: str) -> "Seen":
        """From `kind:key:version`, as the list sends it; raises ValueError for anything else."""
        kind, key, version = text.split(":")
        if kind not in KINDS:
            raise ValueError(text)
        return cls(kind, uuid.UUID(key), int(version))

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}:{self.version}"


@dataclass(frozen=True)
class Cleared:
    """What is approved now, how many were so already; and each that is not, by what people call it, with why."""

    approved: list[Record]
    already: int
    refused: list[tuple[str, str]]


@verb("clean records approved")
def approve_clean(*, by: User, seen: Sequence[Seen]) -> Cleared:
    """Approve those that are clean and unchanged; one that is not holds up none of the others."""
    if len(seen) > MOST:
        raise ValidationError(_("At most %(most)s records are approved at once.") % {"most": MOST})
    rows, batch = _rows(by, seen), uuid.uuid4()
    verified: list[Record] = []
    refused: list[tuple[str, str]] = []
    for one in sorted(seen, key=lambda one: turn(one.kind, one.key)):
        record = rows[one.kind].get(one.key)
        if record is None:
            refused.append((str(NAMES[one.kind]), _("It is no longer here.")))
            continue
        try:
            _refuse_risky(record)
            # Each approval is a savepoint of its own.
            verified.append(approve(by=by, record=record, version=one.version, batch=batch))
        except ValidationError as refusal:
            refused.append((called(record), " ".join(refusal.messages)))
        except IntegrityError:
            # Somebody made part of it, or took something away, in this very moment.
            refused.append((called(record), _("It changed in this very moment: look at it by itself.")))
    decided = Verification.objects.filter(batch=batch).values_list(*[f"{column}_id" for column in COLUMNS.values()])
    now = {key for keys in decided for key in keys if key}
    approved = [record for record in verified if record.pk in now]
    return Cleared(approved, len(verified) - len(approved), refused)


def _refuse_risky(record: Any) -> None:
    """What became risky since it was on the screen is looked at; what was approved meanwhile is answered as such."""
    if record.state == State.SUBMITTED and (why := labels(record)):
        sentence = _("Look at it by itself: %(why)s.") % {"why": ", ".join(str(label) for label in why)}
        raise ValidationError(sentence, "not_clean")


def _rows(by: User, seen: Sequence[Seen]) -> dict[str, dict[uuid.UUID, Any]]:
    """The records that the user may open, with their flags: one question a kind."""
    keys: dict[str, list[uuid.UUID]] = defaultdict(list)
    for one in seen:
        keys[one.kind].append(one.key)
    rows: dict[str, dict[uuid.UUID, Any]] = {}
    for kind, of_kind in keys.items():
        named = "curriculum" if KINDS[kind] is Training else "participant"
        mine = KINDS[kind].objects.looked_after_by(by).select_related(named)
        rows[kind] = risk.with_flags(mine).in_bulk(of_kind)
    return rows
