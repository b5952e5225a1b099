"""What the mail says: the sentence first, then the numbers with their names, and where the records are. Nobody's datum."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from okoce.core.months import Month
from okoce.core.templatetags.jakarta import month as in_words
from okoce.core.templatetags.jakarta import number
from reports.definitions import named_in
from reports.models import MailSent, Period
from reports.summary import summary
from reports.words import headline_name, name_of


class Line(NamedTuple):
    """One rung: its name, the month, and all since the programme began."""

    name: str
    month: int
    through: int


def message_of(sent: MailSent) -> EmailMultiAlternatives:
    """The message to the plan's address, in its language, with the numbers of now."""
    with translation.override(sent.plan.language):
        content = content_of(Month.of(sent.month))
        text, page = (render_to_string(f"reports/mail/report.{kind}", content) for kind in ("txt", "html"))
        mail = EmailMultiAlternatives(subject_of(content), text, to=[sent.plan.address])
    mail.attach_alternative(page, "text/html")
    return mail


def content_of(month: Month) -> dict[str, Any]:
    """What the mail of the month says, in the language of now."""
    definition = named_in(month)
    told = summary(month, definition)
    head = told["headline"]
    content = {
        "month": in_words(month),
        "name": headline_name(definition),
        "definition": definition.code,
        "provisional": told["status"] != Period.Status.FINAL,
        "value": head["month"]["value"],
        "target": head["month"]["target"],
        "through": head["programme"]["value"],
        "goal": head["programme"]["target"],
        "pace": head["required_per_month"],
        "lines": [Line(name_of(one["metric"]), one["month"], one["cumulative"]) for one in told["ladder"]],
        "trainings": told["trainings"],
        "revision": told["revision"],
        "link": f"{settings.SITE}{reverse('dashboard')}?{urlencode({'month': month})}",
        "stop": f"{settings.SITE}{reverse('mail')}",
    }
    return content | {"sentence": sentence_of(content)}


def sentence_of(content: dict[str, Any]) -> str:
    """The month in one sentence, against its target where there is one."""
    said = {"month": content["month"], "name": content["name"], "value": number(content["value"])}
    if content["target"] is None:
        return _("%(month)s: %(value)s, %(name)s.") % said
    said["target"] = number(content["target"])
    return _("%(month)s: %(value)s of %(target)s, %(name)s.") % said


def subject_of(content: dict[str, Any]) -> str:
    sentence = content["sentence"].removesuffix(".")
    if content["provisional"]:
        return _("OK OCE, %(sentence)s (provisional)") % {"sentence": sentence}
    return _("OK OCE, %(sentence)s") % {"sentence": sentence}
