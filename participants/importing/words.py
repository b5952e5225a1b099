"""What the pages say about each kind of spreadsheet."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from okoce.core.templatetags.jakarta import number
from participants.models import Spreadsheet

Kind = Spreadsheet.Kind


class About(NamedTuple):
    name: str
    # What is asked for in it, and what becomes of that.
    row: str | Promise
    then: str | Promise
    # The address where its records are, and what a link there says.
    room: str
    to_room: str | Promise

    @property
    def label(self) -> str:
        return str(Kind(self.name).label)


ABOUT = {
    one.name: one
    for one in (
        About(
            Kind.PEOPLE,
            _("One row for each person: who they are, where they live, what they said at registration."),
            _("Each is registered as if by hand. Whoever is known already stays as they are: nobody is made twice."),
            "participants",
            _("To the people"),
        ),
        About(
            Kind.TRAININGS,
            _(
                "One row for each session: day, hours, place, what was taught, who paid. Several may be of one training."
            ),
            _("Each training becomes a draft. You hand it in when its list and its photos are there."),
            "trainings",
            _("To the trainings"),
        ),
        About(
            Kind.ROSTERS,
            _("One row for each person at a session: which day, who, whether they came."),
            _("They are put on the lists of trainings that are logged already. A mark that is there stays."),
            "trainings",
            _("To the trainings"),
        ),
        About(
            Kind.VISITS,
            _("One row for each visit: whom, on which day, what it was about."),
            _("They count at once. One that confirms trading needs a photo: record it by hand."),
            "visits",
            _("To the visits"),
        ),
        About(
            Kind.MILESTONES,
            _("One row for each licence, market event, month of books or capital."),
            _("Each becomes a draft. You add its photo or document and hand it in."),
            "participants",
            _("To the people"),
        ),
        About(
            Kind.EXPENSES,
            _("One row for each expense: month, kecamatan, item, rupiah."),
            _("They count at once, as if recorded by hand."),
            "expenses",
            _("To the spending"),
        ),
    )
}


def judged(spreadsheet: Spreadsheet) -> str:
    """What is in it, in one sentence."""
    there = [
        ngettext("%(rows)s is new", "%(rows)s are new", spreadsheet.new) % {"rows": number(spreadsheet.new)},
        ngettext("%(rows)s is there already", "%(rows)s are there already", spreadsheet.same)
        % {"rows": number(spreadsheet.same)},
        ngettext("%(rows)s must be mended", "%(rows)s must be mended", spreadsheet.wrong)
        % {"rows": number(spreadsheet.wrong)},
    ]
    some = zip(there, (spreadsheet.new, spreadsheet.same, spreadsheet.wrong), strict=True)
    sentence = ngettext("Of %(rows)s row %(parts)s.", "Of %(rows)s rows %(parts)s.", spreadsheet.rows)
    parts = get_text_list([words for words, rows in some if rows], gettext("and"))
    return sentence % {"rows": number(spreadsheet.rows), "parts": parts}


def take_in(spreadsheet: Spreadsheet) -> str:
    """What the button says that takes it in."""
    rows = spreadsheet.new
    sentences = {
        Kind.PEOPLE: ngettext("Take in %(rows)s person", "Take in %(rows)s people", rows),
        Kind.TRAININGS: ngettext("Take in %(rows)s meeting", "Take in %(rows)s meetings", rows),
        Kind.ROSTERS: ngettext("Put %(rows)s person on lists", "Put %(rows)s people on lists", rows),
        Kind.VISITS: ngettext("Take in %(rows)s visit", "Take in %(rows)s visits", rows),
        Kind.MILESTONES: ngettext("Take in %(rows)s milestone", "Take in %(rows)s milestones", rows),
        Kind.EXPENSES: ngettext("Take in %(rows)s expense", "Take in %(rows)s expenses", rows),
    }
    return sentences[Kind(spreadsheet.kind)] % {"rows": number(rows)}


def taken_in(spreadsheet: Spreadsheet) -> str:
    """What was added when it was taken in."""
    rows = spreadsheet.new
    sentences = {
        Kind.PEOPLE: ngettext("%(rows)s person was added", "%(rows)s people were added", rows),
        Kind.TRAININGS: ngettext("%(rows)s meeting was added", "%(rows)s meetings were added", rows),
        Kind.ROSTERS: ngettext("%(rows)s person was put on lists", "%(rows)s people were put on lists", rows),
        Kind.VISITS: ngettext("%(rows)s visit was added", "%(rows)s visits were added", rows),
        Kind.MILESTONES: ngettext("%(rows)s milestone was added", "%(rows)s milestones were added", rows),
        Kind.EXPENSES: ngettext("%(rows)s expense was added", "%(rows)s expenses were added", rows),
    }
    return sentences[Kind(spreadsheet.kind)] % {"rows": number(rows)}
