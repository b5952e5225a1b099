"""What the rungs and the named definitions mean, in plain words (docs/counting.md, “What is counted”)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.models import Definition, Thresholds

Lazy = Any


@dataclass(frozen=True)
class Meaning:
    """Whom a rung counts, on which day, and an example of somebody; each in whole sentences."""

    who: str
    day: str
    example: str


def licences(thresholds: Thresholds) -> str:
    """The kinds of licence that it accepts, as a sentence names them."""
    *others, last = thresholds.licence_types
    return _("%(first)s or %(last)s") % {"first": ", ".join(others), "last": last} if others else last


def registered(_asked: Thresholds) -> Meaning:
    return Meaning(
        _(
            "Somebody who agreed to take part, said which business there was on that day, and whose identity is verified."
        ),
        _("The day of the agreement, even when the identity is verified later."),
        _("Ani agrees in March and shows her card in April. She counts in March."),
    )


def trained(asked: Thresholds) -> Meaning:
    return Meaning(
        _(
            "Somebody who was there for %(share)s %% of the minutes of one training, or longer. A verifier has approved it."
        )
        % {"share": asked.attendance_percent},
        _("The training's last day."),
        _("The training has 240 minutes, so it takes %(minutes)s. Two short trainings are not added up.")
        % {"minutes": -(-240 * asked.attendance_percent // 100)},
    )


def mentored(asked: Thresholds) -> Meaning:
    days = asked.visit_days
    if days == 1:
        return Meaning(
            _("Somebody whom a facilitator visited once: in person, by phone or online."),
            _("The day of the first visit."),
            _("Budi is visited on Monday. He counts on Monday."),
        )
    return Meaning(
        _("Somebody whom a facilitator visited on %(days)s different days: in person, by phone or online.")
        % {"days": days},
        _("The last of these days.") if days > 2 else _("The second of these days."),
        _("Budi is visited twice on Monday: that is one day, and he does not count yet."),
    )


def licensed(asked: Thresholds) -> Meaning:
    return Meaning(
        _(
            "Somebody with a licence (%(kinds)s) in the own name, issued on the day of registration or later. A verifier"
            " has approved it."
        )
        % {"kinds": licences(asked)},
        _("The day on which the first such licence was issued."),
        _("Citra's licence is older than her registration. It is true, and not the programme's: she does not count."),
    )


def marketed(_asked: Thresholds) -> Meaning:
    return Meaning(
        _("Somebody who sold at a market or another event. A verifier has approved it."),
        _("The first such day."),
        _("Dewi sells at a bazaar in May and again in June. She counts once, in May."),
    )


def bookkeeping(_asked: Thresholds) -> Meaning:
    return Meaning(
        _("Somebody who kept the books of one whole month. A verifier has approved them."),
        _("The day on which the month's books were finished."),
        _("Eko finishes the books of April on 2 May. He counts in May."),
    )


def funded(_asked: Thresholds) -> Meaning:
    return Meaning(
        _("Somebody to whom capital was paid out. A verifier has approved it."),
        _("The day on which the money was paid out."),
        _("Fitri applies in June and gets the money in July. She counts in July. Who only applied does not count."),
    )


def new_entrepreneurs(_asked: Thresholds) -> Meaning:
    return Meaning(
        _(
            "Somebody who was new (no business and no licence at the start), was trained or mentored first, is licensed,"
            " and trades. One more person, who entered none of this, approves the case."
        ),
        _("The first day of a licence or of a proof of trading on which all of it is there."),
        _("Gita is trained in April, licensed in May, and pays her first worker in July. She counts in July."),
    )


def level_up(_asked: Thresholds) -> Meaning:
    return Meaning(
        _("Somebody who is licensed, and had a business or a licence before. Good work, and no new entrepreneur."),
        _("As licensed."),
        _("Hadi sold noodles for years without a licence. With the programme he gets one: he moved up."),
    )


MEANINGS: dict[str, Callable[[Thresholds], Meaning]] = {
    rung.__name__: rung
    for rung in (
        registered,
        trained,
        mentored,
        licensed,
        marketed,
        bookkeeping,
        funded,
        new_entrepreneurs,
        level_up,
    )
}

# What each of those that were there from the beginning asks, and what it does not ask.
DEFINED: dict[str, Lazy] = {
    "OKOCE-2026.1": gettext_lazy(
        "Somebody who had no business before, was helped first, has a licence, and trades. Each of these is proved by a"
        " record that somebody else checked."
    ),
    "2018-P4": gettext_lazy(
        "Somebody who got a licence after registering and had neither business nor licence before. Nobody asks whether"
        " the business trades."
    ),
    "2020-P1": gettext_lazy("Somebody who registered. Nobody asks for a training, a licence or a business."),
    "COUNCIL-P7": gettext_lazy("Somebody to whom capital was paid out. Nobody asks for a licence."),
}
# How one person reads: registered in March, licensed in June, trades from August, money in November.
ONE_PERSON: dict[str, Lazy] = {
    "2020-P1": gettext_lazy("March: she registered"),
    "2018-P4": gettext_lazy("June: she was licensed"),
    "OKOCE-2026.1": gettext_lazy("August: the first proof that she trades"),
    "COUNCIL-P7": gettext_lazy("November: capital was paid out"),
}


def in_plain_words(definition: Definition, thresholds: Thresholds | None) -> str:
    """Whom the headline counts by this definition."""
    if said := DEFINED.get(definition.code):
        return str(said)
    if not thresholds:
        return definition.source
    return _("As OKOCE-2026.1, with thresholds of its own: %(thresholds)s") % {"thresholds": thresholds_in(thresholds)}


def thresholds_in(asked: Thresholds) -> str:
    """The three choices as one sentence."""
    words = {"share": asked.attendance_percent, "kinds": licences(asked), "days": asked.visit_days}
    if asked.visit_days == 1:
        return _("trained is %(share)s %% of the minutes, mentored is one visit, a licence is %(kinds)s.") % words
    return (
        _("trained is %(share)s %% of the minutes, mentored is visits on %(days)s days, a licence is %(kinds)s.")
        % words
    )


def by_own_thresholds(asked: Thresholds) -> str:
    """Behind the words of a rung that is made of others: what they ask for here."""
    return _("Here %(thresholds)s") % {"thresholds": thresholds_in(asked)}
