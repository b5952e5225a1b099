"""How often somebody may ask whose number this is: whoever may try them all learns who is registered."""

import structlog
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.accounts.models import User

MOST, SECONDS = 30, 60

log = structlog.get_logger(__name__)


class TooManyError(ValidationError):
    """More than thirty in a minute."""

    def __init__(self) -> None:
        super().__init__(_("You looked up many numbers in a short time: wait a minute, then try again."))


def refuse_further(user: User) -> None:
    """Counts nothing; raises TooManyError while the minute's thirty are used up."""
    # Whoever were refused only for numbers of somebody would be told by it which those are.
    if cache.get(_key(user), 0) >= MOST:
        raise TooManyError


def count_one(user: User) -> None:
    """One more exact number was asked for; raises TooManyError for more than thirty in a minute."""
    key = _key(user)
    cache.add(key, 0, SECONDS)
    try:
        asked = cache.incr(key)
    except ValueError:
        # The minute ended between the two, or the cache went away: nobody's work waits for it.
        return
    if asked == MOST + 1:
        log.warning("look-up limit reached", user=user.pk)
    if asked > MOST:
        raise TooManyError


def _key(user: User) -> str:
    return f"number-lookups:{user.pk}"
