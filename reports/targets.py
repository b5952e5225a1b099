"""Targets: dated rows, read for a month of the programme. After the last month they are None (docs/counting.md, “Readings of a number”)."""

from dataclasses import dataclass
from typing import Self

from okoce.core.months import Month
from programs.models import Programme, Target


@dataclass(frozen=True)
class Targets:
    programme: Programme
    rows: tuple[Target, ...]

    @classmethod
    def of(cls, programme: Programme) -> Self:
        """The versions that hold now."""
        return cls(programme, tuple(Target.objects.filter(superseded_by=None)))

    def index(self, month: Month) -> int:
        """1 for the programme's first month."""
        return month - self.programme.first + 1

    def months_left(self, month: Month) -> int:
        """How many months from this one on, to the programme's last; 0 or less when it is over."""
        return self.programme.last - month + 1

    def year(self, month: Month) -> int | None:
        """The programme year, 1 to 5; None outside the programme."""
        index = self.index(month)
        return (index - 1) // 12 + 1 if 1 <= index <= self.programme.months else None

    def row(self, metric: str, period: str, month: Month) -> Target | None:
        index = self.index(month)
        for row in self.rows:
            if (row.metric, row.period) == (metric, period) and row.from_month <= index <= row.to_month:
                return row
        return None

    def floor(self, metric: str, period: str, month: Month) -> int | None:
        row = self.row(metric, period, month)
        return row.floor if row else None

    def ceiling(self, metric: str, period: str, month: Month) -> int | None:
        row = self.row(metric, period, month)
        return row.ceiling if row else None

    def band(self, metric: str, month: Month) -> dict[str, int | None]:
        return {"floor": self.floor(metric, "month", month), "ceiling": self.ceiling(metric, "month", month)}
