"""What became of a message, in words and shapes."""

from django.utils.translation import gettext_lazy as _

from okoce.core.months import Month
from okoce.core.templatetags.jakarta import month
from reports.models import Delivery, Webhook

KINDS = {
    "month.closed": _("Month closed: %(subject)s"),
    "revision.reached": _("Revision %(subject)s"),
    Delivery.PING: _("Test message"),
}
TROUBLES = {
    "address": _("The address is refused: change it."),
    "private": _("The address leads into a private or special network now, where nothing is sent."),
    "unknown_name": _("Nobody knows the name of the server."),
    "connect": _("Nobody answers at the address."),
    "certificate": _("The server's certificate is not one for its name, or nobody vouches for it."),
    "timeout": _("The server took too long."),
    "redirect": _(
        "The server answered %(answered)s and sent us elsewhere, which is not followed: give that address here."
    ),
    "status": _("The server answered %(answered)s."),
    "secret": _("The site's secret key was replaced: delete this webhook and make a new one."),
    "broken": _("What the server answered is no answer of HTTP."),
}
# The shapes that other states have, see components/_status.html.
SHAPES = {
    Delivery.State.WAITING: "planned",
    Delivery.State.SENT: "verified",
    Delivery.State.FAILED: "revoked",
    Delivery.State.REPLACED: "cancelled",
}


def told_of(delivery: Delivery) -> dict[str, str | bool]:
    """The message, the shape of its state, whether it may be sent again, and what went wrong with the last try."""
    trouble = TROUBLES.get(delivery.trouble, "") if delivery.state != Delivery.State.SENT else ""
    return {
        "message": KINDS[delivery.kind] % {"subject": _subject(delivery)},
        "shape": SHAPES[Delivery.State(delivery.state)],
        "ended": delivery.state in (Delivery.State.SENT, Delivery.State.FAILED),
        "trouble": trouble % {"answered": delivery.answered} if trouble else "",
    }


def _subject(delivery: Delivery) -> str:
    if delivery.kind != Webhook.Event.MONTH_CLOSED:
        return delivery.subject
    closed, _slash, again = delivery.subject.partition("/")
    said = {"month": month(Month.parse(closed)), "number": again}
    return _("%(month)s, again (closing %(number)s)") % said if again else said["month"]
