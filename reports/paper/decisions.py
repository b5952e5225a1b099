"""What in a month needs a decision: rules over its numbers, each a sentence that says the numbers (docs/reports.md)."""

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okoce.core.templatetags.jakarta import month as in_words
from okoce.core.templatetags.jakarta import number, percent
from reports.paper.month import PaperMonth
from reports.paper.words import rupiah
from reports.summary import NOTHING

# A governor reads so many.
MOST = 4
# So many of the last whole months say at which pace the programme goes.
LATELY = 3
# The names of so many kecamatan fit into a line.
NAMED = 5
# A sample in which one in twenty is wrong for sure is more than slips of the pen.
TOO_WRONG = 0.05
# Fewer who were looked at decide nothing.
ENOUGH = 30


def decisions(paper: PaperMonth) -> list[str]:
    """The sentences of the rules that hold, the most pressing first; at most four."""
    return [sentence for rule in RULES if (sentence := rule(paper))][:MOST]


def _closing(paper: PaperMonth) -> str:
    if not paper.is_overdue:
        return ""
    words = {"month": in_words(paper.month), "day": date_format(paper.close_on, "DATE_FORMAT")}
    return _("%(month)s was to be closed on %(day)s and is not: close it, or say in public why it stays open.") % words


def _pace(paper: PaperMonth) -> str:
    pace = paper.numbers["headline"]["required_per_month"]
    over = [bar.value for bar in paper.bars if paper.is_over or bar.month < paper.month]
    lately = [value for value in over if value is not None][-LATELY:]
    if pace is None or len(lately) < LATELY or sum(lately) >= pace * LATELY:
        return ""
    words = {"months": LATELY, "mean": number(round(sum(lately) / LATELY)), "pace": number(pace)}
    return (
        _(
            "The last %(months)s whole months brought %(mean)s each on average, and %(pace)s a month are needed: decide"
            " what is added, or which target holds."
        )
        % words
    )


def _trainings(paper: PaperMonth) -> str:
    held, value = paper.numbers["trainings"], paper.numbers["headline"]["month"]["value"]
    target = paper.numbers["headline"]["month"]["target"]
    if not paper.is_over or held["floor"] is None or held["value"] >= held["floor"]:
        return ""
    words = {"value": number(held["value"]), "floor": number(held["floor"])}
    if value <= 0 or held["value"] <= 0 or target is None:
        return _("%(value)s trainings counted, of at least %(floor)s.") % words
    words |= {"people": number(value), "target": number(target), "needed": number(-(-target * held["value"] // value))}
    return (
        _(
            "%(value)s trainings counted, of at least %(floor)s. At their yield (%(people)s to %(value)s) the target of"
            " %(target)s takes %(needed)s."
        )
        % words
    )


def _silent(paper: PaperMonth) -> str:
    """The kecamatan where nothing but money was counted in the month, once it is over."""
    if not paper.is_over:
        return ""
    silent = [place.name for place in paper.kecamatan if not _counted(paper, place.code)]
    if not silent:
        return ""
    names, more = silent[:NAMED], len(silent) - NAMED
    said = ", ".join(names)
    if more > 0:
        said = _("%(names)s and %(more)s more") % {"names": said, "more": number(more)}
    words = {"many": number(len(silent)), "of": number(len(paper.kecamatan)), "names": said}
    return (
        ngettext(
            "%(many)s of %(of)s kecamatan has nothing counted in this month: %(names)s.",
            "%(many)s of %(of)s kecamatan have nothing counted in this month: %(names)s.",
            len(silent),
        )
        % words
    )


def _counted(paper: PaperMonth, code: str) -> bool:
    total = paper.places.get(code, {})
    return any(total.get(metric, NOTHING)["month"] > 0 for metric in total if metric != "spending")


def _budget(paper: PaperMonth) -> str:
    spent = paper.numbers["spending"]
    if spent["target"] is None or spent["value"] <= spent["target"]:
        return ""
    words = {"value": rupiah(spent["value"]), "target": rupiah(spent["target"]), "year": spent["year"]}
    return _("%(value)s are spent in %(year)s, more than its budget of %(target)s.") % words


def _sample(paper: PaperMonth) -> str:
    result = paper.audited
    if result is None or result.interval is None or result.found_out < ENOUGH or result.interval.low < TOO_WRONG:
        return ""
    words = {"month": in_words(result.month), "wrong": number(result.wrong), "of": number(result.found_out)}
    words["low"] = percent(result.interval.low, 1)
    return (
        _(
            "In the random audit of %(month)s %(wrong)s of %(of)s were wrong, so that of all at least %(low)s are (95 %%):"
            " decide how checking is done."
        )
        % words
    )


# The most pressing first.
RULES: list[Callable[[PaperMonth], str]] = [_closing, _pace, _trainings, _silent, _sample, _budget]
