"""Pages that a phone keeps, for halls without a signal."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from okoce.accounts.roles import Power

HEADER = "Okoce-Offline"


def is_kept(request: HttpRequest) -> bool:
    """Whether the page is asked for to be kept: without any digit of a NIK, and for use without a line."""
    return request.headers.get(HEADER) == "1"


def kept(request: HttpRequest) -> dict[str, Any]:
    """For every template: `keeps`, whether this user's phone keeps pages, and `kept`, whether this is one of them."""
    user: Any = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "keeps": settings.OFFLINE and signed_in and user.may(Power.LOG_TRAINING),
        "kept": is_kept(request),
    }
