"""What keeps a month from being closed, and what waits for a verifier meanwhile (docs/counting.md, “Months”)."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okoce.core.months import JAKARTA, Month
from okoce.core.templatetags.jakarta import month as in_words
from participants.waiting import by_place
from programs.deadlines import deadline, entry_until
from programs.models import Programme
from reports.models import ChangedKey, Check, Period, Quarantine
from reports.periods import never_closed_before

# A recount that is older says little about what is closed now.
RECOUNT_HOLDS = datetime.timedelta(days=2)
# Queued keys that a closing counts itself, while everybody else waits for it: some seconds' worth.
COUNTED_AT_ONCE = 4_000


@dataclass(frozen=True)
class Blocker:
    """Something that keeps the month from being closed: a stable code, and a sentence that says what to do."""

    code: str
    sentence: str


@dataclass(frozen=True, order=True)
class Waits:
    """So many records of a kind wait for a verifier in a kecamatan, or of people from outside under LUAR."""

    kecamatan: str
    kind: str
    many: int


@dataclass(frozen=True)
class Blockers:
    """What keeps a month from being closed, and what whoever closes it has to have seen."""

    hard: list[Blocker]
    waiting: list[Waits]

    @property
    def total(self) -> int:
        """How many records wait."""
        return sum(one.many for one in self.waiting)


def blockers(month: Month, *, at: datetime.datetime) -> Blockers:
    """What stands in the way of closing the month at that moment."""
    return Blockers([*_calendar(month, at), *queue(), *_counts(at)], waiting_until(month))


def queue() -> Iterator[Blocker]:
    """After a large import or a new definition a month is closed when that is counted."""
    if ChangedKey.objects.order_by()[: COUNTED_AT_ONCE + 1].count() > COUNTED_AT_ONCE:
        yield Blocker("queue", _("Many changes are still being counted: try again in some minutes."))


def waiting_until(month: Month) -> list[Waits]:
    """What was handed in, is undecided, and is of a day until the end of the month."""
    last = month.days()[1] - datetime.timedelta(days=1)
    return sorted(Waits(one.place, one.kind, one.many) for one in by_place(until=last))


def _calendar(month: Month, at: datetime.datetime) -> Iterator[Blocker]:
    """Each month in its turn, after its entries have ended; one that was reopened is closed again at any time."""
    on, said = at.astimezone(JAKARTA).date(), {"month": in_words(month)}
    period = Period.objects.filter(month=month.first).first()
    if period and period.status == Period.Status.FINAL:
        yield Blocker("final", _("%(month)s is closed already.") % said)
    elif month < Programme.objects.get().first:
        yield Blocker("before", _("%(month)s lies before the programme's first month.") % said)
    elif on < month.days()[1]:
        yield Blocker("not_over", _("%(month)s is not over yet.") % said)
    elif not deadline(month, on=on).passed:
        said["day"] = date_format(entry_until(month))
        yield Blocker("entry_open", _("%(month)s takes entries until %(day)s: close it after that day.") % said)
    if (earlier := never_closed_before(month)) and not (period and period.first_closed_at):
        yield Blocker(
            "earlier_open", _("%(month)s was never closed: close it first.") % {"month": in_words(earlier[0])}
        )


def _counts(at: datetime.datetime) -> Iterator[Blocker]:
    if many := Quarantine.objects.count():
        sentence = ngettext(
            "%(many)s source cannot be counted and is in quarantine: have it mended first.",
            "%(many)s sources cannot be counted and are in quarantine: have them mended first.",
            many,
        )
        yield Blocker("quarantine", sentence % {"many": many})
    last = Check.objects.first()
    if last is None or last.at < at - RECOUNT_HOLDS:
        sentence = _(
            "No full recount of the last two days is there: it runs each night, or by “manage.py roll_up --check”."
        )
        yield Blocker("no_recount", sentence)
    elif last.differences:
        sentence = ngettext(
            "The last full recount found %(many)s difference: have it mended first.",
            "The last full recount found %(many)s differences: have them mended first.",
            last.differences,
        )
        yield Blocker("differences", sentence % {"many": last.differences})
