"""One at a time: of the requests of a process, one has a whole file at hand."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# A large file takes seconds and hundreds of megabytes: neither four of them at once, nor all threads waiting for one.
PATIENCE = 1
_at_hand = threading.Lock()


@contextmanager
def one_a_process() -> Iterator[None]:
    """While inside, no other request of this process has a whole file at hand; raises a sentence when one has it for long."""
    if not _at_hand.acquire(timeout=PATIENCE):
        raise ValidationError(_("Another spreadsheet is at hand just now: try again in half a minute."))
    try:
        yield
    finally:
        _at_hand.release()
