"""Which numbers of people are not told, by hand."""

import pytest

from reports.publishing.suppression import hidden, hidden_of_city


def row(**numbers):
    return {code: (number,) for code, number in numbers.items()}


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        # Nothing is small: 0 tells of nobody, 5 of enough.
        ({"a": 0, "b": 5, "c": 60}, ""),
        ({"a": 0, "b": 0, "c": 0}, ""),
        # One small number, and its neighbour by code that hides it; the pair cd stays.
        ({"a": 3, "b": 70, "c": 5, "d": 9}, "ab"),
        ({"a": 30, "b": 70, "c": 5, "d": 1}, "cd"),
        # Who has nobody is in no pair, and is told.
        ({"a": 3, "b": 0, "c": 70, "d": 9, "e": 8}, "ac"),
        # The last of five is the third of the pair before it.
        ({"a": 30, "b": 70, "c": 8, "d": 9, "e": 1}, "cde"),
        # 1 + 1 = 2 tells that it is one each: the next pair hides them. 1 + 3 would do so too, and 1 + 4 does not.
        ({"a": 1, "b": 1, "c": 50, "d": 60, "e": 70, "f": 80}, "abcd"),
        ({"a": 1, "b": 3, "c": 50, "d": 60, "e": 70, "f": 80}, "abcd"),
        ({"a": 1, "b": 4, "c": 50, "d": 60, "e": 70, "f": 80}, "ab"),
        # After the last pair comes the first.
        ({"a": 50, "b": 60, "c": 70, "d": 80, "e": 1, "f": 1}, "abef"),
        # Six times 1 is 6: only where nobody knows who has anybody does that tell nothing.
        ({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 0}, "abcdefg"),
    ],
)
def test_a_small_number_is_hidden_with_its_neighbour(numbers, expected):
    assert "".join(sorted(hidden(row(**numbers)))) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # (moved up, the others who are licensed)
        ({"a": (0, 9), "b": (8, 9), "c": (5, 0)}, ""),
        # 20 licensed of whom 18 moved up: the other two are a number too.
        ({"a": (18, 2), "b": (6, 7), "c": (9, 9), "d": (9, 9)}, "ab"),
        # Of both together only one moved up: the next pair has more of them.
        ({"a": (1, 30), "b": (0, 30), "c": (9, 9), "d": (9, 9), "e": (9, 9), "f": (9, 9)}, "abcd"),
        # Nobody moved up in either, and that is no secret.
        ({"a": (0, 3), "b": (0, 30), "c": (9, 9), "d": (9, 9)}, "ab"),
    ],
)
def test_a_part_is_hidden_with_its_whole(cells, expected):
    assert "".join(sorted(hidden(cells))) == expected


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ({"registered": 0, "trained": 5, "funded": 4}, {"funded"}),
        ({"registered": 1, "trained": 2}, {"registered", "trained"}),
        ({"licensed": 20, "level_up": 18}, {"level_up"}),
        ({"licensed": 20, "level_up": 20}, set()),
        ({"licensed": 3, "level_up": 0}, {"licensed", "level_up"}),
    ],
)
def test_a_small_number_of_the_city_is_hidden(counted, expected):
    assert hidden_of_city(counted) == expected
