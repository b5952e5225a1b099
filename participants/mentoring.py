"""Visits of a facilitator to somebody, and those that see a business trading."""

import datetime
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.accounts.roles import Power
from okoce.core.verbs import check, squeezed, verb
from participants import evidence
from participants.evidence import Sent
from participants.models import Participant, Residence, Visit
from participants.records import hand_in_record, hold_record, keep_changes, keep_new
from programs.days import check_fact_day
from programs.models import Kecamatan
from programs.places import workplaces

# A day has no more minutes for one visit.
LONGEST = 12 * 60
# So many topics are a tap away, of so many visits of the facilitator.
TOPICS, REMEMBERED = 5, 30
# What each column of a visit takes is asked of these.
IN_WORDS = ("topic", "finding", "next_action", "mode")


@dataclass(frozen=True)
class VisitFacts:
    """What is said about a visit."""

    kecamatan: Kecamatan
    held_on: datetime.date
    mode: str
    minutes: int
    topic: str
    finding: str = ""
    next_action: str = ""
    confirms_trading: bool = False


@verb("visit recorded")
def record_visit(
    *,
    by: User,
    id: uuid.UUID,
    participant: Participant,
    said: VisitFacts,
    at: datetime.datetime,
    photo: Sent | None = None,
) -> Visit:
    """A visit, which counts at once. One that confirms trading goes to a verifier with its photo.

    The same id again returns the visit that it made the first time.
    """
    check_facts(said, at.date())
    _check_photo(said, photo)
    facts = columns(said)
    visit = Visit(id=id, participant=participant, facilitator=by, **facts)
    if said.confirms_trading:
        visit.state, visit.submitted_by, visit.submitted_at, visit.has_evidence = "submitted", by, at, True
    check(visit, *IN_WORDS)
    visit = keep_new(by, visit, {"participant": participant, **facts})
    if photo and not visit.evidence.exists():
        evidence.keep(by, visit, photo, field="photo", kinds=evidence.PICTURES)
    return visit


@verb("visit changed")
def change_visit(
    *, by: User, visit: Visit, said: VisitFacts, at: datetime.datetime, photo: Sent | None = None
) -> Visit:
    """The visit with other particulars; what was verified waits for verification again."""
    check_facts(said, at.date())
    visit = hold_record(visit)
    _check_photo(said, photo or visit.has_evidence)
    if visit.state == Visit.State.VERIFIED and not said.confirms_trading:
        sentence = _("A verifier approved that it trades: ask for the record to be sent back first.")
        raise ValidationError({"confirms_trading": ValidationError(sentence, "wrong_state")})
    facts = columns(said)
    checked = Visit(pk=visit.pk, participant=visit.participant, facilitator=visit.facilitator, **facts)
    check(checked, *IN_WORDS)
    if photo:
        evidence.keep(by, visit, photo, field="photo", kinds=evidence.PICTURES)
    if not said.confirms_trading:
        facts["state"] = Visit.State.DRAFT
    visit = keep_changes(by, visit, facts)
    if said.confirms_trading and visit.state in (Visit.State.DRAFT, Visit.State.RETURNED):
        visit = hand_in_record(by, visit, at)
    return visit


def check_facts(said: VisitFacts, today: datetime.date, first: datetime.date | None = None) -> None:
    """Raise a sentence beside the field for a visit that cannot be; `first` is that day of the programme, if known."""
    check_fact_day("held_on", said.held_on, today, first=first)
    if not 0 < said.minutes <= LONGEST:
        raise ValidationError({"minutes": _("Enter how many minutes the visit took, from 1 to 720.")})
    if said.confirms_trading and said.mode != Visit.Mode.IN_PERSON:
        raise ValidationError(
            {"mode": _("Whether a business trades is seen in person: choose “in person”, or leave the mark out.")}
        )


def columns(said: VisitFacts) -> dict:
    """The facts as they are kept."""
    return vars(said) | {
        "topic": squeezed(said.topic),
        "finding": said.finding.strip(),
        "next_action": squeezed(said.next_action),
    }


def places(by: User, participant: Participant, visit: Visit | None = None) -> list[str]:
    """The codes of where it may be said to have happened: where the person lives or it was said to be, then where `by` works."""
    home = visit.kecamatan if visit else home_of(participant)
    return [*([home.pk] if home else []), *(place.pk for place in workplaces(by, Power.RECORD_PROGRESS))]


def topics(by: User, participant: Participant) -> list[str]:
    """What visits were about, without repeating: the last one to the person first, then the last ones of `by`."""
    theirs = Visit.objects.filter(participant__in=participant.rows)
    last = theirs.order_by("-held_on", "-recorded_at").values_list("topic", flat=True)[:1]
    own = Visit.objects.filter(facilitator=by).order_by("-held_on", "-recorded_at").values_list("topic", flat=True)
    return list(dict.fromkeys([*last, *own[:REMEMBERED]]))[:TOPICS]


def home_of(participant: Participant) -> Kecamatan | None:
    """Where the person lives now; None is outside Jakarta."""
    homes = Residence.objects.filter(participant__in=participant.rows).select_related("kecamatan")
    residence = homes.order_by("since").last()
    return residence.kecamatan if residence else None


def _check_photo(said: VisitFacts, photo: object) -> None:
    if said.confirms_trading and not photo:
        sentence = _("Add a photo of the business at work: it shows that it is trading.")
        raise ValidationError({"photo": ValidationError(sentence, "evidence_missing")})
