"""Which numbers of people are not told to everybody, so that no small one can be worked out (docs/open-data.md).

One row is a metric in a quarter, told by kecamatan; its total is known to whoever adds up the months of the city. A cell is a
tuple of parts: `licensed` is told beside `level_up`, which is a part of it, and so says what the rest of it is too.
"""

from collections.abc import Iterable, Mapping
from itertools import cycle, islice

# A number of people from 1 to this says too much about each of them.
SMALL = 4
# Of a hidden cell each of 1 to 4 stays possible while the hidden cells together have at least this many people more than
# one for each; of a part that may be nothing, while they have at least four people of it.
MORE_THAN_ONE_EACH, OF_A_PART = SMALL - 1, SMALL

# Whoever moved up is licensed too: the difference of the two is a number of people as well.
PART_OF = {"level_up": "licensed"}

Cell = tuple[int, ...]
Row = Mapping[str, Cell]


def is_small(number: int | None) -> bool:
    return number is not None and 1 <= number <= SMALL


def tells_too_much(cell: Cell) -> bool:
    """Whether the whole of it is small, or one of its parts."""
    return is_small(sum(cell)) or any(is_small(part) for part in cell)


def hidden(row: Row) -> frozenset[str]:
    """The places of which nothing is told in this row.

    Places with anybody are taken two by two, in the order of their codes; a pair of which one says too much is hidden whole, and the
    next pairs with it until the hidden ones together no longer say how many are in each. Which pairs there are depends on no number:
    so it helps nobody to know this rule. Where even all of them together say too much, the places with nobody are hidden too.
    """
    pairs = _pairs(sorted(code for code, cell in row.items() if sum(cell)))
    small = [number for number, pair in enumerate(pairs) if any(tells_too_much(row[code]) for code in pair)]
    if not small:
        return frozenset()
    chosen = set(small)
    for number in islice(cycle(range(len(pairs))), small[0], small[0] + len(pairs)):
        if _keeps_a_secret([row[code] for each in chosen for code in pairs[each]]):
            break
        chosen.add(number)
    places = [code for each in chosen for code in pairs[each]]
    return frozenset(places if _keeps_a_secret([row[code] for code in places]) else row)


def _pairs(codes: list[str]) -> list[list[str]]:
    """Two by two; a last one alone is the third of the pair before it."""
    pairs = [codes[at : at + 2] for at in range(0, len(codes), 2)]
    if len(pairs) > 1 and len(pairs[-1]) == 1:
        last = pairs.pop()
        pairs[-1] += last
    return pairs


def _keeps_a_secret(cells: Iterable[Cell]) -> bool:
    """Whether their sums, which everybody can work out, leave open how many are in each of these cells."""
    known = list(cells)
    parts = [sum(part) for part in zip(*known, strict=True)]
    enough = sum(parts) - len(known) >= MORE_THAN_ONE_EACH
    return len(known) > 1 and enough and (len(parts) == 1 or all(part == 0 or part >= OF_A_PART for part in parts))


def hidden_of_city(counted: Mapping[str, int]) -> frozenset[str]:
    """Of the metrics of people in one month of the whole city, those of which the number is not told.

    Nothing is hidden beside a small one here, for what was told of earlier months cannot be taken back: so whoever adds months up
    gets no total of a quarter with one of them.
    """
    small = {metric for metric, number in counted.items() if is_small(number)}
    rest = {part for part, whole in PART_OF.items() if is_small(counted.get(whole, 0) - counted.get(part, 0))}
    return frozenset(small | (rest & counted.keys()))
