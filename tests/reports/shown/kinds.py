"""What may be put into a sentence: by the name of the place, and where that says too little by the sentence."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

Kind = Callable[[Any, Any, dict[str, str], str], bool]


def unknown(room, piece, said, name) -> bool:
    return False


BY_NAME: dict[str, Kind] = {}
BY_SENTENCE: dict[tuple[str, str], Kind] = {}


def kind(msgid: str, name: str) -> Kind:
    return BY_SENTENCE.get((msgid, name)) or BY_NAME.get(name) or unknown
