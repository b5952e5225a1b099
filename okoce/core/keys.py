"""Ids as they stand in addresses and forms: typed by programs, and sometimes by people."""

import uuid


def key_of(text: object) -> uuid.UUID | None:
    """The id that is written there; None for a file, and for anything else."""
    try:
        return uuid.UUID(text)  # type: ignore[arg-type]
    except (AttributeError, TypeError, ValueError):
        return None


def is_key(text: str) -> bool:
    """Whether it is an id, written as this program writes one."""
    key = key_of(text)
    return key is not None and str(key) == text
