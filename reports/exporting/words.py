"""What a file is of, in words: on the page where it is asked for, and on its own."""

from collections.abc import Collection
from typing import NamedTuple

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from okoce.core.months import Month
from okoce.core.templatetags.jakarta import month, number
from programs.models import Kecamatan
from reports.contributions import OUTSIDE
from reports.explaining.asked import Number
from reports.exporting.questions import Asked, Entries
from reports.summary import Question
from reports.words import name_of

DIMENSIONS = {
    "month": gettext_lazy("month"),
    "year": gettext_lazy("year"),
    "kecamatan": gettext_lazy("kecamatan"),
    "city": gettext_lazy("city"),
    "gender": gettext_lazy("sex"),
    "age_band": gettext_lazy("age"),
    "resident": gettext_lazy("lives in Jakarta or not"),
}
VINTAGES = {
    "latest": gettext_lazy("Latest numbers"),
    "first": gettext_lazy("First published"),
    "adjustments": gettext_lazy("Corrections"),
}
RESIDENTS = {
    "yes": pgettext_lazy("people", "those who live in Jakarta"),
    "no": pgettext_lazy("people", "those who live outside Jakarta"),
    "all": pgettext_lazy("people", "everybody"),
}


class Told(NamedTuple):
    """One line: what it is about, and what was asked of it."""

    label: str
    words: str


def told(asked: Asked, within: Collection[str] | None) -> list[Told]:
    """What was asked for, line by line; of entries and people, only those of the kecamatan `within`, None is the whole city."""
    match asked:
        case Entries():
            return _of_entries(asked, within)
        case Number():
            return _of_people(asked, within)
        case _:
            return _of_counts(asked)


def _of_counts(asked: Question) -> list[Told]:
    return [
        Told(_("What is counted"), _list([name_of(metric) for metric in asked.metrics])),
        Told(_("Months"), _months(asked.first, asked.last)),
        Told(_("Told apart by"), _list([str(DIMENSIONS[name]) for name in asked.by]) or _("nothing: one sum each")),
        Told(_("Where"), _places(asked.kecamatan)),
        Told(_("People"), str(RESIDENTS[asked.resident])),
        Told(_("Reading"), _reading(asked.vintage, asked.as_of)),
    ]


def _of_entries(asked: Entries, within: Collection[str] | None) -> list[Told]:
    lines = [
        Told(_("Entries of"), _list([name_of(metric) for metric in asked.metric]) or _("every metric")),
        Told(_("Where"), _seen(asked.kecamatan, within)),
        _when(asked),
    ]
    if asked.posting_month:
        lines.append(Told(_("Published in"), month(asked.posting_month)))
    if asked.source:
        lines.append(Told(_("Source"), str(asked.source)))
    if asked.since:
        lines.append(Told(_("After revision"), number(asked.since)))
    return lines


def _when(asked: Entries) -> Told:
    if asked.first and asked.month:
        return Told(_("Months"), _months(asked.first, asked.month))
    return Told(_("Month"), month(asked.month) if asked.month else _("every month"))


def _of_people(asked: Number, within: Collection[str] | None) -> list[Told]:
    name = name_of(asked.metric)
    if asked.less:
        name = _("%(metric)s, without “%(less)s”") % {"metric": name, "less": name_of(asked.less)}
    if asked.registered:
        when = [
            Told(pgettext("month", "Registered in"), month(asked.registered)),
            Told(_("By the end of"), month(asked.last)),
        ]
    else:
        when = [Told(_("Months"), _months(asked.first, asked.last))]
    return [
        Told(_("People who count as"), name),
        *when,
        Told(_("Where"), _seen((asked.kecamatan,) if asked.kecamatan else (), within)),
        Told(_("Reading"), _reading(asked.vintage, asked.as_of)),
    ]


def _months(first: Month, last: Month) -> str:
    if first == last:
        return month(first)
    return _("%(first)s to %(last)s") % {"first": month(first), "last": month(last)}


def _seen(kecamatan: tuple[str, ...], within: Collection[str] | None) -> str:
    """What of these the user sees: a file of a part never calls itself the whole city."""
    if within is None:
        return _places(kecamatan)
    seen = tuple(code for code in sorted(within) if not kecamatan or code in kecamatan)
    return (
        _("only %(places)s, of which you see the records") % {"places": _places(seen)}
        if seen
        else _("nothing of yours")
    )


def _places(codes: tuple[str, ...]) -> str:
    if not codes:
        return _("the whole city")
    names = dict(Kecamatan.objects.filter(pk__in=codes).values_list("code", "name")) | {OUTSIDE: _("outside Jakarta")}
    return _list([names[code] for code in codes])


def _reading(vintage: str, as_of: int | None) -> str:
    said = str(VINTAGES[vintage])
    if as_of is None:
        return said
    return _("%(reading)s, as of revision %(revision)s") % {"reading": said, "revision": number(as_of)}


def _list(words: list[str]) -> str:
    return get_text_list(words, _("and"))
