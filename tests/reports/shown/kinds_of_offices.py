"""What may be put into the sentences about lists of other offices, and what such a list is held against."""

from collections.abc import Callable
from typing import Any

from participants.models import ListLine, Match
from tests.reports import recount
from tests.reports.recount import Thresholds
from tests.reports.shown.kinds import Kind, number, of
from tests.reports.shown.numbers import Asked


def asked(room) -> Asked:
    """Beside which number of licensed people it stands: that of the page of records, or of all months until the page's."""
    if room.asked.page == "records":
        return Asked.of(room.asked.address)
    return room.question("licensed", "through", room.kecamatan)


def on_lists(room, *_) -> int:
    """Of how many of them a line of a day since the registration is confirmed."""
    people, trainings = room.answers.memory.facts_at()
    number = asked(room)
    return sum(
        metric == "licensed"
        and number.first.first <= day.replace(day=1) <= number.last.first
        and number.holds(people[key].lives_in(day))
        and any(on >= people[key].registered_on for on in people[key].official.values())
        for key, metric, day, _value in recount.climbed(people, recount.counting(trainings), Thresholds())
    )


def lines(**said: Any) -> Kind:
    return number(lambda *_: ListLine.objects.filter(**said).count())


def matches(**said: Any) -> Kind:
    return number(lambda *_: Match.objects.filter(**said).count())


licensed: Callable[..., int] = lambda room, *_: room.answers.recounted(asked(room))  # noqa: E731 - as short as the others
CONFIRMED, WAITING = matches(state="confirmed"), matches(state="proposed", line__pile="matched")

for sentence in (
    "Beside “licensed”: of %(licensed)s person a line of a licensing office's list is confirmed for %(shown)s.",
    "%(shown)s of %(licensed)s (%(share)s)",
):
    of(sentence, licensed=number(licensed), shown=number(on_lists))
for sentence in (
    (
        "%(confirmed)s of %(lines)s licences on the licensing offices' lists, the newest as of %(day)s, are confirmed to be of"
        " participants."
    ),
    "%(proposed)s more is matched and waits for somebody to confirm it.",
):
    of(sentence, confirmed=CONFIRMED, lines=lines(), proposed=WAITING)
of("xlsx or csv, at most 30 MB and %(most)s rows", most=number(lambda *_: 100_000))
of("%(lines)s line", lines=lines())
of("%(many)s confirmed", many=CONFIRMED)
of("%(many)s matched and to be confirmed", many=WAITING)
of("%(many)s doubtful", many=lines(pile="doubtful"))
