"""The month as PDF, set by typst: the monthly report and the governor's sheet, tagged for who does not see them."""

import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import typst
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from okoce.core.templatetags.jakarta import month as in_words
from okoce.core.templatetags.jakarta import number, percent, short_month, signed
from reports.charts.drawing import print_palette
from reports.contributions import OUTSIDE
from reports.models import Definition
from reports.paper import method, picture, words
from reports.paper.decisions import decisions
from reports.paper.month import FINAL, PaperMonth
from reports.revisions import Revised
from reports.tiles import tiles
from reports.words import headline_name, name_of

FOLDER = Path(__file__).parent
REPORT, GOVERNOR = FOLDER / "month.typ", FOLDER / "governor.typ"
# PDF/UA-1: structure, language and a word for every picture, or no file at all.
STANDARD: Literal["ua-1"] = "ua-1"
# What the letters of typst have, all of Bahasa Indonesia and English among it: for one that they lack there is no PDF/UA.
NOT_SHOWN = re.compile("[^\n\x20-\x7e\xa0-\u024f\u2010-\u2040\u20ac\u2212]")
# Of the drawing on a whole line of the page, and on half of one: the letters of either are as large.
WIDTH, HALF = 660, 330
# So many months of a chart have a line each in the table beside it.
TOLD_MONTHS = 24
# So many corrected months leave the report on its four pages; more are told on their own page.
MOST_REVISIONS = 12


def report_of(paper: PaperMonth) -> bytes:
    """The monthly report, PDF/UA-1: the same content on the same day makes the same bytes."""
    return report_set(report(paper), paper)


def report_set(told: dict[str, Any], paper: PaperMonth) -> bytes:
    return _set(REPORT, told, paper.on)


def governor_of(paper: PaperMonth) -> bytes:
    """One page for the governor, of the same content."""
    return governor_set(governor(paper), paper)


def governor_set(told: dict[str, Any], paper: PaperMonth) -> bytes:
    return _set(GOVERNOR, told, paper.on)


def _set(template: Path, told: dict[str, Any], on: datetime.date) -> bytes:
    return typst.compile(
        template,
        format="pdf",
        root=FOLDER,
        # The fonts that typst brings, so that a report looks alike on every machine.
        ignore_system_fonts=True,
        pdf_standards=STANDARD,
        # Handed over as data: a reason that somebody wrote is text there, whatever it looks like.
        sys_inputs={"paper": json.dumps(_shown(told))},
        timestamp=int(datetime.datetime.combine(on, datetime.time.min, datetime.UTC).timestamp()),
    )


def _shown(told: Any) -> Any:
    """The same with a sign in place of each letter that cannot be shown: somebody may write any in a reason."""
    if isinstance(told, str):
        return NOT_SHOWN.sub("\ufffd", told)
    if isinstance(told, dict):
        return {name: _shown(value) for name, value in told.items()}
    return [_shown(each) for each in told] if isinstance(told, (list, tuple)) else told


def report(paper: PaperMonth) -> dict[str, Any]:
    """Everything that stands in the monthly report."""
    trading = words.still_trading(paper)
    return {
        **_both(paper),
        "title": _("Monthly report, %(month)s") % {"month": in_words(paper.month)},
        "ladder": _ladder(paper),
        "months": _months(paper),
        "sections": [
            {"title": each.title, "lines": each.lines, "note": each.note}
            for each in (
                words.trainings(paper),
                words.jobs(paper),
                words.spending(paper),
                trading,
                words.checked(paper),
            )
            if each
        ],
        "kecamatan": _kecamatan(paper),
        "method": {
            "title": _("How it is counted"),
            "definition": method.definition(paper),
            "lines": method.rules(),
            "rungs": [[name_of(metric), who, day] for metric, who, day in method.meanings()],
            "heads": [_("What is counted"), _("Who or what counts"), _("On which day")],
        },
        "revisions": _revisions(paper),
        "digest": {"title": _("The last closing"), **method.digest(paper), "check": _("Check it with:")},
    }


def governor(paper: PaperMonth) -> dict[str, Any]:
    """What stands on the governor's sheet."""
    decide = decisions(paper)
    return {
        **_both(paper),
        "title": _("For the governor, %(month)s") % {"month": in_words(paper.month)},
        "chart": _chart(paper, width=HALF),
        "also": {"title": _("Work and money"), "lines": _also(paper)},
        "map": _map(paper),
        "decide": {
            "title": _("What needs a decision"),
            "lines": decide,
            "none": _("Nothing in this month's numbers asks for a decision."),
        },
        "definition": method.definition(paper),
        "digest": method.digest(paper),
    }


