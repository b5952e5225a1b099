"""A facilitator's month in words: the same lines on the page and on paper, and nobody's name among them."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from okoce.core.templatetags.jakarta import month as in_words
from okoce.core.templatetags.jakarta import number
from participants.forms.visits import FINDINGS, NEXT_ACTIONS
from participants.milestones import STEPS
from participants.models import Milestone, State, Visit
from programs.models import Training, TrainingSession
from reports.facilitators.month import FacilitatorMonth, Led

KINDS = {
    "training": gettext_lazy("Trainings"),
    "visit": gettext_lazy("Visits"),
    "milestone": gettext_lazy("Steps P4 to P7"),
    "job_report": gettext_lazy("Reports of paid workers"),
    "entrepreneur": gettext_lazy("Cases of new entrepreneurs"),
}


@dataclass(frozen=True)
class Section:
    """A heading with lines of (what, how many); `source` names the page on which the records are, if there are any."""

    title: str
    lines: list[tuple[str, str]]
    source: str = ""
    trainings: list[dict[str, Any]] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=list)


def sections(told: FacilitatorMonth) -> list[Section]:
    """What was recorded, in the order of the work."""
    return [_trainings(told), _people(told), _visits(told), _steps(told), _returned(told)]


def next_month(told: FacilitatorMonth) -> Section:
    """What the log knows already of the month after."""
    after = told.month + 1
    lines = [
        (_("Sessions planned"), number(len(told.planned))),
        (
            _("People due for a visit (none for more than 30 days on %(day)s)") % {"day": _day(after.first)},
            number(told.due),
        ),
    ]
    sessions = [_session(session) for session in told.planned]
    return Section(_("Plan for %(month)s") % {"month": in_words(after)}, lines, sessions=sessions)


def days(first: datetime.date, last: datetime.date) -> str:
    """One day, or the first and the last of several."""
    words = {name: date_format(day, "SHORT_DATE_FORMAT") for name, day in (("first", first), ("last", last))}
    return words["first"] if first == last else f"{words['first']} – {words['last']}"


def _trainings(told: FacilitatorMonth) -> Section:
    lines = [(_("Recorded"), number(len(told.led)))]
    if told.led:
        lines += [(_("of which verified"), number(told.verified)), (_("Minutes in all"), number(told.minutes))]
    if told.still_to_come:
        lines.append((_("Sessions of this month still to come"), number(told.still_to_come)))
    return Section(
        _("Trainings that I led"),
        lines,
        "trainings" if told.led else "",
        trainings=[_training(one) for one in told.led],
    )


def _training(one: Led) -> dict[str, Any]:
    training = one.training
    return {
        "key": training.pk,
        "days": days(one.first_day, one.last_day),
        "sessions": ngettext("%(count)s session", "%(count)s sessions", len(one.sessions))
        % {"count": len(one.sessions)},
        "topic": training.curriculum.name,
        "place": training.place,
        "kecamatan": training.kecamatan.name,
        "minutes": number(one.minutes),
        "came": number(one.came),
        "told": _told(one),
        "women": number(one.women),
        "men": number(one.men),
        "unknown": _("Sex not known: %(count)s") % {"count": number(one.unknown)} if one.unknown else "",
        "state": training.state,
        "state_name": str(Training.State(training.state).label),
    }


def _told(one: Led) -> str:
    """100 came: 1 woman, 1 man, 98 not known."""
    if not one.came:
        return _("nobody came")
    kinds = [
        (one.women, ngettext("%(count)s woman", "%(count)s women", one.women)),
        (one.men, ngettext("%(count)s man", "%(count)s men", one.men)),
        (one.unknown, _("%(count)s not known")),
    ]
    parts = ", ".join(words % {"count": number(count)} for count, words in kinds if count)
    return _("%(count)s came: %(parts)s") % {"count": number(one.came), "parts": parts}


def _session(session: TrainingSession) -> dict[str, Any]:
    training = session.training
    return {
        "key": training.pk,
        "day": days(session.held_on, session.held_on),
        "hours": f"{_time(session.starts_at)}–{_time(session.ends_at)}",
        "topic": training.curriculum.name,
        "place": training.place,
        "kecamatan": training.kecamatan.name,
    }


def _people(told: FacilitatorMonth) -> Section:
    people = told.people
    unknown = people["registered"] - people["women"] - people["men"]
    kinds = [(_("of which women"), people["women"]), (_("of which men"), people["men"]), (_("Sex not known"), unknown)]
    lines = [(_("Registered"), number(people["registered"]))]
    lines += [(what, number(count)) for what, count in kinds if count]
    if people["candidates"]:
        what = _("Candidates besides: identity, consent or baseline is missing")
        lines.append((what, number(people["candidates"])))
    return Section(_("People that I registered"), lines, "participants" if any(people.values()) else "")


def _visits(told: FacilitatorMonth) -> Section:
    visits = told.visits
    lines = [(_("Recorded"), number(visits["all"]))]
    if visits["all"]:
        ways = [mode for mode in Visit.Mode if visits[mode]]
        lines += [(_("of which %(way)s") % {"way": mode.label}, number(visits[mode])) for mode in ways]
        lines += [
            (_("People visited"), number(visits["people"])),
            *_chosen(_("Found: %(what)s"), told.findings, FINDINGS),
            *_chosen(_("Next step: %(what)s"), told.next_actions, NEXT_ACTIONS),
        ]
    if visits["trading"]:
        lines += [
            (_("Visits that saw a business trading"), number(visits["trading"])),
            (_("of which verified"), number(visits["trading_verified"])),
        ]
    return Section(_("Visits that I made"), lines, "visits" if visits["all"] else "")


def _chosen(line: str, said: Counter[str], phrases: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How often each phrase was chosen; what people wrote in words of their own may name somebody, and is one number."""
    counts = {str(phrase): said[kept] for kept, phrase in phrases.items()}
    counts[_("in words of their own")] = said.total() - sum(counts.values())
    return [(line % {"what": what}, number(count)) for what, count in counts.items() if count]


def _steps(told: FacilitatorMonth) -> Section:
    lines = []
    for kind, states in told.steps.items():
        name = f"{STEPS[Milestone.Kind(kind)]} {Milestone.Kind(kind).label}"
        lines.append((name, _recorded(states)))
    return Section(_("Steps P4 to P7 that I recorded"), lines or [(_("Recorded"), number(0))])


def _recorded(states: dict[str, int]) -> str:
    """3 recorded: 1 verified, 2 waiting for verification."""
    parts = [f"{number(states[state])} {state.label}" for state in State if state in states]
    words = {"count": number(sum(states.values())), "parts": ", ".join(parts)}
    return _("%(count)s recorded: %(parts)s") % words


def _returned(told: FacilitatorMonth) -> Section:
    lines = [(str(KINDS[kind]), number(count)) for kind, count in told.returned.items()]
    if lines:
        lines.append((_("of which still to be mended"), number(told.still_returned)))
    return Section(_("What came back"), lines or [(_("Returned"), number(0))], "home" if told.still_returned else "")


def _day(day: datetime.date) -> str:
    return date_format(day, "DATE_FORMAT")


def _time(time: datetime.time) -> str:
    return date_format(datetime.datetime.combine(datetime.date.min, time), "TIME_FORMAT")
