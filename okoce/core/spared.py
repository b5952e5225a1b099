"""What may fail without harm: a ring that is lost costs seconds and no number, because beat rings as well."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

log = structlog.get_logger(__name__)


@contextmanager
def spared(event: str) -> Iterator[None]:
    """Whatever goes wrong inside is logged, and that is all."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - a broker can fail in many ways
        log.warning(event, error=type(error).__name__)
