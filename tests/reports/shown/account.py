"""What each number of a page is: behind a link, put into a known sentence, or in a known column of a table."""

from collections.abc import Iterator
from typing import Any

from tests.reports.shown import (
    cells,
    cells_of_offices,
    cells_of_paper,
    cells_of_places,
    cells_of_work,
    kinds,
    kinds_of_offices,
    kinds_of_paper,
    kinds_of_places,
    kinds_of_work,
)
from tests.reports.shown.numbers import Asked
from tests.reports.shown.page import DIGIT, Piece
from tests.reports.shown.room import Room
from tests.reports.shown.sentences import candidates

# Those of places, of the rooms of work, of papers and of other offices stand in the same tables.
for each in (cells_of_places, cells_of_work, cells_of_paper, cells_of_offices):
    assert each.column is cells.column
for each in (kinds_of_places, kinds_of_work, kinds_of_paper, kinds_of_offices):
    assert each.of is kinds.of


def faults(room: Room) -> Iterator[str]:
    """Each number that is another one than it must be, or is not accounted for, with the text that it stands in."""
    for piece in room.pieces:
        wrong = of_link(room, piece) if piece.link else of_words(room, piece, piece.text)
        if wrong:
            where = f"<{piece.element.tag}> {piece.row} | {piece.column} | {piece.text}"
            yield f"{room.asked}\n    {wrong}: {where}"


def of_link(room: Room, piece: Piece) -> str:
    """The number that is a link: the page, the recount and the API."""
    shown = room.numbers(room.plain(piece.text))
    if not shown:
        return ""
    recounted, told = room.answers.of(Asked.of(piece.link))
    if not shown[0] == recounted == told:
        return f"page {shown[0]}, recount {recounted}, API {told}, {piece.link}"
    return of_words(room, piece, piece.text) if len(shown) > 1 else ""


def of_words(room: Room, piece: Piece, words: str) -> str:
    """Empty where every number in the words is what it must be."""
    text, wrong = room.plain(words), ""
    for sentence in candidates(text, room.language) if DIGIT.search(text) else ():
        while DIGIT.search(text) and (found := sentence.pattern.search(text)) and DIGIT.search(found.group()):
            if fault := of_sentence(room, piece, sentence.msgid, found.groupdict()):
                wrong = wrong or fault
                break
            text = f"{text[: found.start()]}⟨told⟩{text[found.end() :]}"
    if not DIGIT.search(text) or not cells.fault(room, piece, text):
        return ""
    return wrong or "not accounted for"


def of_sentence(room: Room, piece: Piece, msgid: str, said: dict[str, str]) -> str:
    for name, words in said.items():
        if DIGIT.search(words) and not is_it(kinds.kind(msgid, name), room, piece, said, name):
            return f"“{msgid}”: {name} is {words}"
    return ""


def is_it(kind: kinds.Kind, *said: Any) -> bool:
    """What cannot be held against anything in that place is something else."""
    try:
        return kind(*said)
    except LookupError:
        return False
