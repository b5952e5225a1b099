"""How often somebody may ask whose number this is: whoever may try them all learns who is registered."""

import structlog
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.accounts.models import User

MOST, SECONDS = 30, 60

log = structlog.get_logger(__name__)


def count_one(user: User) -> None:
    """One more exact number was asked for; raises a sentence for more than thirty in a minute."""
    key = f"number-lookups:{user.pk}"
    cache.add(key, 0, SECONDS)
    try:
        asked = cache.incr(key)
    except ValueError:
        # The minute ended between the two, or the cache went away: nobody's work waits for it.
        return
    if asked == MOST + 1:
        log.warning("look-up limit reached", user=user.pk)
    if asked > MOST:
        raise ValidationError(_("You looked up many numbers in a short time: wait a minute, then try again."))
