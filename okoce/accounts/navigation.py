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
]


def navigation(request):
    """For every template: `navigation`, a list of {label, url, current}."""
    user = getattr(request, "user", None)
    if not user or not user.is_authenticated:
        return {"navigation": []}
    return {"navigation": [_entry(request, name, label) for power, name, label in ROOMS if user.may(power)]}


def _entry(request, name, label):
    url = reverse(name)
    current = request.path == url or (url != "/" and request.path.startswith(url))
    return {"label": label, "url": url, "current": current}
