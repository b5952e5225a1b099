"""How often somebody may ask whose number this is: whoever may try them all learns who is registered."""

from enum import StrEnum

import structlog
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.accounts.models import User

# Of numbers that are somebody's, in a minute.
MOST, SECONDS = 30, 60
# Of all that are tried, whosever they are: thirty a minute too, and those of a hall at once.
MOST_TRIED, HOUR = 30 * 60, 60 * 60
# On lists that are pasted, in an hour: the longest, looked through six times.
MOST_LISTED = 1200
# Of people elsewhere in spreadsheets that are taken in, in a day: more than moved to one kecamatan, and no register of a city.
MOST_ELSEWHERE, DAY = 200, 24 * HOUR

log = structlog.get_logger(__name__)


class Purpose(StrEnum):
    """What a number is looked up for. Each has a count of its own: what is only tried keeps nobody from work."""

    WORK = "number-lookups"
    TRIAL = "number-trials"
    TRIED = "numbers-tried"
    LISTED = "numbers-listed"
    ARRIVED = "numbers-arrived"
    ELSEWHERE = "numbers-elsewhere"


class TooManyError(ValidationError):
    """More than may be asked for; `wait` seconds at most until it may go on."""

    def __init__(self, wait: int) -> None:
        minute = _("You looked up many numbers in a short time: wait a minute, then try again.")
        longer = _("You looked up many numbers in a short time: try again in an hour.")
        longest = _("Too many in your lists of today are people of other kecamatan: send this file again tomorrow.")
        super().__init__(minute if wait <= SECONDS else longer if wait <= HOUR else longest)
        self.wait = wait


def refuse_further(user: User, purpose: Purpose = Purpose.WORK) -> None:
    """Counts nothing; raises TooManyError while the minute's thirty are used up."""
    # Whoever were refused only for numbers of somebody would be told by it which those are.
    if cache.get(_key(user, purpose), 0) >= MOST:
        raise TooManyError(SECONDS)


def count_one(user: User, purpose: Purpose = Purpose.WORK) -> None:
    """One more exact number was asked for; raises TooManyError for more than thirty in a minute."""
    _count(user, purpose, MOST, SECONDS)


def count_tried(user: User) -> None:
    """One more number is tried, maybe nobody's; raises TooManyError while no more are taken.

    That it is nobody's is an answer too, and a trial leaves nobody behind who would give the asking away.
    """
    refuse_further(user, Purpose.TRIAL)
    _count(user, Purpose.TRIED, MOST_TRIED, HOUR)


def count_listed(user: User, numbers: int, purpose: Purpose = Purpose.LISTED) -> None:
    """So many numbers stand on a list that is looked through; raises TooManyError while no more are taken."""
    if numbers:
        _count(user, purpose, MOST_LISTED, HOUR, numbers)


def refuse_lists(user: User) -> None:
    """Counts nothing; raises TooManyError while those of the day are used up, whosever numbers the list has."""
    if cache.get(_key(user, Purpose.ELSEWHERE), 0) >= MOST_ELSEWHERE:
        raise TooManyError(DAY)


def count_elsewhere(user: User, numbers: int) -> None:
    """So many rows of a spreadsheet have the number of somebody elsewhere; raises TooManyError for too many in a day."""
    if numbers:
        _count(user, Purpose.ELSEWHERE, MOST_ELSEWHERE, DAY, numbers)


def _count(user: User, purpose: Purpose, most: int, seconds: int, numbers: int = 1) -> None:
    key = _key(user, purpose)
    cache.add(key, 0, seconds)
    try:
        asked = cache.incr(key, numbers)
    except ValueError:
        # The time ended between the two, or the cache went away: nobody's work waits for it.
        return
    if asked - numbers <= most < asked:
        log.warning("look-up limit reached", user=user.pk)
    if asked > most:
        raise TooManyError(seconds)


def _key(user: User, purpose: Purpose) -> str:
    return f"{purpose}:{user.pk}"
