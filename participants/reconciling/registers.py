"""What official lists say of one person, whichever of their rows a line was matched with."""

from dataclasses import dataclass
from typing import Any

from okoce.accounts.models import User
from participants.models import ListLine, Match, OfficialList, Participant

Kind, State = OfficialList.Kind, Match.State


@dataclass(frozen=True)
class Said:
    """One line, whose it is held to be, and whether the reader may open it and decide about it."""

    match: Match
    opens: bool

    @property
    def holds(self) -> bool:
        return self.match.state == State.CONFIRMED

    @property
    def told(self) -> bool:
        """What stands on a line is the person's once it is confirmed; before that whoever opens the line reads it there."""
        return self.holds or (self.opens and self.match.state == State.PROPOSED)

    @property
    def differs(self) -> bool:
        """Whether the civil registry says otherwise than what is recorded here."""
        return self.holds and self.match.line.list.kind == Kind.CIVIL and self.match.disagrees


def registers_of(person: Participant, user: User) -> list[Said]:
    """Newest list first: what is confirmed, what was taken back, and what waits for whoever may open it."""
    states = [State.CONFIRMED, State.UNDONE, State.PROPOSED]
    rows = Match.objects.filter(participant__in=person.rows, state__in=states)
    rows = rows.exclude(state=State.PROPOSED, line__list__state__in=OfficialList.GONE)
    rows = rows.select_related("line__list", "participant__merged_into", "decided_by")
    matches = list(rows.order_by("-line__list__as_of", "-line__list__loaded_at", "line__number"))
    opened = _opened(matches, user)
    said = [Said(match, match.pk in opened) for match in matches]
    return [one for one in said if one.opens or one.match.state != State.PROPOSED]


def _opened(matches: list[Match], user: User) -> set[Any]:
    if not matches:
        return set()
    lines = ListLine.objects.visible_to(user)
    keys = [match.pk for match in matches]
    seen = Match.objects.looked_after_by(user).filter(pk__in=keys, line__in=lines.values("pk"))
    return set(seen.values_list("pk", flat=True))
