"""What looks odd about a record, in plain words, for whoever checks it. Nothing here refuses anything."""

from dataclasses import dataclass

from django.db.models import QuerySet, Value
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from participants.evidence import COLUMNS
from participants.models import Entrepreneur, Evidence, JobReport, Milestone, Participant, Visit
from participants.models.milestones import bare


@dataclass(frozen=True)
class Oddity:
    """A sentence, and of whom else it speaks, where the reader may open that person."""

    sentence: str
    person: Participant | None = None


def oddities(user: User, record: Visit | Milestone | JobReport | Entrepreneur) -> list[Oddity]:
    """Whatever the verifier should look at twice."""
    odd = [*_candidate(record.participant), *_traded_before(record.participant)]
    if isinstance(record, Entrepreneur):
        return odd
    odd += _same_file(user, record)
    if isinstance(record, Visit):
        odd += _same_day(record)
    if isinstance(record, Milestone) and record.kind == Milestone.Kind.LICENCE:
        odd += [*_same_number(user, record), *_licence(record)]
    return odd


def _candidate(person: Participant) -> list[Oddity]:
    if not person.is_calon:
        return []
    return [Oddity(_("This person is a candidate: identity or consent is missing, so nothing counts yet."))]


def _traded_before(person: Participant) -> list[Oddity]:
    """Whoever traded at registration is not new, whatever the answer was: the answer alone decides what counts."""
    if not person.registered_on or person.baseline != Participant.Baseline.NO_BUSINESS:
        return []
    sentence = _("The answer at registration was “no business yet”, and %(business)s trades since %(day)s.")
    return [
        Oddity(sentence % {"business": business.name, "day": date_format(business.started_on)})
        for business in person.businesses.exclude(closed_on__lt=person.registered_on)
        if business.started_on and business.started_on < person.registered_on
    ]


def _same_file(user: User, record: Visit | Milestone | JobReport) -> list[Oddity]:
    files = Evidence.objects.filter(sha256__in=record.evidence.values("sha256"))
    others = files.exclude(**{COLUMNS[type(record)]: record})
    odd = [Oddity(_("The same file is on another record of this person."))]
    same_person = odd if others.filter(participant=record.participant).exists() else []
    return same_person + _of_others(user, record, others, _("The same file is on another record."))


def _same_number(user: User, licence: Milestone) -> list[Oddity]:
    if not licence.number:
        return []
    others = Milestone.objects.alias(bare=bare("number")).filter(kind=licence.kind, bare=bare(Value(licence.number)))
    return _of_others(user, licence, others, _("Somebody else has a licence of the same number."))


def _of_others(user: User, record: Visit | Milestone | JobReport, rows: QuerySet, sentence: str) -> list[Oddity]:
    """Once for each person whom the user may open; once, without telling whose, for all others together."""
    people = set(rows.exclude(participant=record.participant_id).values_list("participant", flat=True))
    known = Participant.objects.looked_after_by(user).filter(pk__in=people).order_by("name", "pk")
    odd = [Oddity(sentence, person) for person in known]
    return odd if len(odd) == len(people) else [*odd, Oddity(sentence)]


def _same_day(visit: Visit) -> list[Oddity]:
    same = Visit.objects.filter(participant=visit.participant, held_on=visit.held_on).exclude(pk=visit.pk)
    if not same.exclude(state=Visit.State.REVOKED).exists():
        return []
    return [Oddity(_("Another visit was recorded on the same day: to be mentored takes visits on two days."))]


def _licence(licence: Milestone) -> list[Oddity]:
    odd = []
    registered = licence.participant.registered_on
    if licence.completed_on and registered and licence.completed_on < registered:
        odd.append(Oddity(_("The licence was issued before the registration: the person had one already.")))
    if not licence.own_name:
        odd.append(Oddity(_("The licence is not in the person's own name.")))
    return odd
