"""What the mail says: the sentence first, the bars, the numbers with their names, and where the records are. Nobody's datum."""

from email.mime.image import MIMEImage
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from okoce.core.months import JAKARTA, Month
from okoce.core.snapshot import snapshot
from okoce.core.templatetags.jakarta import month as in_words
from okoce.core.templatetags.jakarta import number, short_month
from reports import dashboard
from reports.charts.drawing import painted, print_palette
from reports.known import CORRECTED, WAITING, told_as
from reports.models import MailSent, Period
from reports.paper import picture, words
from reports.paper.month import PaperMonth
from reports.revisions import Revised
from reports.words import headline_name, name_of

# A phone shows the bars of so many months in this width with letters that can be read.
MONTHS, WIDTH = 12, 440
# By this name the page finds its picture, which comes with it: nothing is fetched from anywhere when it is opened.
PICTURE = "bars@okoce"
# How a final number stands that is not what it was first published as.
MOVED = {CORRECTED, WAITING}


class Line(NamedTuple):
    """One rung: its name, the month, and all since the programme began."""

    name: str
    month: int
    through: int


class Bar(NamedTuple):
    """One month of the picture: its number, its target (None after the programme), and how sure it is."""

    name: str
    value: int | None
    target: int | None
    mark: str


class PictureMail(EmailMultiAlternatives):
    """What is attached belongs to the page, and is no file beside it."""

    mixed_subtype = "related"


def message_of(sent: MailSent) -> PictureMail:
    """The message to the plan's address, in its language, with the numbers of now: text, and a page with its picture."""
    with translation.override(sent.plan.language), snapshot():
        paper = PaperMonth.of(Month.of(sent.month), on=sent.at.astimezone(JAKARTA).date())
        content = content_of(paper)
        text, page = (render_to_string(f"reports/mail/report.{kind}", content) for kind in ("txt", "html"))
        mail = PictureMail(subject_of(content), text, to=[sent.plan.address])
        mail.attach_alternative(page, "text/html")
        mail.attach(_picture(paper))
    return mail


def _picture(paper: PaperMonth) -> MIMEImage:
    image = MIMEImage(painted(picture.drawn(_bars(paper), width=WIDTH, theme="mail")), "png")
    image.add_header("Content-ID", f"<{PICTURE}>")
    image.add_header("Content-Disposition", "inline", filename="bars.png")
    return image


def _bars(paper: PaperMonth) -> list[Any]:
    return paper.bars[-MONTHS:]


def content_of(paper: PaperMonth) -> dict[str, Any]:
    """What the mail of the month says, in the language of now."""
    told = paper.numbers
    head = told["headline"]["month"]
    moved = {one.month: one for one in paper.revised if one.moved}
    content = {
        "month": in_words(paper.month),
        "name": headline_name(paper.definition),
        "definition": paper.definition.code,
        "provisional": not paper.is_final,
        "corrected": words.first(paper.told["month"]) if paper.told["month"].status in MOVED else "",
        "value": head["value"],
        "target": head["target"],
        # Its first sentence is the subject here.
        "summary": words.summary(paper)[1:],
        "picture": {"name": PICTURE, **picture.told(paper.definition, _bars(paper))},
        "bars": [
            Bar(short_month(bar.month), bar.value, bar.target, _mark(bar, moved.get(bar.month)))
            for bar in _bars(paper)[::-1]
        ],
        "lines": [Line(name_of(one["metric"]), one["month"], one["cumulative"]) for one in told["ladder"]],
        "trainings": told["trainings"],
        "revision": told["revision"],
        "link": f"{settings.SITE}{reverse('dashboard')}?{urlencode({'month': paper.month})}",
        "stop": f"{settings.SITE}{reverse('mail')}",
        "colour": {name.replace("-", "_"): colour for name, colour in print_palette().items()},
    }
    return content | {"sentence": sentence_of(content)}


def _mark(bar: dashboard.Bar, moved: Revised | None) -> str:
    """How sure the month is; of a final one that `moved` since, what it first published where that is another number."""
    mark = words.mark(told_as(bar.status, moved=bool(moved)))
    if not (moved and bar.status in {Period.Status.FINAL, *MOVED} and moved.change):
        return mark
    return _("%(mark)s; first published %(first)s") % {"mark": mark, "first": number(moved.first)}


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
