"""What makes a record risky: each rule once, as a condition that the database answers for one record and for thousands.

The order of the queue, the few words on its rows, what may be approved in bulk and the sentences on the record's page
(`participants/oddities.py`) all stand on these.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields import BooleanField
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from participants.evidence import COLUMNS as SHOWN
from participants.homes import has_rows
from participants.models import (
    Attendance,
    Business,
    Entrepreneur,
    Evidence,
    JobReport,
    Milestone,
    OfTheWhole,
    Participant,
    State,
    Verification,
    Visit,
)
from participants.models.milestones import bare
from participants.registration import calon
from participants.verification import COLUMNS, Record
from programs.models import Training

Condition = Q | Exists
OF_A_PERSON = (Visit, Milestone, JobReport, Entrepreneur)


@dataclass(frozen=True)
class Flag:
    """Something about records of these kinds, in few words, and the condition under which it is so."""

    label: str | Promise
    kinds: tuple[Any, ...]
    condition: Callable[[Any], Condition]


def files_like(kind: type[Record], key: Any, inner: Any) -> QuerySet[Evidence]:
    """The evidence of other records with the contents of this one's; `inner` is the key as a question inside asks it."""
    column = SHOWN[kind]
    own = Evidence.objects.filter(**{column: inner})
    return Evidence.objects.filter(sha256__in=own.values("sha256")).exclude(**{column: key}).order_by()


def numbered_alike(number: Any) -> QuerySet[Milestone]:
    """The licences of that number, however it is written."""
    return (
        Milestone.objects.alias(bare=bare("number")).filter(kind=Milestone.Kind.LICENCE, bare=bare(number)).order_by()
    )


def traded_before(person: Any, registered: Any) -> QuerySet[Business]:
    """The person's businesses that traded before the registration, and still at it."""
    return _trading(OfTheWhole("owners", person), registered).distinct()


def there_and_elsewhere(training: Any) -> tuple[QuerySet[Attendance], QuerySet[Attendance]]:
    """The marks of people who came to the training and, in the same hours, to another one: by one row, or by two of theirs.

    Apart, because those who have two are few, and asking of everybody by which rows takes too long.
    """
    elsewhere = Attendance.objects.filter(
        status__in=Attendance.CAME,
        session__held_on=OuterRef("session__held_on"),
        session__starts_at__lt=OuterRef("session__ends_at"),
        session__ends_at__gt=OuterRef("session__starts_at"),
    )
    elsewhere = elsewhere.exclude(session=OuterRef("session")).exclude(session__state="cancelled").order_by()
    came = Attendance.objects.filter(session__training=training, status__in=Attendance.CAME)
    came = came.exclude(session__state="cancelled").order_by()
    with_rows = came.filter(
        has_rows("participant"), Exists(elsewhere.filter(OfTheWhole("participant", OuterRef("participant"))))
    )
    return came.filter(Exists(elsewhere.filter(participant=OuterRef("participant")))), with_rows


def _trading(owned: Any, registered: Any) -> QuerySet[Business]:
    begun = Business.objects.filter(owned, started_on__lt=registered)
    return begun.exclude(closed_on__lt=registered).order_by()


def _by_rows(alone: Condition, whole: Condition) -> Condition:
    """The one of whom one row tells, and the other of people of whom several do."""
    return Q(Case(When(has_rows("participant"), then=whole), default=alone, output_field=BooleanField()))


def _same_day(kind: Any) -> Condition:
    """Another visit to the person on the day."""
    others = Visit.objects.filter(held_on=OuterRef("held_on")).exclude(pk=OuterRef("pk")).exclude(state=State.REVOKED)
    by_row = Exists(others.filter(participant=OuterRef("participant")).order_by())
    return _by_rows(by_row, Exists(others.filter(OfTheWhole("participant", OuterRef("participant"))).order_by()))


def _traded(kind: Any) -> Condition:
    no_business = Participant.Baseline.NO_BUSINESS
    mine = Exists(_trading(Q(owners=OuterRef("participant")), OuterRef("participant__registered_on")))
    here = Participant.objects.registrations_of(OuterRef("participant"))
    inside = Participant.objects.registrations_of(OuterRef(OuterRef("participant")))
    rows = traded_before(OuterRef("participant"), Subquery(inside.values("registered_on")[:1]))
    said = Exact(Subquery(here.values("baseline")[:1]), Value(no_business))
    return _by_rows(Q(participant__baseline=no_business) & mine, Q(said) & Exists(rows))


