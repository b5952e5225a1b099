"""Ring for whoever reads and writes spreadsheets, after a commit that leaves work. A lost ring costs seconds."""

from typing import Any

from okoce.core.spared import spared


def nudge(**signal: Any) -> None:
    from participants.tasks import move_spreadsheets  # noqa: PLC0415 - tasks import the models, which load after this

    with spared("nudge_lost"):
        move_spreadsheets.apply_async()