def _both(paper: PaperMonth) -> dict[str, Any]:
    """What stands on either: the language, the sentences first, the three numbers, how the month stands, the colours."""
    made = _("Made on %(day)s.") % {"day": date_format(paper.on, "DATE_FORMAT")}
    return {
        "language": (get_language() or "id")[:2],
        "month": in_words(paper.month),
        "draft": words.draft(paper),
        "status": words.status(paper),
        "as_of": f"{words.as_of(paper)}. {made}",
        "then": _("These are the numbers as they were then.") if paper.then else "",
        "page": _("page {page} of {pages}"),
        "summary": words.summary(paper),
        "figures": [
            {**figure.__dict__, "mark": figure.mark, "sure": words.is_sure(figure.status)}
            for figure in words.figures(paper)
        ],
        "palette": {name: colour for name, colour in print_palette().items() if colour.startswith("#")},
    }


def _column(name: str, period: str, status: str) -> dict[str, Any]:
    """A head of numbers; what is not final looks it."""
    sure = words.is_sure(status)
    return {"name": name, "period": period, "mark": "" if sure else words.mark(status), "soft": not sure}


def _ladder(paper: PaperMonth) -> dict[str, Any]:
    """The rungs, with what each is a share of; people from outside on their own line."""
    rows = [
        {
            "step": rung["step"] or "",
            "name": rung["name"],
            "share": _share(rung),
            "waits": _waits(paper, rung["metric"]),
            "cells": [number(rung["month"]), number(rung["cumulative"])],
            "pale": _pale(paper, Definition(metric=rung["metric"])),
            "strong": rung["metric"] == "new_entrepreneurs",
        }
        for rung in paper.ladder
    ]
    outside = {
        "step": "",
        "name": _("Registered, from outside Jakarta"),
        "share": "",
        "waits": _waits(paper, "registered", OUTSIDE),
        "cells": [number(paper.outside["month"]), number(paper.outside["through"])],
        "pale": _pale(paper, Definition(metric="registered"), OUTSIDE),
        "strong": False,
    }
    return {
        "title": _("The ladder"),
        "heads": [_("Rung"), _("Share of")],
        "columns": [
            _column(in_words(paper.month), "", paper.sure.month),
            _column(_("since the start"), "", paper.sure.through),
        ],
        "rows": [*rows, outside],
        "note": _(
            "Who had a business or a licence before and is licensed now has moved up: part of “licensed”, never of “new entrepreneurs”."
        ),
    }


def _pale(paper: PaperMonth, definition: Definition, kecamatan: str = "") -> list[bool]:
    """Whether the number of the month, and all through it, may still change."""
    return [
        getattr(paper.sure, span) != FINAL or bool(paper.waits_in(span, definition, kecamatan))
        for span in ("month", "through")
    ]


def _waits(paper: PaperMonth, metric: str, kecamatan: str = "") -> str:
    """How much of the rung no closing has published yet."""
    spans = {"month": _("%(change)s in the month"), "through": _("%(change)s since the start")}
    waits = {span: paper.waits_in(span, Definition(metric=metric), kecamatan) for span in spans}
    told = [spans[span] % {"change": signed(value)} for span, value in waits.items() if value]
    return _("not published yet: %(changes)s") % {"changes": ", ".join(told)} if told else ""


def _share(rung: dict[str, Any]) -> str:
    if not rung["of"] or not rung["whole"]:
        return ""
    words_of = {"share": percent(rung["cumulative"], rung["whole"]), "value": number(rung["cumulative"])}
    words_of |= {"whole": number(rung["whole"]), "of": name_of(rung["of"])}
    return _("%(value)s of %(whole)s “%(of)s” = %(share)s") % words_of


def _also(paper: PaperMonth) -> list[tuple[str, str]]:
    """The work, the jobs and the money in a few lines."""
    return [*words.trainings(paper).lines[:2], *words.jobs(paper).lines[:2], *words.spending(paper).lines]


def _chart(paper: PaperMonth, *, width: int = WIDTH) -> dict[str, str]:
    """The bars, and in words what they show: the picture's numbers stand in the table of the report."""
    svg = picture.drawn(paper.bars, width=width, theme="paper")
    return {"title": _("Month by month"), "svg": svg, **picture.told(paper.definition, paper.bars)}