def _same_number(kind: Any) -> Condition:
    others = numbered_alike(OuterRef("number")).exclude(OfTheWhole("participant", OuterRef("participant")))
    return Q(kind=Milestone.Kind.LICENCE) & ~Q(number="") & Exists(others)


def _from_before(kind: Any) -> Condition:
    first = Participant.objects.registrations_of(OuterRef("participant")).values("registered_on")[:1]
    before = _by_rows(Q(completed_on__lt=F("participant__registered_on")), Q(completed_on__lt=Subquery(first)))
    return Q(kind=Milestone.Kind.LICENCE) & before


def _decided_before(kind: Any) -> Condition:
    """Of what waits: it came back, or it was approved and then changed."""
    return Q(state=State.SUBMITTED) & Exists(
        Verification.objects.standing().filter(**{COLUMNS[kind]: OuterRef("pk")}).order_by()
    )


def _unproved(kind: Any) -> Condition:
    """A case stands on a verified licence and on a verified proof that the person trades, each with its evidence."""
    person, verified = OfTheWhole("participant", OuterRef("participant")), Q(state=State.VERIFIED)
    steps = Milestone.objects.filter(verified, person, has_evidence=True).order_by()
    seen = Visit.objects.filter(verified, person, confirms_trading=True).order_by()
    paid = JobReport.objects.filter(verified, Q(full_time__gt=0) | Q(part_time__gt=0), person).order_by()
    licence = Exists(steps.filter(kind=Milestone.Kind.LICENCE, own_name=True))
    proof = Exists(steps.filter(kind__in=Milestone.PROOFS)) | Exists(seen) | Exists(paid)
    return ~(licence & proof)


def _no_file(kind: Any) -> Condition:
    return ~Exists(Evidence.objects.filter(**{SHOWN[kind]: OuterRef("pk")}).order_by())


# In the order in which they are told. What is odd has its sentence on the record's page; that evidence is missing is
# seen there.
FLAGS: dict[str, Flag] = {
    "candidate": Flag(
        _("candidate"),
        OF_A_PERSON,
        lambda kind: calon("participant"),
    ),
    "traded_before": Flag(_("traded before the registration"), OF_A_PERSON, _traded),
    "same_file": Flag(
        _("the same file elsewhere"),
        tuple(SHOWN),
        lambda kind: Exists(files_like(kind, OuterRef("pk"), OuterRef(OuterRef("pk")))),
    ),
    "same_day": Flag(_("two visits on one day"), (Visit,), _same_day),
    "same_number": Flag(_("somebody else's number"), (Milestone,), _same_number),
    "from_before": Flag(_("issued before the registration"), (Milestone,), _from_before),
    "not_own_name": Flag(
        _("in another name"), (Milestone,), lambda kind: Q(kind=Milestone.Kind.LICENCE, own_name=False)
    ),
    "two_places": Flag(
        _("people at two trainings at once"),
        (Training,),
        lambda kind: Q(*map(Exists, there_and_elsewhere(OuterRef("pk"))), _connector=Q.OR),
    ),
    "decided_before": Flag(_("decided about before"), tuple(COLUMNS), _decided_before),
    "unproved": Flag(_("a verified licence or proof is missing"), (Entrepreneur,), _unproved),
    "no_file": Flag(_("no file"), tuple(SHOWN), _no_file),
}


def conditions(kind: Any) -> Mapping[str, Any]:
    """Each flag that records of the kind may have, as an expression over them."""
    # Held against a day that nobody said, it is neither so nor not so: then it is no flag.
    return {
        code: Case(When(flag.condition(kind), then=Value(True)), default=Value(False), output_field=BooleanField())
        for code, flag in FLAGS.items()
        if kind in flag.kinds
    }


def with_risk(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each row with its `risk`: how many flags it has."""
    total: Any = Value(0)
    for condition in conditions(rows.model).values():
        total += Cast(condition, IntegerField())
    return rows.annotate(risk=total)


def with_flags(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each row with every flag of its kind, as `flag_<code>`."""
    return rows.annotate(**{f"flag_{code}": condition for code, condition in conditions(rows.model).items()})


def flags(row: Any) -> list[str]:
    """The codes of what is so about a row `with_flags`."""
    return [code for code in FLAGS if getattr(row, f"flag_{code}", False)]


def flags_of(record: Record) -> list[str]:
    """The same of one record: one question."""
    rows: QuerySet[Any] = type(record).objects.filter(pk=record.pk)
    row = with_flags(rows).first()
    return flags(row) if row else []
