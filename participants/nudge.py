"""Ring for whoever reads and writes spreadsheets and lists, after a commit that leaves work. A lost ring costs seconds.

One that asks for duplicates costs a night when it is lost: everybody is compared then.
"""

from typing import Any

from django.core.cache import cache

from okoce.core.spared import spared

RINGING = "duplicates-rung"
# Whoever sends a thousand batches is looked through once: everybody is compared in one go.
LATER = 120


def nudge(**signal: Any) -> None:
    from participants.tasks import move_spreadsheets  # noqa: PLC0415 - tasks import the models, which load after this

    with spared("nudge_lost"):
        move_spreadsheets.apply_async()


def nudge_lists(**signal: Any) -> None:
    from participants.tasks import read_lists  # noqa: PLC0415 - the same

    with spared("nudge_lost"):
        read_lists.apply_async()


def nudge_duplicates(**signal: Any) -> None:
    from participants.tasks import look_for_duplicates  # noqa: PLC0415 - the same

    with spared("nudge_lost"):
        if cache.add(RINGING, 1, LATER):
            look_for_duplicates.apply_async(countdown=LATER)


def duplicates_answered() -> None:
    """Called before looking, so that who comes meanwhile is looked for again."""
    with spared("nudge_not_cleared"):
        cache.delete(RINGING)
