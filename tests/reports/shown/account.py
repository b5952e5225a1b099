"""What each number of a page is: behind a link, put into a known sentence, or in a known column of a table."""

import functools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from okoce.core.months import Month
from tests.reports.shown import cells, kinds
from tests.reports.shown.figures import numbers, parsed, without_codes, without_dates
from tests.reports.shown.filters import Filter
from tests.reports.shown.numbers import Answers, Asked
from tests.reports.shown.page import DIGIT, Element, Piece, main_of, pieces_of
from tests.reports.shown.sentences import sentences


@dataclass
class Room:
    """A page as it was got, with what its numbers are held against."""

    asked: Filter
    main: Element
    answers: Answers

    @classmethod
    def of(cls, asked: Filter, html: str, answers: Answers) -> "Room":
        return cls(asked, main_of(html), answers)

    @property
    def language(self) -> str:
        return self.asked.language

    @functools.cached_property
    def pieces(self) -> list[Piece]:
        return pieces_of(self.main)

    def numbers(self, text: str) -> list[Decimal]:
        return numbers(text, self.language)

    @functools.cached_property
    def linked(self) -> Counter:
        """What its links show, and how often."""
        return Counter(self.numbers(piece.text)[0] for piece in self.pieces if piece.link and self.numbers(piece.text))

    def faults(self) -> Iterator[str]:
        """Each number that is another one than it must be, or is not accounted for, with the text that it stands in."""
        for piece in self.pieces:
            wrong = self.of_link(piece) if piece.link else self.of_text(piece)
            if wrong:
                yield f"{self.asked}\n    {wrong}: <{piece.element.tag}> {piece.row} | {piece.column} | {piece.text}"

    def of_link(self, piece: Piece) -> str:
        """The number that is a link: the page, the API and the recount."""
        shown = self.numbers(self.plain(piece.text))
        if not shown:
            return ""
        recounted, told = self.answers.of(Asked.of(piece.link))
        if not shown[0] == recounted == told:
            return f"page {shown[0]}, recount {recounted}, API {told}, {piece.link}"
        return self.of_text(piece) if len(shown) > 1 else ""

    def plain(self, text: str) -> str:
        """Without dates, codes and whatever is a word of a sentence."""
        return without_codes(without_dates(text, self.language))

    def of_text(self, piece: Piece) -> str:
        text = self.plain(piece.text)
        for sentence in sentences(self.language) if DIGIT.search(text) else ():
            while DIGIT.search(text) and (found := sentence.found_in(text)) and DIGIT.search(found.group()):
                if wrong := self.of_sentence(piece, sentence.msgid, found.groupdict()):
                    return wrong
                text = f"{text[: found.start()]}⟨told⟩{text[found.end() :]}"
        if not DIGIT.search(text):
            return ""
        return cells.fault(self, piece, text)

    def of_sentence(self, piece: Piece, msgid: str, said: dict[str, str]) -> str:
        for name, words in said.items():
            if DIGIT.search(words) and not kinds.kind(msgid, name)(self, piece, said, name):
                return f"“{msgid}”: {name} is {words}"
        return ""

    def number(self, text: str) -> Decimal | None:
        return parsed(text, self.language)
