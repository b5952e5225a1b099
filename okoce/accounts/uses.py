"""When a token was last used: the minute goes to the cache at once, and to its row by a job. A read writes nothing."""

import datetime
import time
import uuid

from django.core.cache import cache

from okoce.accounts.models import Token

MINUTE = 60
# As long as the job may be away before a use is lost.
KEPT = 24 * 3600
MOST = 1_000

# The minute of each token that this process has noted already.
_noted: dict[uuid.UUID, int] = {}


def note(handle: uuid.UUID) -> None:
    """The token was used in this minute."""
    minute = int(time.time()) // MINUTE
    if _noted.get(handle) != minute:
        if len(_noted) >= MOST:
            _noted.clear()
        _noted[handle] = minute
        cache.set(_key(handle), minute, KEPT)


def write_down() -> int:
    """Give each token the minute in which it was used last; how many had another one before."""
    tokens = {_key(token.handle): token for token in Token.objects.only("handle", "last_used_at")}
    changed = 0
    for key, minute in cache.get_many(tokens).items():
        moment = datetime.datetime.fromtimestamp(minute * MINUTE, datetime.UTC)
        if (token := tokens[key]).last_used_at is None or token.last_used_at < moment:
            token.last_used_at = moment
            token.save(update_fields=["last_used_at"])
            changed += 1
    return changed


def _key(handle: uuid.UUID) -> str:
    return f"token-used:{handle}"
