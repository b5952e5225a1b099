"""The queue of findings as somebody sees it, and the records behind one of them within what they may open."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils.formats import date_format

from okoce.accounts.models import User
from okoce.accounts.roles import Power
from participants.models import Finding, Milestone, Participant, Visit
from participants.quality.detector import Detector
from participants.quality.detectors import DETECTORS
from programs.models import Training

State = Finding.State
# Of one kind; who looks into more asks for the list of the place.
AT_MOST = 60
# What a row of the queue tells of: whoever it is about says most, then the training, then the people; of so many.
NAMED = ["user", "training", "participant"]
FEW = 3


@dataclass(frozen=True)
class Told:
    """A finding in words, on a day; `about` what sets it apart from others of one sentence."""

    finding: Finding
    day: datetime.date
    about: str = ""

    @property
    def detector(self) -> Detector:
        return DETECTORS[self.finding.detector]

    @property
    def sentence(self) -> str:
        return self.detector.sentence(self.finding.facts)

    @property
    def by_verifiers(self) -> bool:
        """Whether verifiers alone answer it."""
        return self.detector.answered_with == Power.VERIFY

    @property
    def overdue(self) -> int:
        """How many days ago it was due; 0 for what is not open."""
        return max(0, (self.day - self.finding.due_on).days) if self.finding.state == State.OPEN else 0


@dataclass(frozen=True)
class Behind:
    """The records of a finding that the reader may know of; `elsewhere` when there are others."""

    people: list[Any]
    trainings: list[Any]
    visits: list[Any]
    milestones: list[Any]
    users: list[Any]
    elsewhere: bool
    more: bool


def findings_of(
    user: User, *, state: str = State.OPEN, kecamatan: str = "", detector: str = "", whose: str = ""
) -> QuerySet[Finding]:
    """Those of the user's places, by the day on which they are due; `whose`: mine, nobodys, or all."""
    narrowed = {"state": state, "kecamatan": kecamatan, "detector": detector}
    rows = Finding.objects.visible_to(user).filter(**{name: one for name, one in narrowed.items() if one})
    if whose:
        rows = rows.filter(owner=user if whose == "mine" else None)
    return rows.select_related("kecamatan", "owner")


def waiting_for(user: User) -> dict[str, Any]:
    """How many are the user's own to look at, and until when the first of them."""
    return findings_of(user, whose="mine").order_by().aggregate(many=Count("pk"), first=Min("due_on"))


def told(user: User, findings: Iterable[Finding], *, on: datetime.date) -> list[Told]:
    """Each in words, with whom or what it is about as far as the user may know of it; of people the masked number."""
    findings = list(findings)
    first = [_first(one.subjects) for one in findings]
    names = {kind: _names(user, kind, [key for of, keys in first if of == kind for key in keys]) for kind in NAMED}
    known = [[names[kind][key] for key in keys if names[kind].get(key)] for kind, keys in first]
    return [Told(one, on, ", ".join(about[:FEW])) for one, about in zip(findings, known, strict=True)]


def behind(user: User, finding: Finding) -> Behind:
    keys: dict[str, list[Any]] = defaultdict(list)
    for kind, key in finding.subjects:
        keys[kind].append(key)
    people = Participant.objects.looked_after_by(user, among=keys["participant"]).filter(pk__in=keys["participant"])
    seen: dict[str, QuerySet[Any]] = {
        "participant": people.telling(user, among=keys["participant"]).order_by("name", "pk"),
        "training": _of(Training, user, keys["training"]).select_related("curriculum", "kecamatan"),
        "visit": _of(Visit, user, keys["visit"]).select_related("participant").order_by("recorded_at"),
        "milestone": _of(Milestone, user, keys["milestone"]).select_related("participant"),
    }
    rows = {kind: list(of_kind[: AT_MOST + 1]) if keys[kind] else [] for kind, of_kind in seen.items()}
    more = any(len(of_kind) > AT_MOST for of_kind in rows.values())
    return Behind(
        people=rows["participant"][:AT_MOST],
        trainings=rows["training"][:AT_MOST],
        visits=rows["visit"][:AT_MOST],
        milestones=rows["milestone"][:AT_MOST],
        users=list(User.objects.filter(pk__in=keys["user"])),
        elsewhere=not more and any(len(rows[kind]) < len(keys[kind]) for kind in seen),
        more=more,
    )


def _of(model: Any, user: User, keys: list[Any]) -> QuerySet[Any]:
    return model.objects.visible_to(user).filter(pk__in=keys)


def _first(subjects: list[list[Any]]) -> tuple[str, list[str]]:
    """Of which kind a row tells, and the keys of it: twice as many as it tells, because some may lie elsewhere."""
    kind = next((kind for kind in NAMED if any(of == kind for of, _key in subjects)), NAMED[0])
    return kind, [str(key) for of, key in subjects if of == kind][: 2 * FEW]


def _names(user: User, kind: str, keys: list[str]) -> dict[str, str]:
    """By key, of those that the user may know of."""
    if not keys:
        return {}
    if kind == "user":
        return {str(one.pk): str(one) for one in User.objects.filter(pk__in=keys)}
    if kind == "training":
        trainings = _of(Training, user, keys).select_related("curriculum").annotate(day=Min("sessions__held_on"))
        return {str(one.pk): f"{date_format(one.day, 'SHORT_DATE_FORMAT')} {one}" for one in trainings}
    people = Participant.objects.looked_after_by(user, among=keys).filter(pk__in=keys).only("nik_tail")
    return {str(one.pk): f"NIK {one.nik_masked[-8:]}" for one in people if one.nik_tail}
