"""What people call the metrics. A page never shows a rung without its name (docs/counting.md, “What is counted”)."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "registered": _("Registered"),
    "trained": _("Trained"),
    "trainings": _("Trainings"),
    "attendances": _("Attendances"),
}
