"""Ring for a roll-up after a commit: ten thousand commits ring once. A lost ring costs seconds, never a number.

And for whoever writes the files, or sends the reports, that somebody asked for.
"""

from typing import Any

from django.core.cache import cache

from okoce.core.spared import spared

RINGING = "roll-up-rung"
# A ring that got lost with the broker blocks the next for no longer than this; beat ticks meanwhile.
FORGET_AFTER = 5


def nudge(**signal: Any) -> None:
    from reports.tasks import roll_up  # noqa: PLC0415 - tasks import the drain, which imports the models

    # Without a broker the user's work stands, and the tick will find it.
    with spared("nudge_lost"):
        if cache.add(RINGING, 1, FORGET_AFTER):
            roll_up.apply_async()


def nudge_exports(**signal: Any) -> None:
    from reports.tasks import export  # noqa: PLC0415 - tasks import the models, which load after this

    with spared("nudge_lost"):
        export.apply_async()


def nudge_mail(**signal: Any) -> None:
    from reports.tasks import send_reports  # noqa: PLC0415 - the same

    with spared("nudge_lost"):
        send_reports.apply_async()


def answered() -> None:
    """Called before draining, so that a commit during the drain rings again."""
    with spared("nudge_not_cleared"):
        cache.delete(RINGING)
