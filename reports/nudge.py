"""Ring for a roll-up after a commit: ten thousand commits ring once. A lost ring costs seconds, never a number."""

import structlog
from django.core.cache import cache

log = structlog.get_logger(__name__)

RINGING = "roll-up-rung"
# A ring that got lost with the broker blocks the next for no longer than this; beat ticks meanwhile.
FORGET_AFTER = 5


def nudge(**signal) -> None:
    from reports.tasks import roll_up  # noqa: PLC0415 - tasks import the drain, which imports the models

    try:
        if cache.add(RINGING, 1, FORGET_AFTER):
            roll_up.apply_async()
    except Exception as error:  # noqa: BLE001 - no broker: the user's work stands, and the tick will find it
        log.warning("nudge_lost", error=type(error).__name__)


def answered() -> None:
    """Called before draining, so that a commit during the drain rings again."""
    try:
        cache.delete(RINGING)
    except Exception as error:  # noqa: BLE001 - the same: it rings once too rarely, and the tick comes
        log.warning("nudge_not_cleared", error=type(error).__name__)
