"""What a verifier says of two who look like one: that they are one, that they are two, or two after all."""

import datetime
import uuid

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.accounts.roles import Power
from okoce.core.verbs import verb
from participants import merging
from participants.models import Distinction, Likeness, Merge, Participant
from programs.scoping import area_of


@verb("duplicates merged")
def make_one(
    *,
    by: User,
    likeness: Likeness,
    id: uuid.UUID,
    kept: Participant,
    folded: Participant,
    because: str,
    at: datetime.datetime,
    after_all: bool = False,
) -> Merge:
    """They are one; raises a sentence when somebody told them apart meanwhile, and what a merge raises.

    `after_all` is said by whoever knows that they were told apart: a verifier of the whole city. What was said stays.
    """
    one, other = merging.held(likeness.first, likeness.second)
    if _were_told_apart(one, other) and not (after_all and decides_anew(by)):
        raise ValidationError(_("Somebody said meanwhile that they are two people."), "told_apart")
    return merging.merge(by=by, id=id, kept=kept, folded=folded, because=because, at=at)


@verb("people told apart")
def tell_apart(*, by: User, likeness: Likeness, because: str) -> Distinction:
    """They are two people, and nobody is asked again; said before, it stays as it was said.

    Raises a sentence when somebody merged them meanwhile.
    """
    one, other = merging.held(likeness.first, likeness.second)
    if one.kept_id == other.kept_id:
        raise ValidationError(_("Somebody merged them meanwhile: it is taken back on the person’s page."), "merged")
    return _apart(likeness.first, likeness.second, because, by)


@verb("merge taken back")
def take_back(*, by: User, merge: Merge, because: str, known: str, at: datetime.datetime) -> Merge:
    """The two are two again, as they were, and are told apart from now on."""
    merge = merging.unmerge(by=by, merge=merge, because=because, at=at)
    _apart(merge.kept, merge.folded, known, by)
    return merge


def decides_anew(user: User) -> bool:
    """Whether the user decides again about two who were told apart: whoever sees the whole city, as nobody asks again."""
    return user.may(Power.MERGE_PEOPLE) and area_of(user) is None


def proposed(one: Participant, other: Participant) -> tuple[Participant, Participant]:
    """Who is kept and who is merged, unless somebody chooses: a verified identity first, then the earlier registration."""
    kept, folded = sorted([one, other], key=_precedence)
    return kept, folded


def _precedence(person: Participant) -> tuple[bool, bool, datetime.date, datetime.datetime]:
    on = person.registered_on
    return not person.identity_verified, on is None, on or datetime.date.max, person.created_at


def _were_told_apart(one: Participant, other: Participant) -> bool:
    """Whether somebody said so of any row of the one and any row of the other: a third row joins nobody to them either."""
    if one.kept_id == other.kept_id:
        return False
    said = Q(first__in=one.rows, second__in=other.rows) | Q(first__in=other.rows, second__in=one.rows)
    return Distinction.objects.filter(said).exists()


def _apart(one: Participant, other: Participant, because: str, by: User) -> Distinction:
    first, second = sorted([one.pk, other.pk])
    said = {"because": because, "said_by": by}
    return Distinction.objects.get_or_create(first_id=first, second_id=second, defaults=said)[0]
