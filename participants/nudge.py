"""Ring for whoever reads and writes spreadsheets, after a commit that leaves work. A lost ring costs seconds."""

from typing import Any

import structlog

log = structlog.get_logger(__name__)


def nudge(**signal: Any) -> None:
    from participants.tasks import move_spreadsheets  # noqa: PLC0415 - tasks import the models, which load after this

    try:
        move_spreadsheets.apply_async()
    except Exception as error:  # noqa: BLE001 - a broker can fail in many ways, and beat rings as well
        log.warning("nudge_lost", error=type(error).__name__)
