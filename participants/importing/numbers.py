"""Whether a row is told whose number it says: a list is no way to try numbers until one is somebody's.

A number is compared with somebody's only where the name beside it is theirs, shortened or longer too, and where the file does
not say one number after the other beside such names. Everything else is nobody's, as a number from elsewhere is.
"""

from collections.abc import Iterable
from itertools import chain, combinations

import structlog

from participants.importing.kinds import Case, Judged
from participants.matching import words_of

log = structlog.get_logger(__name__)

# Of one name so many people with numbers of their own are on a list; who tries numbers needs thousands.
MOST = 50
# Of a longer name the shortened ones are too many to be counted.
LONGEST = 6


def note(rows: Iterable[Judged], case: Case) -> None:
    """Count the numbers beside each name and each word; to be called with every part of the file before a row of it is told."""
    for row in rows:
        if row.nik and row.said["name"]:
            words = _words(row.said["name"])
            number = hash(row.nik.digits)
            _add(number, words, case)
            for word in words:
                _add(number, word, case)


def may_be_told(row: Judged, name: str, case: Case) -> bool:
    """Whether the row, whose number it is, learns that it is of somebody who is called so."""
    ours, theirs = _words(row.said["name"] or ""), _words(name)
    if not (ours and theirs):
        return False
    if ours == theirs:
        tried = _tried(ours, case)
    elif ours < theirs and len(theirs) <= LONGEST:
        tried = sum(_tried(frozenset(part), case) for part in _parts(theirs))
    elif ours > theirs:
        # At most so many longer names have all the words.
        tried = min(_tried(word, case) for word in theirs)
    else:
        return False
    if tried > MOST:
        _warn(case)
    return tried <= MOST


def _add(number: int, what: str | frozenset[str], case: Case) -> None:
    there = case.numbers.setdefault(hash(what), set())
    if len(there) <= MOST:
        there.add(number)
        if len(there) > MOST and not isinstance(what, str):
            _warn(case)


def _words(name: str) -> frozenset[str]:
    return frozenset(words_of(name))


def _parts(words: frozenset[str]) -> Iterable[tuple[str, ...]]:
    return chain.from_iterable(combinations(words, many) for many in range(1, len(words)))


def _tried(what: str | frozenset[str], case: Case) -> int:
    return len(case.numbers.get(hash(what), ()))


def _warn(case: Case) -> None:
    """Once a file."""
    if case.seen.setdefault("many numbers for a name", 0) == 0:
        case.seen["many numbers for a name"] = 1
        log.warning("many_numbers_for_a_name", user=case.by.pk, kind=case.spreadsheet.kind)
