"""How a month is counted, in words: by which definition, by which rules, what each number means, and what proves it."""

from django.utils.translation import gettext as _

from okoce.core.templatetags.jakarta import moment, number
from okoce.core.templatetags.jakarta import month as in_words
from reports.definitions import plain
from reports.meanings import MEANINGS, in_plain_words
from reports.models import Thresholds
from reports.paper.month import PaperMonth


def definition(paper: PaperMonth) -> str:
    """By which definition the headline counts, and what it means."""
    thresholds = Thresholds.objects.filter(code=paper.definition.code).first()
    words = {"code": paper.definition.code, "meaning": in_plain_words(paper.definition, thresholds)}
    return _("The headline counts by the definition %(code)s. %(meaning)s") % words


def rules() -> list[tuple[str, str]]:
    """How everything is counted, each as (what, in whole sentences)."""
    return [
        (
            _("Each once"),
            _(
                "A person counts once in a lifetime on each rung, in the month of its date, and where they lived on that day."
            ),
        ),
        (
            _("Checked by another"),
            _("Nothing counts that was not checked by somebody who did not enter it."),
        ),
        (
            _("Closed months stay"),
            _(
                "What a closing published never changes: what is found out later is a correction that can be seen, in a later month."
            ),
        ),
        (
            _("Outside Jakarta"),
            _("People from outside Jakarta are on a line of their own, and in no other number."),
        ),
        (
            _("Every number opens"),
            _("Behind each number are its records: the dashboard shows them, and the ledger which entries make it."),
        ),
    ]


def meanings() -> list[tuple[str, str, str]]:
    """What each number counts, as (metric, who or what, on which day or in which month)."""
    asked = plain()
    told = {metric: meaning(asked) for metric, meaning in MEANINGS.items()}
    return [
        *((metric, rung.who, rung.day) for metric, rung in told.items()),
        (
            "jobs_created",
            _("Verified paid workers beside the owner, above the highest number before."),
            _("The day of the report."),
        ),
        (
            "trainings",
            _("A training counts when it is verified, lasts 120 minutes or more and 10 people or more were present."),
            _("The training's last day."),
        ),
        ("attendances", _("Each person who was present at a session of a verified training."), _("The session's day.")),
        ("mentoring_visits", _("Visits, one for each person, facilitator and day."), _("The day of the visit.")),
        (
            "active_facilitators",
            _(
                "Facilitators who led a session of a verified training, or made 8 visits, in the month; the months do not add up."
            ),
            _("The month."),
        ),
        (
            "active_centres",
            _("Centres with a training that counts, or 8 visits, in the month; the months do not add up."),
            _("The month."),
        ),
        ("spending", _("Rupiah that the programme spent."), _("The month for which it is booked.")),
    ]


def digest(paper: PaperMonth) -> dict[str, str]:
    """The newest link of the chain and how to check it; nothing before the first closing."""
    closing = paper.closing
    if closing is None:
        return {"told": _("No month is closed yet: there is no digest to keep."), "digest": "", "how": ""}
    words = {"number": number(closing.number), "month": in_words(closing.month), "moment": moment(closing.closed_at)}
    return {
        "told": _("Closing %(number)s: %(month)s, closed on %(moment)s.") % words,
        "digest": closing.digest,
        "how": _(
            "The digest stands for everything that was ever published: whoever keeps it can prove later that no closed figure was changed."
        ),
    }
