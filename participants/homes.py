"""Where people live, now and on a day."""

import datetime
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.db.models import Case, CharField, Field, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from participants.models import OfTheWhole, Participant, Residence
from programs.places import OUTSIDE


def home(column: str, *, of: str = "pk") -> Case:
    """What that column says of the newest home of a person; `of` is the column that names them."""
    return first_of_the_person(Residence.objects.order_by("-since"), column, of=of, is_a=CharField())


def first_of_the_person(rows: QuerySet[Any], column: str, *, of: str, is_a: "Field[Any, Any]") -> Case:
    """What that column says in the first of these rows about the person whom `of` names, whichever of their own rows it is of."""
    alone = rows.filter(participant=OuterRef(of)).values(column)[:1]
    whole = rows.filter(OfTheWhole("participant", OuterRef(of))).values(column)[:1]
    return Case(When(has_rows(of), then=Subquery(whole)), default=Subquery(alone), output_field=is_a)


def has_rows(of: str) -> Q:
    """Whether several rows tell of the person whom that column names.

    Few have some: what is asked of those alone by every row takes several times as long when it is asked of everybody.
    """
    merged = Participant.objects.filter(merged_into__isnull=False)
    return Q(**{f"{of}__in": merged.values("pk")}) | Q(**{f"{of}__in": merged.values("merged_into")})


def with_homes(people: QuerySet[Any]) -> QuerySet[Any]:
    """Each with the code of the kecamatan where they live now as `home`, or LUAR."""
    return people.annotate(home=Coalesce(home("kecamatan"), Value(OUTSIDE)))


def home_on(day: datetime.date, homes: Sequence[Residence], person: Participant) -> Residence | None:
    """The newest of them on the day; before the first one that is known, that one. Of two on one day the one kept."""
    ranked = sorted(homes, key=lambda home: (home.participant_id != person.pk, home.participant_id))
    past = [home for home in ranked if home.since <= day]
    by_day = attrgetter("since")
    return max(past, key=by_day) if past else min(ranked, key=by_day, default=None)


def home_of(person: Participant, day: datetime.date) -> Residence | None:
    """Where the person lived on the day, by whatever row tells of them."""
    homes = Residence.objects.filter(participant__in=person.rows).select_related("kecamatan")
    return home_on(day, list(homes), person)


def home_of_both(kept: Participant, folded: Participant, day: datetime.date) -> Residence | None:
    """Where they would live on the day if they were one person."""
    rows = Participant.objects.rows_of([kept.kept_id, folded.kept_id])
    homes = Residence.objects.filter(participant__in=rows.values("pk")).select_related("kecamatan")
    return home_on(day, list(homes), kept)
