"""Jakarta months and days. A month is a value; nothing here reads the clock except `now` and `today`."""

import datetime
import re
from dataclasses import dataclass
from typing import Self
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")
_WRITTEN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month in Jakarta; orders, hashes and prints as `2018-03`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        datetime.date(self.year, self.number, 1)

    @classmethod
    def of(cls, day: datetime.date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `YYYY-MM`; raises ValueError for anything else."""
        if not (match := _WRITTEN.fullmatch(text)):
            raise ValueError(text)
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    def __add__(self, months: int) -> "Month":
        year, index = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, index + 1)

    def __sub__(self, other: "Month") -> int:
        """How many months lie between, negative when `other` is later."""
        return (self.year - other.year) * 12 + self.number - other.number

    @property
    def first(self) -> datetime.date:
        return datetime.date(self.year, self.number, 1)

    def days(self) -> tuple[datetime.date, datetime.date]:
        """The first day and the day after the last: a half-open range."""
        return self.first, (self + 1).first

    def until(self, last: "Month") -> list["Month"]:
        """Every month from this one to `last`, both included."""
        return [self + step for step in range(last - self + 1)]


def now() -> datetime.datetime:
    """The moment, with Jakarta's offset; called at the doors only."""
    return datetime.datetime.now(JAKARTA)


def today() -> datetime.date:
    """The day in Jakarta; called at the doors only."""
    return now().date()
