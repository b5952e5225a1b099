"""A page as it is written: its texts and numbers, its links, and what is called how in its language."""

import functools
import re
from collections import Counter
from decimal import Decimal
from typing import Any

from django.template.defaultfilters import capfirst
from django.utils import translation
from django.utils.translation import gettext, pgettext

from okoce.core.months import Month
from okoce.core.templatetags.jakarta import month as in_words
from okoce.core.templatetags.jakarta import short_month
from programs.models import Expense, Kecamatan
from reports.words import name_of
from tests.reports.shown.city import FIRST
from tests.reports.shown.figures import is_share, numbers, parsed, without_codes, without_dates
from tests.reports.shown.filters import METRICS, WORK
from tests.reports.shown.numbers import READ, Asked
from tests.reports.shown.page import Piece, pieces_of

MONTHS = 60
PAGE_OF_PLACE = re.compile(r"/dashboard/(31\.\d\d\.\d\d)/")
EVERY_METRIC = [*METRICS, *WORK, "spending", "active_facilitators", "active_centres"]
STAGES = ["Planned", "Committed", "Paid"]
ITEMS = ["Training", "Mentoring", "Facilitators", "Rooms", "Equipment"]


@functools.cache
def places() -> dict[str, str]:
    """The codes of the kecamatan, by name, the longest first: one name may begin another."""
    return dict(sorted(Kecamatan.objects.values_list("name", "code"), key=lambda row: -len(row[0])))


class Written:
    """Of a Room (room.py), which says what it is asked and what that must be."""

    # As it is written.

    @property
    def language(self) -> str:
        return self.asked.language

    @functools.cached_property
    def pieces(self) -> list[Piece]:
        return pieces_of(self.main)

    def number(self, text: str) -> Decimal | None:
        return parsed(text, self.language)

    def numbers(self, text: str) -> list[Decimal]:
        return numbers(text, self.language)

    def plain(self, text: str) -> str:
        """Without dates and codes."""
        return without_codes(without_dates(text, self.language))

    def is_share(self, text: str, part: Any, whole: Any) -> bool:
        return is_share(text, Decimal(part), Decimal(whole), self.language)

    @functools.cached_property
    def linked(self) -> Counter:
        """What its links show, and how often."""
        shown = [self.numbers(self.plain(piece.text)) for piece in self.pieces if piece.link]
        return Counter(found[0] for found in shown if found)

    @property
    def links(self) -> list[str]:
        """Those onto records of now: only of these can be asked why."""
        return [piece.link for piece in self.pieces if piece.link and "vintage=" not in piece.link]

    @functools.cached_property
    def known(self) -> set[int]:
        """What is a link somewhere on the page, and the headline of the page's month."""
        told = {*self.linked, *(self.here("", span) for span in ("month", "through"))}
        return told | (
            {sum(self.told_openly(READ[self.definition][0]).values())} if self.asked.page == "public" else set()
        )

    def near(self, piece: Piece) -> list[Asked]:
        """What the links ask that stand nearest to the text; of a page of records its own question."""
        if self.asked.page == "records":
            return [Asked.of(self.asked.address)]
        if self.asked.page == "months":
            return [self.moved(piece)]
        for one in piece.element.above():
            links = [link.said.get("href", "") for link in one.all("a")]
            if found := [Asked.of(link) for link in links if link.startswith("/records/?")]:
                return found
        return []

    def beside(self, piece: Piece) -> Decimal | None:
        """The number that is a link in the same cell, or in the same item."""
        place = piece.element.within("td", "li", "figure", "div")
        links = [self.numbers(self.plain(link.text())) for link in place.all("a")] if place else []
        return next((found[0] for found in links if found), None)

    # In the page's language.

    @functools.cached_property
    def heads(self) -> dict[str, str]:
        """What is called otherwise than its text in the code."""
        with translation.override(self.language):
            told = {label: str(capfirst(Expense.Stage(label.lower()).label)) for label in STAGES}
            told |= {label: str(capfirst(Expense.Item(label.lower()).label)) for label in ITEMS}
            told |= {
                "Closing": gettext("Closing %(number)s").partition("%(")[0],
                "For": gettext("For %(pace)s").partition("%(")[0],
                "Since P1": gettext("Since P1"),
                "Credit": pgettext("agency", "Credit"),
                "Registered in": pgettext("month", "Registered in"),
                "of a rung": pgettext("of a rung", "Share"),
                "Visits": pgettext("bar", "Visits"),
                "Since": gettext("Since %(first)s").partition("%(")[0],
                "of the chart": self.headline_name,
                "of the corrections": short_month(self.month),
                "of the month": in_words(self.month),
                "of the last closed month": in_words(Month.parse(self.last_closed)),
            }
            return told

    @functools.cache  # noqa: B019 - a page is soon gone
    def words(self, msgid: str) -> str:
        if msgid in self.heads:
            return self.heads[msgid]
        with translation.override(self.language):
            return gettext(msgid) if msgid else ""

    @functools.cached_property
    def headline_name(self) -> str:
        metric, less = READ[self.definition]
        with translation.override(self.language):
            if less:
                return gettext("%(metric)s, without “%(less)s”") % {"metric": name_of(metric), "less": name_of(less)}
            return name_of(metric)

    @functools.cached_property
    def months_named(self) -> dict[str, Month]:
        with translation.override(self.language):
            months = [FIRST + step for step in range(MONTHS)]
            return {write(month): month for month in months for write in (in_words, short_month)}

    @functools.cached_property
    def metrics_named(self) -> dict[str, str]:
        with translation.override(self.language):
            found = [*EVERY_METRIC, *(metric for metric, *_cell in self.answers.memory.seen)]
            return {name_of(metric): metric for metric in found}

    def words_of(self, metric: str) -> str:
        """The name of a metric, or of the headline."""
        with translation.override(self.language):
            return name_of(metric) if metric else self.headline_name

    def metric_named(self, text: str) -> str:
        """The metric whose name the text begins with, its step aside."""
        text = text.split(" ", 1)[1] if text[:1] == "P" and text[1:2].isdigit() else text
        found = [name for name in self.metrics_named if text.startswith(name)]
        return self.metrics_named[max(found, key=len)] if found else ""

    def is_stage(self, text: str, stage: str) -> bool:
        return text.startswith(self.heads[stage.capitalize()])

    @property
    def items(self) -> list[str]:
        return [label.lower() for label in ITEMS]

    def is_item(self, text: str, item: str) -> bool:
        return text.startswith(self.heads[item.capitalize()])

    def place(self, piece: Piece) -> str:
        """Of the kecamatan whose page it is, or of whose page the nearest link is."""
        if self.kecamatan:
            return self.kecamatan
        links = (link.said.get("href", "") for one in piece.element.above() for link in one.all("a"))
        return next(found.group(1) for link in links if (found := PAGE_OF_PLACE.match(link)))

    def code_of(self, piece: Piece) -> str:
        """Of the kecamatan whose line it is; empty in another line."""
        return next((code for name, code in places().items() if piece.row.startswith(name)), "")
