"""What a page of counts is asked for in its address: which month of which, by which definition, in which vintage, as of when."""

import functools
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from okoce.core.months import Month, now, today
from okoce.core.readings import read
from programs.deadlines import close_on
from reports import dashboard as shown
from reports.calendar import reopenings_of
from reports.definitions import definitions_in
from reports.forecast import forecast, of_programme
from reports.known import Ground
from reports.models import Definition, Period
from reports.places import Recent
from reports.sampling.results import every_result, newest_of, result_of, together
from reports.standing import NoSuchMoment, Standing, standing_said
from reports.summary import VINTAGES, totals_by_place, totals_read
from reports.waits import waits
from reports.words import headline_name


class ThenForm(forms.Form):
    """As of which revision, or which day that is over; of now when it is left out, and when there is none such."""

    as_of = forms.CharField(
        label=_("Day or revision"),
        required=False,
        max_length=20,
        help_text=_("A day that is over, as 2018-03-31, or the number of a revision."),
    )

    def clean_as_of(self):
        said = self.cleaned_data["as_of"]
        try:
            return standing_said(said, at=now()) if said else None
        except NoSuchMoment as none:
            raise ValidationError(none.sentence, none.code) from none

    @property
    def then(self) -> Standing | None:
        return self.cleaned_data["as_of"] if self.is_valid() else None


