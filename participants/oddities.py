"""What looks odd about a record, in plain words, for whoever checks it. Nothing here refuses anything.

Whether it is so is what `participants/risk.py` says; these are the words for it, and of whom else they speak.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from participants import risk
from participants.models import PERSON, Attendance, OfTheWhole, Participant
from participants.verification import Record


@dataclass(frozen=True)
class Oddity:
    """A sentence, and of whom else it speaks, where the reader may open that person."""

    sentence: str
    person: Participant | None = None


def oddities(user: User, record: Record, held: Collection[str] | None = None) -> list[Oddity]:
    """Whatever the verifier should look at twice; `held` are the flags of the record, where they are known."""
    held = risk.flags_of(record) if held is None else held
    return [oddity for code in held if code in WORDS for oddity in WORDS[code](user, record)]


def _candidate(user: User, record: Any) -> list[Oddity]:
    return [Oddity(_("This person is a candidate: identity or consent is missing, so nothing counts yet."))]


def _traded_before(user: User, record: Any) -> list[Oddity]:
    """Whoever traded at registration is not new, whatever the answer was: the answer alone decides what counts."""
    sentence = _("The answer at registration was “no business yet”, and %(business)s trades since %(day)s.")
    first = record.participant.registration.registered_on
    businesses = risk.traded_before(Value(record.participant_id), first).order_by("recorded_at")
    return [
        Oddity(sentence % {"business": business.name, "day": date_format(business.started_on)})
        for business in businesses
        if business.started_on
    ]


def _same_file(user: User, record: Any) -> list[Oddity]:
    others = risk.files_like(type(record), record, record)
    whose = getattr(record, "participant_id", None)
    odd = [Oddity(_("The same file is on another record of this person."))]
    own = OfTheWhole("participant", Value(whose))
    same_person = odd if whose and others.filter(own).exists() else []
    # What is of a training is of nobody.
    others = others.filter(Q(participant=None) | ~Q(own)) if whose else others
    return same_person + _of_others(user, others, _("The same file is on another record."))


def _same_number(user: User, record: Any) -> list[Oddity]:
    own = OfTheWhole("participant", Value(record.participant_id))
    others = risk.numbered_alike(Value(record.number)).exclude(own)
    return _of_others(user, others, _("Somebody else has a licence of the same number."))


def _same_day(user: User, record: Any) -> list[Oddity]:
    return [Oddity(_("Another visit was recorded on the same day: to be mentored takes visits on two days."))]


def _from_before(user: User, record: Any) -> list[Oddity]:
    return [Oddity(_("The licence was issued before the registration: the person had one already."))]


def _not_own_name(user: User, record: Any) -> list[Oddity]:
    return [Oddity(_("The licence is not in the person's own name."))]


def _two_places(user: User, record: Any) -> list[Oddity]:
    by_one, by_two = risk.there_and_elsewhere(record)
    sentence = _("Somebody on the list came to another training in the same hours.")
    marks = Attendance.objects.filter(Q(pk__in=by_one.values("pk")) | Q(pk__in=by_two.values("pk")))
    return _of_others(user, marks, sentence)


def _decided_before(user: User, record: Any) -> list[Oddity]:
    return [Oddity(_("A verifier decided about this before: see what changed since."))]


def _unproved(user: User, record: Any) -> list[Oddity]:
    return [
        Oddity(
            _(
                "A verified licence or a verified proof of trading is missing: until both are there, nothing counts."
                " Of a case that is approved without them nobody is asked again: it counts by itself once they are there."
            )
        )
    ]


WORDS: dict[str, Callable[[User, Record], list[Oddity]]] = {
    "candidate": _candidate,
    "traded_before": _traded_before,
    "same_file": _same_file,
    "same_day": _same_day,
    "same_number": _same_number,
    "from_before": _from_before,
    "not_own_name": _not_own_name,
    "two_places": _two_places,
    "decided_before": _decided_before,
    "unproved": _unproved,
}


def _of_others(user: User, rows: QuerySet, sentence: str) -> list[Oddity]:
    """Once for each person whom the user may open; once, without telling whose, for all others together."""
    people = set(rows.values_list(PERSON, flat=True))
    known = Participant.objects.looked_after_by(user).filter(pk__in=people).order_by("name", "pk")
    odd = [Oddity(sentence, person) for person in known]
    return odd if len(odd) == len(people) else [*odd, Oddity(sentence)]
