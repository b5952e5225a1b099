"""What people call the metrics. A page never shows a rung without its name (docs/counting.md, “What is counted”)."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.models import Definition

NAMES = {
    "registered": _("Registered"),
    "trained": _("Trained"),
    "mentored": _("Mentored"),
    "licensed": _("Licensed"),
    "marketed": _("Marketed"),
    "bookkeeping": _("Bookkeeping"),
    "funded": _("Funded"),
    "new_entrepreneurs": _("New entrepreneurs"),
    "level_up": _("Level up"),
    "jobs_created": _("Jobs created"),
    "trainings": _("Trainings"),
    "attendances": _("Attendances"),
    "mentoring_visits": _("Mentoring visits"),
    "active_facilitators": _("Active facilitators"),
    "active_centres": _("Active centres"),
    "spending": _("Spending"),
}


def name_of(metric: str) -> str:
    """Its name; the thresholds of another definition stand behind it."""
    plain, _at, thresholds = metric.partition("@")
    return f"{NAMES[plain]} ({thresholds})" if thresholds else str(NAMES[plain])


def headline_name(definition: Definition) -> str:
    """What the headline counts by this definition."""
    if not definition.less:
        return name_of(definition.metric)
    words = {"metric": name_of(definition.metric), "less": name_of(definition.less)}
    return gettext("%(metric)s, without “%(less)s”") % words
