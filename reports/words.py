"""What people call the metrics. A page never shows a rung without its name (design, section 3.2)."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "registered": _("Registered"),
    "trained": _("Trained"),
    "trainings": _("Trainings"),
    "attendances": _("Attendances"),
}
