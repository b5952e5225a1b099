"""What a facilitator says about a step of somebody: each kind asks for its own fields and no others."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from okoce.core.forms import RupiahField, VerbForm
from okoce.core.months import Month
from participants import businesses, milestones
from participants.forms.fields import ManyEvidenceField, key_field
from participants.milestones import FIELDS, MilestoneFacts
from participants.models import Milestone
from programs.forms import OF_A_FACT, day_input, months_until

COMMON = ["completed_on", "files", "entered_on", "business"]
NOT_YET = _("Leave it empty while this has not happened yet.")
IN_WHOSE_NAME = [("yes", _("in the person's own name")), ("no", _("in another name"))]


class MilestoneForm(VerbForm):
    """What every kind has. Whoever knows the day of completion alone need not look up when it was applied for."""

    applied_for = False

    id = key_field()
    completed_on = forms.DateField(required=False, widget=day_input(**OF_A_FACT), help_text=NOT_YET)
    entered_on = forms.DateField(
        label=_("Applied for on"),
        required=False,
        widget=day_input(),
        help_text=_("Only if it was on another day."),
    )
    business = forms.ModelChoiceField(
        label=_("Business"), queryset=None, required=False, empty_label=_("No business, or not recorded yet")
    )
    files = ManyEvidenceField(
        label=_("Photos or documents that show it"),
        help_text=_("JPEG, PNG, WebP or PDF, at most 10 MB each."),
    )

    def __init__(self, *args, participant, today, milestone=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.participant, self.today, self.milestone = participant, today, milestone
        if not self.applied_for:
            del self.fields["entered_on"]
        for name in self.fields.keys() & {"completed_on", "entered_on"}:
            self.fields[name].widget.attrs["max"] = f"{today}"
        self._offer_businesses(businesses.of(participant))
        self.initial = (self.as_it_is(milestone) if milestone else self.at_first()) | self.initial

    def _offer_businesses(self, owned):
        if not owned:
            del self.fields["business"]
            return
        self.fields["business"].queryset = owned
        if len(owned) == 1 and not self.milestone:
            self.initial.setdefault("business", owned[0].pk)

    def at_first(self):
        return {}

    def as_it_is(self, milestone):
        names = ["entered_on", "completed_on", *FIELDS[Milestone.Kind(self.kind)]]
        return {name: getattr(milestone, name) for name in names} | {
            "id": milestone.pk,
            "business": milestone.business_id,
        }

    def facts(self):
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("id", "files")}
        return MilestoneFacts(**said | {"entered_on": self._entered_on()})

    def _entered_on(self):
        completed = self.cleaned_data["completed_on"]
        if self.applied_for:
            return self.cleaned_data["entered_on"] or completed or self.today
        first = self.milestone.entered_on if self.milestone else self.today
        return min(first, completed or first)

    def perform(self):
        known = {"by": self.by, "said": self.facts(), "files": self.cleaned_data["files"], "today": self.today}
        if self.milestone:
            return milestones.change(**known, milestone=self.milestone)
        key = self.cleaned_data["id"]
        return milestones.enter(**known, id=key, participant=self.participant, kind=self.kind)


class LicenceForm(MilestoneForm):
    kind, applied_for = Milestone.Kind.LICENCE, True
    licence_type = forms.ChoiceField(label=_("Kind of licence"), choices=Milestone.LicenceType.choices)
    number = forms.CharField(
        label=_("Number of the licence"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Leave it empty while the licence is only applied for."),
    )
    own_name = forms.TypedChoiceField(
        label=_("In whose name"), choices=IN_WHOSE_NAME, coerce=lambda word: word == "yes", widget=forms.RadioSelect
    )
    completed_on = forms.DateField(
        label=_("Issued on"), required=False, widget=day_input(**OF_A_FACT), help_text=NOT_YET
    )
    lapses_on = forms.DateField(
        label=_("Valid until"), required=False, widget=day_input(), help_text=_("Only if the licence says so.")
    )
    field_order = ["licence_type", "number", "own_name", "completed_on", "files", "lapses_on", "entered_on", "business"]

    def as_it_is(self, milestone):
        return super().as_it_is(milestone) | {"own_name": "yes" if milestone.own_name else "no"}


class MarketForm(MilestoneForm):
    kind = Milestone.Kind.MARKET
    name = forms.CharField(
        label=_("Market, fair or shop"),
        max_length=120,
        help_text=_("Where the person sold: a fair, a shop, an online shop."),
    )
    completed_on = forms.DateField(
        label=_("Sold there on"), required=False, widget=day_input(**OF_A_FACT), help_text=NOT_YET
    )
    field_order = ["name", *COMMON]

    def at_first(self):
        return {"completed_on": self.today}


class BooksForm(MilestoneForm):
    kind = Milestone.Kind.BOOKS
    month = forms.TypedChoiceField(label=_("Month of the books"), coerce=lambda text: Month.parse(text).first)
    completed_on = forms.DateField(
        label=_("Finished on"), required=False, widget=day_input(**OF_A_FACT), help_text=NOT_YET
    )
    field_order = ["month", *COMMON]

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, today=today, **kwargs)
        self.fields["month"].choices = months_until(today)

    def at_first(self):
        last = Month.of(Month.of(self.today).first - datetime.timedelta(days=1))
        return {"month": str(last), "completed_on": self.today}

    def as_it_is(self, milestone):
        return super().as_it_is(milestone) | {"month": str(Month.of(milestone.month))}


class CapitalForm(MilestoneForm):
    kind, applied_for = Milestone.Kind.CAPITAL, True
    name = forms.CharField(label=_("Bank, cooperative or lender"), max_length=120)
    amount = RupiahField(label=_("Amount in rupiah"))
    completed_on = forms.DateField(
        label=_("Paid out on"),
        required=False,
        widget=day_input(),
        help_text=_("An application alone does not count. Leave it empty until the money is there."),
    )
    field_order = ["name", "amount", *COMMON]


MILESTONE_FORMS = {form.kind: form for form in (LicenceForm, MarketForm, BooksForm, CapitalForm)}


class HandInForm(VerbForm):
    def __init__(self, *args, milestone, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.milestone, self.at = milestone, at

    def perform(self):
        return milestones.hand_in(by=self.by, milestone=self.milestone, at=self.at)
