"""A facilitator's month on paper: a PDF of A4 pages, set by typst."""

import datetime
import json
from pathlib import Path

import typst
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from okoce.core.templatetags.jakarta import month as in_words
from reports.facilitators.month import FacilitatorMonth
from reports.facilitators.words import Section, next_month, sections
from reports.models import FacilitatorReport

TEMPLATE = Path(__file__).parent / "paper.typ"


def pdf_of(told: FacilitatorMonth, said: FacilitatorReport, made_on: datetime.date) -> bytes:
    """The report as a tagged PDF: the same log and the same words on the same day make the same file."""
    return typst.compile(
        TEMPLATE,
        format="pdf",
        root=TEMPLATE.parent,
        # The fonts that typst brings, so that a report looks alike on every machine.
        ignore_system_fonts=True,
        # Handed over as data: what people wrote is text there, whatever it looks like.
        sys_inputs={"report": json.dumps(paper(told, said, made_on))},
        timestamp=int(datetime.datetime.combine(made_on, datetime.time.min, datetime.UTC).timestamp()),
    )


def file_name(told: FacilitatorMonth) -> str:
    """Of nobody: whose report it is stands inside."""
    return _("facilitator-report-%(month)s.pdf") % {"month": told.month}


def paper(told: FacilitatorMonth, said: FacilitatorReport, made_on: datetime.date) -> dict:
    """Everything that stands on the pages."""
    month = in_words(told.month)
    return {
        "language": (get_language() or "id")[:2],
        "title": _("Monthly report, %(month)s") % {"month": month},
        "who": said.facilitator.get_full_name(),
        "where": ", ".join(told.places),
        "made": _("Made on %(day)s.") % {"day": date_format(made_on, "DATE_FORMAT")},
        "note": _(
            "By the log of OK OCE: it says what was recorded. What the programme counts is decided by verification."
        ),
        "nothing": _("Nothing is recorded in %(month)s.") % {"month": month} if told.is_empty else "",
        "page": _("page {page} of {pages}"),
        "heads": _heads(),
        "sections": [] if told.is_empty else [_section(one) for one in sections(told)],
        "remarks": {"title": _("What went well, what stood in the way"), "text": said.remarks},
        "next": _section(next_month(told)),
        "plan": {"title": _("What I plan"), "text": said.plan},
    }


def _heads() -> dict[str, list[str]]:
    """What stands above the columns."""
    trainings = [_("Day"), _("Topic and place"), _("Minutes"), _("Came"), _("Women"), _("Men"), _("State")]
    return {"trainings": trainings, "sessions": [_("Day"), _("Topic and place")]}


def _section(section: Section) -> dict:
    """The section without what only a page needs."""
    rows = {
        name: [{key: value for key, value in row.items() if key != "key"} for row in getattr(section, name)]
        for name in ("trainings", "sessions")
    }
    return {"title": section.title, "lines": section.lines, **rows}