@dataclass(frozen=True)
class Asked:
    """What was asked for, and what it needs to be answered."""

    month: Month
    definition: Definition
    definitions: list[Definition]
    vintage: str
    ground: Ground
    form: ThenForm
    # What else the address of a page says, which its links and forms keep.
    beside: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request, **beside):
        form = ThenForm(request.GET)
        ground = Ground.of(form.then)
        month = asked_month(request, ground.targets.programme, form.then)
        # The one that the month's headline reads comes first, for it is what the others are held against.
        definitions = definitions_in(month, as_of=form.then and form.then.revision)
        return cls(
            month=month,
            definition=asked_definition(request, definitions),
            definitions=definitions,
            vintage=asked_vintage(request),
            ground=ground,
            form=form,
            beside=beside,
        )

    @property
    def then(self):
        return self.ground.then

    @property
    def targets(self):
        return self.ground.targets

    def places(self):
        """The totals of each place."""
        return totals_by_place(self.month, self.targets, vintage=self.vintage, then=self.then)

    def of_place(self, code):
        """The totals of one kecamatan, its bars, and its last months: one question."""
        said = (self.month, self.definition, self.ground)
        totals, *others = read(
            totals_read(self.month, self.targets, kecamatan=code, vintage=self.vintage, then=self.then),
            shown.bars_read(*said, vintage=self.vintage, kecamatan=(code,)),
            Recent.read(*said, vintage=self.vintage, kecamatan=code),
        )
        return totals.get(code, {}), *others

    def bars(self, **how):
        return shown.bars(self.month, self.definition, self.ground, vintage=self.vintage, **how)

    def unpublished(self):
        """The months until this one that have no published number, where only that is asked for."""
        if self.vintage != "first":
            return []
        published = self.ground.publications(self.definition)
        return [month for month in self.targets.programme.first.until(self.month) if month not in published]

    @functools.cached_property
    def backwards(self):
        return self.ground.backwards(self.definition)

    @functools.cached_property
    def day(self):
        """The day on which it is asked, or of the moment that it is asked as of."""
        return (self.then and self.then.day) or today()

    def forecast(self, counted=None):
        """What the month may reach, if that is still open; None with too few months to learn from.

        `counted` is what the month has, where it was read.
        """
        return forecast(self.month, self.definition, self.ground, on=self.day, counted=counted)

    def outlook(self):
        """Where the programme may end; None with too few months, and after it."""
        return of_programme(self.month, self.definition, self.ground, on=self.day)

    def waits(self):
        """How long people took to each rung; nothing beside another reading: days are those of today."""
        return waits(self.month, on=self.day) if self.of_today else {}

    @property
    def of_today(self):
        """Whether the numbers are those of now, so that what the facts of today say may stand beside them."""
        return self.vintage == "latest" and not self.then

    def audited(self):
        """What the random audit says of a closed month's headline as it was published; None of any other number."""
        final = self.ground.statuses[self.month] == Period.Status.FINAL
        return result_of(self.month, as_of=self.ground.as_of) if final and self._is_published_so() else None

    def audited_elsewhere(self):
        """Beside the headline of a month that is open: what was found of it, if it was closed before, or of the latest, and of all."""
        if not self._is_published_so():
            return None
        as_of, again = self.ground.as_of, self.ground.statuses[self.month] == Period.Status.PROVISIONAL
        every = every_result(as_of=as_of)
        newest = (newest_of(every, self.month) if again else None) or newest_of(every)
        return newest and {"newest": newest, "together": together(every)}

    def _is_published_so(self):
        """Whether it is the headline by the definition by which the month is closed."""
        return self.definition == self.definitions[0] and self.month not in self.backwards

    def reopening(self):
        """How the month was opened again, where it stands open again; None of another one."""
        if not self._is_open_again(self.month):
            return None
        opened = reopenings_of(self.month).filter(confirmed=True)
        return (opened.filter(revision__lte=self.then.revision) if self.then else opened).first()

    def naming(self):
        """The definition with since when the headline reads it and why; None of another, and of the one of the beginning."""
        read = self.definitions[0]
        return read if self.definition == read and read.named_from else None

    def open_again(self):
        """The months before this one that stand open again: they make what counts since the start provisional."""
        return [month for month in self.targets.programme.first.until(self.month + -1) if self._is_open_again(month)]

    def _is_open_again(self, month):
        """Whether it was closed before."""
        known = self.ground
        return known.statuses[month] == Period.Status.PROVISIONAL and month in known.first_closings

    def said(self, **others):
        """What an address says that shows the same, but for what is said otherwise."""
        named = self.definition == self.definitions[0]
        said = {
            "month": self.month,
            "definition": "" if named else self.definition.code,
            "vintage": "" if self.vintage == "latest" else self.vintage,
            "as_of": self.ground.as_of,
            **self.beside,
        }
        return {name: value for name, value in (said | others).items() if value}

    def address(self, **others):
        return urlencode(self.said(**others))

    def told(self, total, *, kecamatan=""):
        """The figures of the city or of a kecamatan, and what was first published of them."""
        said = {"vintage": self.vintage, "kecamatan": kecamatan, "sure_of_headline": self.sure(self.backwards)}
        return shown.told(total, self.month, self.definition, self.ground, self.sure(), **said)

    def moved_since(self, total):
        """What was first published of each rung, where it is another number now; nothing beside another reading."""
        return shown.moved_since(total, self.month, self.ground) if self.vintage == "latest" else {}

    def sure(self, backwards=()):
        return shown.Sureness.of(self.month, self.ground, vintage=self.vintage, backwards=backwards)

    @property
    def overdue(self):
        """Whether the day on which the month is to be closed is over, or was it then."""
        return close_on(self.month) < self.day

    def records(self, *, kecamatan="", **others):
        """The beginning of the address of the records behind a number, which says besides which number it is."""
        return f"{reverse('records')}?{self.elsewhere(definition='', kecamatan=kecamatan, **others)}"

    def elsewhere(self, **others):
        """What the address of another page of counts says that shows the same."""
        return self.address(**dict.fromkeys(self.beside, "") | others)

    def context(self, *, kecamatan=""):
        """What every page of counts says beside its numbers."""
        programme = self.targets.programme
        newest = self.then.month if self.then else Month.of(today())
        return {
            "programme": programme,
            "month": self.month,
            "status": self.ground.statuses[self.month],
            "sure": self.sure(),
            "sure_of_headline": self.sure(self.backwards),
            "backwards": self.month in self.backwards,
            "months": shown.months_to_choose(programme, max(newest, self.month)),
            "over": self.month > programme.last,
            "year_began": self.targets.year_began(self.month),
            "spent_from": max(Month(self.month.year, 1), programme.first),
            "definition": self.definition,
            "definitions": [
                {"code": each.code, "name": headline_name(each), "address": self.address(definition=code)}
                for each, code in self.codes()
            ],
            "headline_name": headline_name(self.definition),
            "vintage": self.vintage,
            "vintages": list(VINTAGES),
            "signed": self.vintage == "adjustments",
            "unpublished": self.unpublished(),
            "close_on": close_on(self.month),
            "overdue": self.overdue,
            "reopening": self.reopening(),
            "naming": self.naming(),
            "open_again": [] if self.vintage == "first" else self.open_again(),
            "behind": self.records(kecamatan=kecamatan),
            "then": self.then,
            "form": self.form,
            "said": self.said(),
            "address": self.address(),
            "address_of_now": self.address(as_of=""),
            "address_of_latest": self.address(vintage=""),
        }

    def codes(self):
        """Each definition with what an address says to ask for it: nothing for the one that the headline reads anyway."""
        first, *others = self.definitions
        return [(first, ""), *((each, each.code) for each in others)]


def asked_month(request, programme, then=None):
    """The month in the address, when it names none that of now or then; 404 for one that has no counts."""
    current = Month.of(today())
    try:
        month = Month.parse(request.GET.get("month") or str(max(then.month, programme.first) if then else current))
    except ValueError as error:
        raise Http404 from error
    if not programme.first <= month <= max(current, programme.first):
        raise Http404
    return month


def asked_definition(request, definitions):
    """The definition in the address, when it names none the one that the headline reads; 404 for one that there is not."""
    code = request.GET.get("definition") or definitions[0].code
    for definition in definitions:
        if definition.code == code:
            return definition
    raise Http404


def asked_vintage(request):
    vintage = request.GET.get("vintage") or "latest"
    if vintage not in VINTAGES:
        raise Http404
    return vintage


def place_among(places, code):
    """The kecamatan of that code; 404 for any other text, whatever it is."""
    for place in places:
        if place.code == code:
            return place
    raise Http404
