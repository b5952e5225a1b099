"""What may be somebody's number is covered wherever a file is shown again, however it is grouped."""

import re

LONGEST = 120
# Digits in any writing, whatever but letters stands between them, and letters that are taken for digits.
LONG_NUMBER = re.compile(r"\+?\d(?:[\W_]*[\dOoIl]){7,}")
# Days, moments and hours are open; so are amounts, which end at thirteen digits: an identity number has sixteen.
DAY, HOUR = r"\d{1,2}[-./ ]\d{1,2}[-./ ]\d{4}|\d{4}[-/]\d\d[-/]\d\d(?:[T ]\d\d:\d\d(?::00)?)?", r"\d{1,2}[.:]\d\d"
MOMENT = re.compile(rf"{DAY}|{HOUR} ?[-–] ?{HOUR}", re.ASCII)
AMOUNT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3}){1,4}(?:,0+)?|[1-9]\d{0,2}(?:,\d{3}){1,4}(?:\.0+)?", re.ASCII)
MOST_DIGITS = 13


def masked(text: str) -> str:
    """The text with each long number covered but for its last four signs."""
    return LONG_NUMBER.sub(_covered, text)[:LONGEST]


def covered(text: str) -> str:
    """Nothing of it but its last four signs."""
    return f"{'*' * (len(text) - 4)}{text[-4:]}"[-LONGEST:]


def _covered(found: re.Match[str]) -> str:
    number = found[0]
    if MOMENT.fullmatch(number) or (AMOUNT.fullmatch(number) and sum(map(str.isdigit, number)) <= MOST_DIGITS):
        return number
    return covered(number)
