"""The month as a workbook: typed cells, and a sheet that says what each number means (docs/reports.md)."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from okoce.core.months import Month
from okoce.core.sheets.reading import Cell
from okoce.core.sheets.writing import MONTHS, SHARE, TEXT, Column, Pale, Sheet, filled
from okoce.core.templatetags.jakarta import month as in_words
from reports.contributions import ACTIVITY_METRICS, METRICS, OUTSIDE
from reports.dashboard import Told
from reports.known import BACKWARDS, told_as
from reports.models import Definition
from reports.paper import method, words
from reports.paper.month import FINAL, PaperMonth
from reports.summary import NOT_ADDED, NOTHING, Question, Totals, counts, reading
from reports.words import headline_name, name_of

Row = list[Cell | Pale]

NAME, WORDS, LONG = 34, 22, 90


def workbook_of(paper: PaperMonth) -> bytes:
    """The xlsx: the same content on the same day makes the same bytes, and nothing in it is a formula."""
    return written(sheets(paper), paper)


def sheets(paper: PaperMonth) -> list[Sheet]:
    """Everything that stands in the workbook."""
    return [_summary(paper), _ladder(paper), _months(paper), _kecamatan(paper), _definitions(paper)]


def written(told: list[Sheet], paper: PaperMonth) -> bytes:
    above = " · ".join(filter(None, [f"OK OCE, {in_words(paper.month)}", words.as_of(paper), words.draft(paper)]))
    return filled(told, title=f"OK OCE, {in_words(paper.month)}", above=above, made=paper.on)


def _month() -> str:
    """How a month is shown, in the language of now."""
    return MONTHS[(get_language() or "id")[:2]]


def _sure(value: Cell, status: str) -> Cell | Pale:
    """The cell, paler where it is not final."""
    return value if words.is_sure(status) else Pale(value)


def _stands(paper: PaperMonth, metric: str, span: str, kecamatan: str = "") -> str:
    """How sure a metric is in the month, or all through it."""
    waits = paper.waits_in(span, Definition(metric=metric), kecamatan)
    return told_as(getattr(paper.sure, span), moved=False, waits=bool(waits))


def _share(part: int | None, whole: int | None) -> float | None:
    """As a number that a spreadsheet shows in per cent; both of its numbers stand in the same row."""
    return part / whole if whole and part is not None else None


def _summary(paper: PaperMonth) -> Sheet:
    """One number a row: of which months, its target or what it is part of, what was first published, how sure it is."""
    numbers, told, name = paper.numbers, paper.told, headline_name(paper.definition)
    headline, trainings, jobs = numbers["headline"], numbers["trainings"], numbers["jobs_created"]
    start, month, targets = paper.programme.first, paper.month, paper.ground.targets
    people, spent = _("people"), numbers["spending"]
    spent_from = max(Month(month.year, 1), start)
    rows = [
        _told(name, month, month, told["month"], people, headline["month"]["target"]),
        _told(name, start, month, told["through"], people, headline["programme"]["target"]),
    ]
    if headline["required_per_month"] is not None:
        status = words.made_of(told["through"], status=paper.sure_of_headline.through)
        pace = headline["required_per_month"]
        rows.append(_row(_("Needed each month"), month, paper.programme.last, pace, people, None, None, status))
    rows += [
        _row(label, month, month, headline["forecast"][part], people, None, None, "open")
        for part, label in (
            ("value", _("Forecast: the middle")),
            ("low", _("Forecast: low")),
            ("high", _("Forecast: high")),
        )
        if headline["forecast"]
    ]
    # A band has two ends: to be held against one of them as a target says too little.
    rows.append(_told(_("Trainings that count"), month, month, told["trainings"], _("trainings"), None))
    rows += [
        _row(label, month, month, trainings[end], _("trainings"), None, None, FINAL)
        for end, label in (("floor", _("The month's band: from")), ("ceiling", _("The month's band: to")))
        if trainings[end] is not None
    ]
    if jobs["programme_year"]:
        began = targets.year_began(month)
        rows.append(_told(_("Jobs created"), began, month, told["jobs_created"], _("jobs"), jobs["target"]))
    rows.append(_told(_("Spending"), spent_from, month, told["spending"], _("rupiah"), spent["target"]))
    each, sure = spent["per_new_entrepreneur"], words.made_of(told["spending"], status=paper.sure.year)
    rows.append(_row(_("Spending to each new entrepreneur"), spent_from, month, each, _("rupiah"), None, None, sure))
    covered, reporting = numbers["coverage"], _("Kecamatan with something counted")
    found, of = covered["kecamatan_reporting"], covered["of"]
    rows.append(_row(reporting, month, month, found, _("kecamatan"), of, None, paper.sure.month))
    columns = [
        Column(_("What"), TEXT, NAME),
        Column(_("From"), _month()),
        Column(_("Until"), _month()),
        Column(_("Value"), width=WORDS),
        Column(_("Unit"), TEXT, 18),
        Column(_("Target or whole"), width=WORDS),
        Column(_("Share of it"), SHARE),
        Column(_("First published"), width=WORDS),
        Column(_("Not published yet"), width=WORDS),
        Column(_("Status"), TEXT, 28),
    ]
    return Sheet(_("Summary"), columns, rows)


def _told(name: str, first: Month, last: Month, told: Told, unit: str, target: int | None) -> Row:
    waits = sum(one.value for one in told.since.waits) if told.since else 0
    return _row(name, first, last, told.value, unit, target, told.first, told.status, waits)


def _row(
    name: str,
    first: Month,
    last: Month,
    value: int | None,
    unit: str,
    whole: int | None,
    published: int | None,
    status: str,
    waits: int = 0,
) -> Row:
    share = _sure(_share(value, whole), status)
    shown = _sure(value, status)
    return [name, first.first, last.first, shown, unit, whole, share, published, waits or None, words.mark(status)]


def _ladder(paper: PaperMonth) -> Sheet:
    """The rungs of residents, and of people from outside on lines of their own."""
    here, outside = paper.total, paper.places.get(OUTSIDE, {})
    rows = [_rung(paper, rung, here) for rung in paper.ladder]
    rows += [_rung(paper, {**rung, "of": None}, outside, outside=True) for rung in paper.ladder]
    columns = [
        Column(_("Where"), TEXT, WORDS),
        Column(_("Step"), TEXT),
        Column(_("Rung"), TEXT, NAME),
        Column(in_words(paper.month), width=WORDS),
        Column(_("Since the start"), width=WORDS),
        Column(_("Share of"), TEXT, NAME),
        Column(_("Since the start, of these"), width=WORDS),
        Column(_("Share of it"), SHARE),
        Column(_("Not published yet, in the month"), width=WORDS),
        Column(_("Not published yet, since the start"), width=WORDS),
    ]
    return Sheet(_("Ladder"), columns, rows, names=3)


def _rung(paper: PaperMonth, rung: dict[str, Any], total: Totals, *, outside: bool = False) -> Row:
    reached, place = total.get(rung["metric"], NOTHING), OUTSIDE if outside else ""
    month, through = (_stands(paper, rung["metric"], span, place) for span in ("month", "through"))
    waits = [paper.waits_in(span, Definition(metric=rung["metric"]), place) for span in ("month", "through")]
    whole = total.get(rung["of"], NOTHING)["through"] if rung["of"] else None
    return [
        _("Outside Jakarta") if outside else _("Jakarta"),
        rung["step"],
        rung["name"],
        _sure(reached["month"], month),
        _sure(reached["through"], through),
        name_of(rung["of"]) if rung["of"] else None,
        None if whole is None else _sure(whole, _stands(paper, rung["of"], "through", place)),
        _sure(_share(reached["through"], whole), through),
        *(value or None for value in waits),
    ]


def _months(paper: PaperMonth) -> Sheet:
    """Every month since the start, oldest first: the headline with its target and what was first published, then each number."""
    start, definition = paper.programme.first, paper.definition
    metrics = tuple(dict.fromkeys([*METRICS, *filter(None, (definition.metric, definition.less))]))
    now = _by_month(paper, metrics, "latest")
    first = _by_month(paper, tuple(filter(None, (definition.metric, definition.less))), "first")
    published = paper.ground.publications(definition)
    rows = []
    for month in start.until(paper.month):
        status = paper.ground.statuses[month]
        values, was = now.get(month, {}), first.get(month, {})
        waits = paper.waits(definition, [month])
        stands = told_as(BACKWARDS if month in paper.backwards else status, moved=False, waits=bool(waits))
        rows.append(
            [
                month.first,
                words.mark(stands),
                _sure(_headline(definition, values), stands),
                paper.ground.targets.floor("new_entrepreneurs", "month", month),
                _headline(definition, was) if month in published else None,
                waits or None,
                *(_sure(values.get(metric, 0), _in_month(paper, metric, month)) for metric in METRICS),
            ]
        )
    columns = [
        Column(_("Month"), _month()),
        Column(_("Status"), TEXT, WORDS),
        Column(_("Headline: %(name)s") % {"name": headline_name(definition)}, width=WORDS),
        Column(_("Target")),
        Column(_("First published"), width=WORDS),
        Column(_("Not published yet"), width=WORDS),
        *(Column(name_of(metric), width=WORDS if metric == "spending" else 14) for metric in METRICS),
    ]
    return Sheet(_("Months"), columns, rows)


def _in_month(paper: PaperMonth, metric: str, month: Month) -> str:
    waits = paper.waits(Definition(metric=metric), [month])
    return told_as(paper.ground.statuses[month], moved=False, waits=bool(waits))


def _by_month(paper: PaperMonth, metrics: tuple[str, ...], vintage: str) -> dict[Month, dict[str, int]]:
    """Of residents, by month and metric; a month without counts is not there."""
    asked = Question(metrics, paper.programme.first, paper.month, vintage=vintage, as_of=paper.ground.as_of)
    months: dict[Month, dict[str, int]] = {}
    for row in counts(asked):
        months.setdefault(Month.parse(row["month"]), {})[row["metric"]] = row["value"]
    return months


def _headline(definition: Definition, values: dict[str, int]) -> int:
    return values.get(definition.metric, 0) - values.get(definition.less, 0)


def _kecamatan(paper: PaperMonth) -> Sheet:
    """One row a kecamatan, and one of people from outside: each number in the month, and since the start where it adds up."""
    columns = [Column(_("Code"), TEXT), Column(_("City"), TEXT, 40), Column(_("Kecamatan"), TEXT, WORDS)]
    name, month, start = headline_name(paper.definition), in_words(paper.month), _("since the start")
    pairs = [(metric, span) for metric in METRICS for span in ("month", "through") if _adds(metric, span)]
    heads = [(name, "month"), (name, "through"), *((name_of(metric), span) for metric, span in pairs)]
    columns += [Column(f"{said}, {month if span == 'month' else start}", width=16) for said, span in heads]
    places = [(place.code, place.city.name, place.name) for place in paper.kecamatan]
    places.append((OUTSIDE, "", _("Outside Jakarta")))
    return Sheet(_("Kecamatan"), columns, [_place(paper, place, pairs) for place in places], names=3)


def _adds(metric: str, span: str) -> bool:
    return span == "month" or metric not in NOT_ADDED


def _place(paper: PaperMonth, place: tuple[str, str, str], pairs: list[tuple[str, str]]) -> Row:
    total = paper.places.get(place[0], {})
    headline = reading(paper.definition, total) or NOTHING
    row: Row = [place[0], place[1] or None, place[2]]
    for span in ("month", "through"):
        waits = paper.waits_in(span, paper.definition, place[0])
        stands = told_as(getattr(paper.sure_of_headline, span), moved=False, waits=bool(waits))
        row.append(_sure(headline[span], stands))
    for metric, span in pairs:
        # Nobody holds a training outside Jakarta.
        nowhere = place[0] == OUTSIDE and metric in ACTIVITY_METRICS
        value = None if nowhere else total.get(metric, NOTHING)[span]
        row.append(_sure(value, _stands(paper, metric, span, place[0])))
    return row


def _definitions(paper: PaperMonth) -> Sheet:
    """What the numbers are: as of when, how sure, by which definition; and what each of them counts."""
    closing, standing = paper.closing, paper.ground.standing
    rows: list[Row] = [
        [_("Month"), in_words(paper.month), words.status(paper)],
        [_("Data"), words.as_of(paper), None],
        [_("Revision"), standing.revision, None],
        [_("Headline"), headline_name(paper.definition), method.definition(paper)],
        [_("Digest"), closing.digest if closing else None, method.digest(paper)["told"]],
    ]
    rows += [[what, None, how] for what, how in method.rules()]
    rows += [[name_of(metric), day, who] for metric, who, day in method.meanings()]
    columns = [
        Column(_("What"), TEXT, NAME, "prose"),
        Column(_("On which day, or which"), TEXT, 66, "prose"),
        Column(_("What it means"), TEXT, LONG, "prose"),
    ]
    return Sheet(_("Definitions"), columns, rows)