def _months(paper: PaperMonth) -> dict[str, Any]:
    first = {bar.month: bar.value for bar in paper.first_bars}
    rows = [
        {
            "name": in_words(bar.month),
            "cells": [number(bar.value), number(bar.target), number(first[bar.month])],
            "mark": words.mark(bar.status),
            "soft": not bar.final,
        }
        for bar in paper.bars[::-1][:TOLD_MONTHS]
    ]
    return {
        **_chart(paper),
        "heads": [_("Month"), headline_name(paper.definition), _("Target"), _("First published"), _("Status")],
        "rows": rows,
    }


def _kecamatan(paper: PaperMonth) -> dict[str, Any]:
    table, period = paper.table, {"month": short_month(paper.month), "through": _("since the start")}
    name = headline_name(paper.definition)
    columns = [_column(name, period[span], getattr(paper.sure_of_headline, span)) for span in period]
    columns += [
        _column(column.name, period[column.span], getattr(paper.sure, column.span)) for column in table["others"]
    ]
    read = [(paper.definition, span) for span in period]
    read += [(Definition(metric=column.metric), column.span) for column in table["others"]]

    def pale(code: str) -> list[bool]:
        of_columns = zip(columns, read, strict=True)
        return [column["soft"] or bool(paper.waits_in(span, by, code)) for column, (by, span) in of_columns]

    rows = [
        {
            "name": row["name"],
            "cells": [number(cell.value) for cell in row["cells"]],
            "pale": pale(row["code"]),
            "sum": row in table["sums"],
        }
        for row in [*table["rows"], *table["sums"]]
    ]
    note = _("People count where they lived on the day; trainings and visits where they took place.")
    # Where a whole column is pale its head says why.
    if any(pale and not column["soft"] for row in rows for column, pale in zip(columns, row["pale"], strict=True)):
        note += " " + _("Paler numbers hold corrections that are not published yet, and may still change.")
    return {
        "title": _("The %(many)s kecamatan") % {"many": number(len(paper.kecamatan))},
        "head": _("Kecamatan"),
        "columns": columns,
        "rows": rows,
        "note": note,
    }


def _revisions(paper: PaperMonth) -> dict[str, Any]:
    """The closed months that are no longer what they first published, and why; how many are unchanged."""
    moved = [one for one in paper.revised if one.moved or one.first is None]
    return {
        "title": _("What moved since it was published"),
        "heads": [_("Month"), _("First published"), _("Now"), _("Why")],
        "rows": [
            [in_words(one.month), number(one.first), number(one.now), _why(one)] for one in moved[:MOST_REVISIONS]
        ],
        "note": " ".join(_of_revisions(paper, len(moved))),
    }


def _why(one: Revised) -> str:
    if one.first is None:
        return _("counted backwards by this definition, which came later and published nothing")
    waits = words.waits_for(one.waiting_for)
    return ". ".join(filter(None, [one.reasons or _("what was corrected evens out"), waits]))


def _of_revisions(paper: PaperMonth, moved: int) -> Iterator[str]:
    """What the table does not tell: how many months it leaves out, and how many are as they were."""
    if paper.then:
        yield _("What moved since is told by a report of the numbers of now.")
    elif not paper.revised:
        yield _("No month is closed yet.")
    else:
        if (more := moved - MOST_REVISIONS) > 0:
            yield (
                ngettext(
                    "%(more)s earlier month moved too: “Revisions” under “Months” has all of them.",
                    "%(more)s earlier months moved too: “Revisions” under “Months” has all of them.",
                    more,
                )
                % {"more": number(more)}
            )
        counted = {"unchanged": number(len(paper.revised) - moved), "closed": number(len(paper.revised))}
        yield _("Unchanged since they were first published: %(unchanged)s of %(closed)s closed months.") % counted


def _map(paper: PaperMonth) -> dict[str, Any]:
    """The headline since the start on the grid of the 44, shaded by fifths."""
    name = headline_name(paper.definition)
    values = {row["code"]: row["cells"][1].value for row in paper.table["rows"]}
    shown = tiles(values, unit=name, kecamatan=paper.kecamatan)
    return {
        "title": _("“%(name)s” by kecamatan, since the start") % {"name": words.inside(name)},
        "rows": [
            [tile and {"short": tile.short, "value": number(tile.value), "shade": tile.shade} for tile in row]
            for row in shown.rows
        ],
        "legend": [{"shade": shade.number, "told": _from_to(shade.low, shade.high)} for shade in shown.legend],
    }


def _from_to(low: int, high: int) -> str:
    if low == high:
        return number(low)
    return _("%(first)s to %(last)s") % {"first": number(low), "last": number(high)}
