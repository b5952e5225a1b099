"""The rooms that someone's powers open, in the order in which they are used."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from okoce.accounts.roles import Power

ROOMS = [
    (Power.LOG_TRAINING, "home", _("Home")),
    (Power.VERIFY, "verification", _("Verification")),
    (Power.SEE_COUNTS, "dashboard", _("Dashboard")),
    (Power.SEE_RECORDS, "trainings", _("Trainings")),
    (Power.SEE_RECORDS, "participants", _("People")),
    (Power.RECORD_EXPENSES, "expenses", _("Spending")),
]


def navigation(request):
    """For every template: `navigation`, a list of {label, url, current}, and `here`, where a switch comes back to."""
    user = getattr(request, "user", None)
    rooms = ROOMS if user and user.is_authenticated else []
    # An address that is none is not repeated: who knows what was typed into it.
    here = request.get_full_path() if request.resolver_match else "/"
    return {
        "navigation": [_entry(request, name, label) for power, name, label in rooms if user.may(power)],
        "here": here,
    }


def _entry(request, name, label):
    url = reverse(name)
    current = request.path == url or (url != "/" and request.path.startswith(url))
    return {"label": label, "url": url, "current": current}
