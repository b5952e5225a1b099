"""Numbers, dates and codes as they stand on a page."""

import re
from decimal import Decimal

MONTHS = {
    "en": "January February March April May June July August September October November December "
    "Jan Feb Mar Apr May Jun Jul Aug Sep Sept Oct Nov Dec",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember "
    "Jan Feb Mar Apr Mei Jun Jul Agu Ags Agt Sep Okt Nov Des Agust",
}
# Age bands, definitions, rungs, kecamatan, quarters, rules, digests, and what is no number of the programme at all.
CODES = re.compile(
    r"\b(?:25-34|35-44|45-54)\b|OKOCE-2026\.1|COBA-1|2018-P4|2020-P1|COUNCIL-P7|\bP[1-7]\b|\b31\.\d\d\.\d\d\b|\b20\d\d-Q[1-4]\b|\bC\d+\b"
    r"|\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)(?:[0-9a-f]{64}|[0-9a-f]{8})\b|SHA-256|\b0{64}\b|sha256sum|CC BY 4\.0|CSV 1\.0"
)
# A number by itself: with its sign, groups and decimals.
NUMBER = re.compile(r"[+−]?\d[\d.,]*\d|[+−]?\d")


def without_dates(text: str, language: str) -> str:
    """The same with each date, month, clock and year as a word."""
    named = "|".join(sorted(set(MONTHS[language].split()), key=len, reverse=True))
    clock = r"\d\d[.:]\d\d WIB"
    for pattern in (
        rf"(?:\b\d{{1,2}} )?\b(?:{named})\.? \d{{4}}(?:, {clock})?",
        rf"\b{clock}",
        r"\b\d{4}-\d{2}(?:-\d{2})?\b",
        r"\b\d{1,2} (?:" + named + r")\b",
    ):
        text = re.sub(pattern, "⟨date⟩", text)
    return text


def without_codes(text: str) -> str:
    return CODES.sub("⟨code⟩", text)


def parsed(text: str, language: str) -> Decimal | None:
    """The number that the text is, with or without rupiah and per cent; None where it is none."""
    text = text.strip().removeprefix("Rp ").removesuffix("%").strip()
    if not NUMBER.fullmatch(text):
        return None
    groups, point = (",", ".") if language == "en" else (".", ",")
    sign = -1 if text[0] == "−" else 1
    return sign * Decimal(text.lstrip("+−").replace(groups, "").replace(point, "."))


def numbers(text: str, language: str) -> list[Decimal]:
    return [number for found in NUMBER.findall(text) if (number := parsed(found.rstrip(".,"), language)) is not None]


def is_share(text: str, part: Decimal, whole: Decimal, language: str) -> bool:
    """Whether that is the part of the whole in per cent, as exactly as it says."""
    share = parsed(text, language)
    if share is None or not whole:
        return text.strip().startswith("–")
    decimals = -share.as_tuple().exponent
    return abs(share - 100 * part / whole) <= Decimal("0.500001") / 10**decimals
