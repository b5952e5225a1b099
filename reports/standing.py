"""How far the counts are, now or at an earlier moment: a revision and its time (docs/counting.md, “Readings of a number”)."""

import datetime
import re
from dataclasses import dataclass
from typing import NoReturn, Self

from django.utils.translation import gettext as _

from okoce.core.months import JAKARTA, Month
from okoce.core.readings import Reading, Rows, by_itself
from reports.models import Revision

NUMBER = re.compile(r"\d{1,18}", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


NOW = "SELECT number, at FROM reports_revision ORDER BY number DESC LIMIT 1"
# What a reading was made of that is read once a day: all that was posted before the day began.
WHEN_THE_DAY_BEGAN = "(SELECT number FROM reports_revision WHERE at < %(midnight)s ORDER BY number DESC LIMIT 1)"


@dataclass(frozen=True)
class Standing:
    """How far the counts are: the newest revision and its time (0 and None before the first)."""

    revision: int
    at: datetime.datetime | None

    @classmethod
    def of(cls, row: Revision | None) -> Self | None:
        return cls(row.number, row.at) if row else None

    @property
    def as_of(self) -> str | None:
        return self.at.astimezone(JAKARTA).isoformat(timespec="seconds") if self.at else None

    @property
    def day(self) -> datetime.date | None:
        return self.at.astimezone(JAKARTA).date() if self.at else None

    @property
    def month(self) -> Month | None:
        return Month.of(self.day) if self.day else None


def standing_read() -> Reading[Standing]:
    return Reading(NOW, {}, _newest)


standing = by_itself(standing_read)


def _newest(rows: Rows) -> Standing:
    for number, at in rows:
        return Standing(number, datetime.datetime.fromisoformat(at))
    return Standing(0, None)


def standing_at(number: int) -> Standing | None:
    """As of that revision; None when there is none of that number."""
    return Standing.of(Revision.objects.filter(number=number).first())


# What is posted before midnight may commit after it, a rebuild by hand many minutes: until then a day is not over.
SETTLES = datetime.timedelta(hours=1)


def is_over(day: datetime.date, *, at: datetime.datetime) -> bool:
    """Whether no further revision can be of that day in Jakarta."""
    if day >= at.astimezone(JAKARTA).date():
        return False
    # Revisions come one after the other: where there is a later one, all of that day are there.
    return at >= midnight_after(day) + SETTLES or Revision.objects.filter(at__gte=midnight_after(day)).exists()


def standing_after(day: datetime.date) -> Standing | None:
    """As of the last revision until the end of that day; None before the first."""
    return Standing.of(Revision.objects.filter(at__lt=midnight_after(day)).first())


def midnight_after(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), JAKARTA)


class NoSuchMoment(Exception):  # noqa: N818 - what was asked for is not there, nothing failed
    """Nothing stands as was asked: a stable code, and a sentence that says what to ask for instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


def standing_said(said: str, *, at: datetime.datetime) -> Standing:
    """As of a revision's number, or of the end of a day that is over; raises NoSuchMoment."""
    if NUMBER.fullmatch(said):
        return standing_at(int(said)) or _no_such_revision()
    day = _day(said)
    if not is_over(day, at=at):
        raise NoSuchMoment("day_not_finished", _("This day is not over yet: numbers as of a day are those of its end."))
    if found := standing_after(day):
        return found
    sentence = _("Nothing was counted by the end of that day: there is no revision of it.")
    raise NoSuchMoment("revision_unknown", sentence)


def _day(said: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(said if DAY.fullmatch(said) else "")
    except ValueError:
        sentence = _("Write the number of a revision, or a day as YYYY-MM-DD, for example 2018-03-31.")
        raise NoSuchMoment("invalid", sentence) from None


def _no_such_revision() -> NoReturn:
    sentence = _("There is no such revision; revisions go from 1 to %(newest)s.") % {"newest": standing().revision}
    raise NoSuchMoment("revision_unknown", sentence)
