"""The lines of a list as somebody sees them: how many lie on each pile, and a pile's lines with whose they may be."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse

from okoce.accounts.models import User
from participants.models import ListLine, Match, OfficialList
from programs.scoping import area_of

Pile = ListLine.Pile


class Around(NamedTuple):
    """Where a match stands among those of its list and pile that wait to be decided about: the addresses beside it."""

    number: int
    many: int
    previous: str
    following: str


class Counts(NamedTuple):
    """How many lines the list brought, and of those that one sees how many lie where; confirmed ones are matched ones.

    Whoever sees not the whole city is told of the lines that may be of their people, and of no other: neither how long the
    list is, nor what of it was here already.
    """

    lines: int
    matched: int
    confirmed: int
    doubtful: int
    unmatched: int
    # Rows of the file that were here already.
    same: int

    @property
    def waiting(self) -> int:
        return self.matched - self.confirmed


def counts_of(user: User, official: OfficialList) -> Counts:
    """Of one list."""
    return counts_of_each(user, [official])[official.pk]


def counts_of_each(user: User, lists: Sequence[OfficialList]) -> dict[Any, Counts]:
    """Of each of the lists: three questions for all of them, and two for whoever sees a part of the city."""
    keys = [one.pk for one in lists]
    rows: QuerySet[Any] = ListLine.objects.filter(list__in=keys).order_by()
    seen, whole = rows.visible_to(user), sees_all(user)  # type: ignore[attr-defined]
    lines = dict(rows.values_list("list").annotate(many=Count("pk"))) if whole else None
    piles = {(one, pile): many for one, pile, many in seen.values_list("list", "pile").annotate(many=Count("pk"))}
    confirmed = Match.objects.looked_after_by(user).filter(state=Match.State.CONFIRMED, line__list__in=keys).order_by()
    sure = dict(confirmed.values_list("line__list").annotate(many=Count("line", distinct=True)))
    return {
        one.pk: _counts(one, lines, {pile: piles.get((one.pk, pile), 0) for pile in Pile}, sure.get(one.pk, 0))
        for one in lists
    }


def _counts(one: OfficialList, all_lines: dict[Any, int] | None, piles: dict[Any, int], confirmed: int) -> Counts:
    matched, doubtful = piles[Pile.MATCHED], piles[Pile.DOUBTFUL]
    if all_lines is None:
        return Counts(matched + doubtful, matched, confirmed, doubtful, 0, 0)
    lines = all_lines.get(one.pk, 0)
    same = max(one.passed - one.wrong - lines, 0)
    return Counts(lines, matched, confirmed, doubtful, lines - matched - doubtful, same)


def lines_of(user: User, official: OfficialList, pile: str) -> QuerySet[ListLine]:
    """The pile's lines that the user sees, what is to be decided first; of nobody's to whoever sees the whole city alone."""
    rows: QuerySet[Any] = ListLine.objects.visible_to(user).filter(list=official, pile=pile)
    if pile == Pile.MATCHED:
        confirmed = Count("matches", filter=Q(matches__state=Match.State.CONFIRMED))
        rows = rows.annotate(done=confirmed).order_by("done", "number", "pk")
    matches: QuerySet[Any] = Match.objects.looked_after_by(user)
    whose = matches.select_related("participant__merged_into", "decided_by")
    return rows.prefetch_related(Prefetch("matches", queryset=whose))


def sees_all(user: User) -> bool:
    """Whether the user sees the whole city."""
    return area_of(user) is None


def candidates_of(user: User, line: ListLine) -> list[Match]:
    """Whose the line may be, as far as the user sees it."""
    rows: QuerySet[Any] = Match.objects.looked_after_by(user).filter(line=line)
    return list(rows.select_related("participant__merged_into", "milestone", "decided_by", "line"))


def are_told(user: User, matches: Iterable[Match]) -> bool:
    """Whether the user is shown whom the line of these matches names; of one matched by licence number alone the city is.

    Whoever has the number on record of somebody would else read the data of whoever the line is of.
    """
    return sees_all(user) or any(match.method != Match.Method.NUMBER for match in matches)


def waiting_in(user: User, official: OfficialList, pile: str) -> QuerySet[Match]:
    """What of the pile the user sees and nobody decided about, in the order of the list."""
    lines: QuerySet[Any] = ListLine.objects.visible_to(user).filter(list=official, pile=pile)
    rows: QuerySet[Any] = Match.objects.looked_after_by(user).filter(state=Match.State.PROPOSED)
    return rows.filter(line__in=lines.values("pk")).order_by("line__number", "pk")


def around(user: User, match: Match, pile: str) -> Around:
    """What lies before and after the match, whether or not it waits itself."""
    waiting, number = waiting_in(user, match.line.list, pile), match.line.number
    before = waiting.filter(Q(line__number__lt=number) | Q(line__number=number, pk__lt=match.pk))
    after = waiting.filter(Q(line__number__gt=number) | Q(line__number=number, pk__gt=match.pk))
    stands = before.count() + 1 if match.state == Match.State.PROPOSED else 0
    return Around(stands, waiting.count(), _address(before.last()), _address(after.first()))


def first_waiting(user: User, official: OfficialList, pile: str) -> str:
    """Where the pile is begun; empty when nothing waits."""
    return _address(waiting_in(user, official, pile).first())


def _address(match: Match | None) -> str:
    return reverse("reconcile-match", args=[match.pk]) if match else ""
