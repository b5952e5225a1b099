"""A month's content in whole sentences and lines: the report, the governor's sheet and the workbook say the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from okoce.core.templatetags import jakarta
from okoce.core.templatetags.jakarta import moment, number, percent, signed, tenths
from okoce.core.templatetags.jakarta import month as in_words
from reports.dashboard import Told
from reports.known import BACKWARDS, CORRECTED, WAITING
from reports.paper.month import FINAL, PaperMonth
from reports.sampling.results import Result
from reports.survival import Survival
from reports.words import headline_name

MARKS = {
    FINAL: gettext_lazy("final"),
    CORRECTED: gettext_lazy("final, corrected since"),
    WAITING: gettext_lazy("final, not all published yet"),
    BACKWARDS: gettext_lazy("counted backwards"),
}
AFTER = {6: gettext_lazy("After 6 months"), 12: gettext_lazy("After 12 months")}


@dataclass(frozen=True)
class Figure:
    """One of the large numbers: its name, of which time, what it is measured by, and how sure it is."""

    name: str
    value: str
    period: str
    target: str
    status: str
    first: str = ""

    @property
    def mark(self) -> str:
        return mark(self.status)


@dataclass(frozen=True)
class Section:
    """A heading with lines of (what, how many) and a note below them."""

    title: str
    lines: list[tuple[str, str]]
    note: str = ""


def mark(status: str) -> str:
    """How sure a number is, in a word: final, or provisional."""
    return str(MARKS.get(status, _("provisional")))


def is_sure(status: str) -> bool:
    """Whether all of the number is published, so that it does not look provisional."""
    return status in {FINAL, CORRECTED}


def made_of(*told: Told, status: str) -> str:
    """How sure is what was worked out of these numbers: no surer than any of them."""
    return WAITING if status == FINAL and any(one.status == WAITING for one in told) else status


def inside(name: str) -> str:
    """A name that is to stand between quotation marks: its own become those of the second level."""
    return name.replace("“", "‘").replace("”", "’")


def rupiah(value: int | None) -> str:
    return _("Rp %(amount)s") % {"amount": number(value)}


def of_target(value: int, target: int | None) -> str:
    """“1,284 of 4,000 = 32 %”; nothing where there is no target."""
    return "" if target is None else jakarta.of_target({"value": value, "target": target})


def status(paper: PaperMonth) -> str:
    """How the month stands, as a sentence."""
    words = {"month": in_words(paper.month), "day": date_format(paper.close_on, "DATE_FORMAT")}
    if paper.is_final:
        return (
            _(
                "%(month)s is closed: what was published stays, and what is found out later is published in a later month."
            )
            % words
        )
    if paper.is_overdue:
        return _("Provisional: the numbers may change until %(month)s is closed, which was due on %(day)s.") % words
    return _("Provisional: the numbers may change until %(month)s is closed, which is due on %(day)s.") % words


def draft(paper: PaperMonth) -> str:
    """What stands on every page of a month that is not closed; nothing of a closed one."""
    if paper.is_final:
        return ""
    return _("PROVISIONAL: %(month)s is not closed, its numbers may still change") % {"month": in_words(paper.month)}


def as_of(paper: PaperMonth) -> str:
    """As of which moment and revision the numbers are."""
    standing = paper.ground.standing
    if standing.at is None:
        return _("Nothing has been counted yet")
    words = {"moment": moment(standing.at), "revision": number(standing.revision)}
    return _("Data as of %(moment)s (revision %(revision)s)") % words


def summary(paper: PaperMonth) -> list[str]:
    """What a month comes to: the month, the programme with its pace and forecast, and how people came that far."""
    told = paper.told
    sentences = [
        " ".join(filter(None, [_of_month(paper), waits(told["month"])])),
        " ".join(filter(None, [_since_the_start(paper), waits(told["through"])])),
        _forecast(paper),
        _down_the_ladder(paper),
    ]
    return [sentence for sentence in sentences if sentence]


def _of_month(paper: PaperMonth) -> str:
    told = paper.numbers["headline"]["month"]
    words = {
        "month": in_words(paper.month),
        "value": number(told["value"]),
        "name": headline_name(paper.definition),
        "target": number(told["target"]),
        "share": percent(told["value"], told["target"]),
    }
    if paper.definition.metric == "new_entrepreneurs" and not paper.definition.less:
        if told["target"] is None:
            return (
                ngettext(
                    "Jakarta counts %(value)s new entrepreneur for %(month)s.",
                    "Jakarta counts %(value)s new entrepreneurs for %(month)s.",
                    told["value"],
                )
                % words
            )
        return (
            ngettext(
                "Jakarta counts %(value)s new entrepreneur for %(month)s, %(share)s of the target of %(target)s.",
                "Jakarta counts %(value)s new entrepreneurs for %(month)s, %(share)s of the target of %(target)s.",
                told["value"],
            )
            % words
        )
    words["name"] = inside(words["name"])
    if told["target"] is None:
        return _("For %(month)s Jakarta counts %(value)s people as “%(name)s”.") % words
    return (
        _(
            "For %(month)s Jakarta counts %(value)s people as “%(name)s”, %(share)s of the target of %(target)s new"
            " entrepreneurs."
        )
        % words
    )


def _since_the_start(paper: PaperMonth) -> str:
    headline = paper.numbers["headline"]
    told, pace = headline["programme"], headline["required_per_month"]
    words = {
        "first": in_words(paper.programme.first),
        "value": number(told["value"]),
        "target": number(told["target"]),
        "share": percent(told["value"], told["target"]),
        "pace": number(pace),
        "months": number(paper.ground.targets.months_left(paper.month)),
        "last": in_words(paper.programme.last),
    }
    if told["target"] is None:
        return (
            _("Since %(first)s it is %(value)s; the programme's last month was %(last)s, and targets ended with it.")
            % words
        )
    if pace is None:
        return _("Since %(first)s it is %(value)s of %(target)s (%(share)s).") % words
    return (
        _(
            "Since %(first)s it is %(value)s of %(target)s (%(share)s). To reach them by %(last)s, each of the %(months)s"
            " months from this one on needs %(pace)s."
        )
        % words
    )


def _forecast(paper: PaperMonth) -> str:
    told = paper.numbers["headline"]["forecast"]
    if not told:
        return ""
    words = {name: number(told[name]) for name in ("value", "low", "high")}
    if paper.forecast and (past := paper.forecast.error):
        words |= {"months": number(past.months), "people": number(past.people), "inside": number(past.inside)}
        return (
            _(
                "By what earlier months took in late, the month will come to %(value)s (between %(low)s and %(high)s); said on"
                " the same day of %(months)s earlier months it was off by %(people)s in the middle, and held in %(inside)s."
            )
            % words
        )
    return (
        _("By what earlier months took in late, the month will come to %(value)s (between %(low)s and %(high)s).")
        % words
    )


def _down_the_ladder(paper: PaperMonth) -> str:
    reached = {rung["metric"]: rung["cumulative"] for rung in paper.numbers["ladder"]}
    whole = reached["registered"]
    if whole <= 0:
        return ""
    words: dict[str, Any] = {"registered": number(whole)}
    for metric in ("trained", "licensed"):
        words |= {metric: number(reached[metric]), f"{metric}_share": percent(reached[metric], whole)}
    return (
        _(
            "Of %(registered)s people registered so far, %(trained)s (%(trained_share)s) are trained and %(licensed)s"
            " (%(licensed_share)s) licensed."
        )
        % words
    )


def figures(paper: PaperMonth) -> list[Figure]:
    """The three numbers: the month, the programme, and the pace that is needed."""
    headline, name = paper.numbers["headline"], headline_name(paper.definition)
    span = {"first": in_words(paper.programme.first), "last": in_words(paper.month)}
    month, programme, pace = headline["month"], headline["programme"], headline["required_per_month"]
    told = paper.told
    found = [
        _figure(name, in_words(paper.month), told["month"], month["target"]),
        _figure(name, _("%(first)s to %(last)s") % span, told["through"], programme["target"]),
    ]
    if pace is not None:
        left = number(paper.ground.targets.months_left(paper.month))
        period = _("in each of %(months)s months, %(first)s to %(last)s") % {
            "months": left,
            "first": in_words(paper.month),
            "last": in_words(paper.programme.last),
        }
        target = _("so that %(target)s are reached") % {"target": number(programme["target"])}
        # What stands before this month makes it: it is no surer than that.
        sure = made_of(told["through"], status=paper.sure_of_headline.through)
        found.append(Figure(_("Needed each month"), number(pace), period, target, sure))
    return found


def _figure(name: str, period: str, told: Told, target: int | None) -> Figure:
    return Figure(name, number(told.value), period, of_target(told.value, target), told.status, first(told))


def first(told: Told, *, in_rupiah: bool = False) -> str:
    """What was first published, what closings published since, and what waits for one: nothing where nothing was published."""
    if told.first is None:
        return ""
    if not told.since:
        return _("First published: %(first)s.") % {"first": rupiah(told.first) if in_rupiah else number(told.first)}
    words = {"rupiah": "Rp " if in_rupiah else "", "first": number(told.first), "since": signed(told.since.published)}
    if told.since.published:
        said = _("%(rupiah)s%(first)s first published, %(since)s published since.") % words
    elif told.since.was_published:
        said = _("%(rupiah)s%(first)s first published; what was published since evens out.") % words
    else:
        said = _("%(rupiah)s%(first)s first published.") % words
    return " ".join(filter(None, [said, waits(told)]))


def waits(told: Told) -> str:
    """What of the number no closing has published, and for which closing it waits: as the dashboard says it."""
    return waits_for(told.since.waits) if told.since else ""


def waits_for(closings: Iterable[Any]) -> str:
    """Each of these said as “October 2026 (+1)”; nothing for none."""
    said = ", ".join(str(each) for each in closings)
    return f"{_('Not published yet, and may still change: waits for the closing of')} {said}." if said else ""


def _with_mark(text: str, told: Told) -> str:
    """A line has no room for more than a word."""
    return f"{text} ({mark(told.status)})" if told.status == WAITING else text


def trainings(paper: PaperMonth) -> Section:
    told, numbers = paper.told["trainings"], paper.numbers
    band, covered = numbers["trainings"], numbers["coverage"]
    lines = [(_("Trainings that count"), _with_mark(number(told.value), told))]
    if band["floor"] is not None:
        words = {"floor": number(band["floor"]), "ceiling": number(band["ceiling"])}
        lines.append((_("The month's band"), _("%(floor)s to %(ceiling)s") % words))
    if told.value > 0:
        made = {"value": number(numbers["headline"]["month"]["value"]), "trainings": number(told.value)}
        made["each"] = tenths(Fraction(numbers["headline"]["month"]["value"], told.value))
        lines.append((_("New in the headline to each training"), _("%(value)s to %(trainings)s: %(each)s") % made))
    reporting = {"reporting": number(covered["kecamatan_reporting"]), "of": number(covered["of"])}
    lines.append((_("Kecamatan with something counted"), _("%(reporting)s of %(of)s") % reporting))
    note = _("A training counts when it is verified, lasts 120 minutes or more and 10 people or more were present.")
    return Section(_("Trainings"), lines, " ".join(filter(None, [first(told), note])))


def jobs(paper: PaperMonth) -> Section:
    made, told = paper.numbers["jobs_created"], paper.told["jobs_created"]
    if not made["programme_year"]:
        return Section(_("Jobs"), [], _("The programme's last year is over: jobs have no year to be counted in."))
    year = {"number": made["programme_year"], "first": in_words(paper.ground.targets.year_began(paper.month))}
    lines = [
        (_("Created in programme year %(number)s, since %(first)s") % year, _with_mark(number(made["value"]), told))
    ]
    if made["target"] is not None:
        lines.append((_("Of the year's target"), of_target(made["value"], made["target"])))
    if paper.declared:
        lines.append((_("Declared and not verified: not in the number"), number(paper.declared)))
    note = _("Verified paid workers beside the owner, above the highest number before.")
    return Section(_("Jobs"), lines, " ".join(filter(None, [first(told), note])))


def spending(paper: PaperMonth) -> Section:
    spent, told = paper.numbers["spending"], paper.told["spending"]
    lines = [(_("Spent in %(year)s") % {"year": spent["year"]}, _with_mark(rupiah(spent["value"]), told))]
    if spent["target"] is not None:
        words = {"target": rupiah(spent["target"]), "share": percent(spent["value"], spent["target"])}
        lines.append((_("Of the year's budget"), _("%(share)s of %(target)s") % words))
    if spent["per_new_entrepreneur"] is not None:
        words = {"value": rupiah(spent["value"]), "people": number(spent["new_entrepreneurs"])}
        lines.append(
            (
                _("To each new entrepreneur (%(value)s to %(people)s people)") % words,
                rupiah(spent["per_new_entrepreneur"]),
            )
        )
    return Section(_("Spending"), lines, first(told, in_rupiah=True))


def still_trading(paper: PaperMonth) -> Section | None:
    """Who still trades, as known on this day; None as of an earlier revision."""
    if not paper.survival:
        return None
    lines = [(str(AFTER[months]), _mark_of(known)) for months, known in paper.survival]
    day = date_format(paper.on, "DATE_FORMAT")
    note = _("Of those who became new entrepreneurs so long ago, as far as is known on %(day)s.") % {"day": day}
    return Section(_("Still trading"), lines, note)


def _mark_of(known: Survival) -> str:
    if not known.due:
        return _("nobody is due yet")
    words = {name: number(getattr(known, name)) for name in ("trading", "due", "verified", "closed", "unknown")}
    words["share"] = percent(known.trading, known.due)
    return (
        _(
            "%(trading)s of %(due)s (%(share)s) are said to trade, %(verified)s of them verified; %(closed)s closed, nothing is known of %(unknown)s"
        )
        % words
    )


def checked(paper: PaperMonth) -> Section:
    """What others say of the numbers: the random audit, and the official lists."""
    lines = []
    if result := paper.audited:
        title = _("Random audit of %(month)s") % {"month": in_words(result.month)}
        lines.append((title, sample(result)))
    if beside := paper.official:
        words = {"shown": number(beside.shown), "licensed": number(beside.licensed)}
        words["share"] = percent(beside.shown, beside.licensed)
        lines.append(
            (_("Licensed people found on official lists"), _("%(shown)s of %(licensed)s (%(share)s)") % words),
        )
    note = "" if lines else _("No random audit and no official list says anything of this month.")
    return Section(_("How sure the numbers are"), lines, note)


def sample(result: Result) -> str:
    """What was found in it: never a rate without its two numbers."""
    if not result.drawn:
        return _("nobody was drawn.")
    told = []
    if result.interval:
        words = {"wrong": number(result.wrong), "of": number(result.found_out)}
        words |= {"low": percent(result.interval.low, 1), "high": percent(result.interval.high, 1)}
        told.append(_("%(wrong)s of %(of)s wrong; of all, %(low)s to %(high)s (95 %%).") % words)
    drawn = number(result.drawn)
    if result.unknown:
        told.append(
            _("Not to be found out: %(unknown)s of %(drawn)s.") % {"unknown": number(result.unknown), "drawn": drawn}
        )
    if result.unjudged:
        told.append(
            _("Not judged yet: %(unjudged)s of %(drawn)s.") % {"unjudged": number(result.unjudged), "drawn": drawn}
        )
    return " ".join(told)
