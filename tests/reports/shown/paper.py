"""What is printed of a month or mailed: the pieces of it, and what more than a page it is held against."""

import functools
import re
from typing import Self

from okoce.core.months import Month
from tests.reports.shown import kinds_of_paper, printed
from tests.reports.shown.city import FIRST
from tests.reports.shown.filters import Filter
from tests.reports.shown.numbers import Answers, Asked
from tests.reports.shown.page import Element, Piece, main_of
from tests.reports.shown.room import Room

RUPIAH = re.compile(r"Rp (?=\d)")
HEADINGS = {"h1", "h2", "h3"}


class Paper(Room):
    @classmethod
    def printed(cls, asked: Filter, content: bytes, answers: Answers) -> Self:
        return cls(asked, printed.main_of(content), answers)

    @classmethod
    def mailed(cls, asked: Filter, mail, answers: Answers) -> Self:
        """The page, and each line of the text."""
        ((page, _kind),) = mail.alternatives
        main = main_of(page)
        main.children += [Element("pre", {}, main, [line]) for line in mail.body.splitlines() if "://" not in line]
        return cls(asked, main, answers)

    def plain(self, text: str) -> str:
        """An amount is its number."""
        return super().plain(RUPIAH.sub("", text))

    # Where a text stands.

    def heading(self, piece: Piece) -> str:
        """What the last heading before it says."""
        said = ""
        for one in self.main.inside():
            said = one.text() if one.tag in HEADINGS else said
            if one is piece.element:
                break
        return said

    def figure(self, piece: Piece) -> int:
        """Which of the large numbers, that stand side by side, it belongs to; -1 outside of them."""
        beside = next((one for one in self.main.all("div") if len(one.all("div")) > 2), None)
        figures = [one for one in beside.children if isinstance(one, Element)] if beside else []
        inside = [at for at, one in enumerate(figures) if piece.element in one.all("p")]
        return inside[0] if inside else -1

    def near(self, piece: Piece) -> list[Asked]:
        """Nothing is a link here: what a sentence tells of is what it stands under."""
        return [kinds_of_paper.published(self, piece)]

    @functools.cached_property
    def corrected(self) -> list[Month]:
        """The months of the lines that say why each is another number."""
        tables = [one for one in self.main.all("table") if self.words("Why") in [head.text() for head in one.all("th")]]
        return [self.months_named[row.all("th")[0].text()] for one in tables for row in one.all("tr")[1:]]

    # What it is held against.

    def first_published(self, month: Month) -> int:
        return self.answers.recounted(self.question("", "month", month=month).read("first"))

    def target_of(self, month: Month) -> int | None:
        """By the API."""
        return self.api("summary/", month=month, as_of=self.as_of)["headline"]["month"]["target"]

    @property
    def bars(self) -> list[Month]:
        return FIRST.until(self.month)

    @property
    def ever_closed(self) -> list[Month]:
        closed_at = self.answers.memory.closed_at
        return [month for month in FIRST.until(self.month) if month in closed_at]

    def moved_since(self, month: Month) -> bool:
        """Whether it is another number than was published first."""
        return self.here("", "month", month) != self.first_published(month)
