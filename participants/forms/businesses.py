"""What a facilitator says about a business."""

from django import forms
from django.utils.translation import gettext_lazy as _

from okoce.core.forms import VerbForm
from participants import businesses, mentoring
from participants.businesses import BusinessFacts
from participants.forms.fields import key_field
from participants.models import Business
from programs.forms import day_input
from programs.places import by_city, residence, within

SAID = ["name", "sector", "kelurahan", "started_on", "closed_on"]


def sectors():
    """Asked of each form anew: the words are in the reader's language."""
    return [("", _("Choose a sector")), *((letter, f"{letter} · {word}") for letter, word in Business.Sector.choices)]


class BusinessForm(VerbForm):
    """A business of somebody: a new one, or one that is changed."""

    id = key_field()
    name = forms.CharField(label=_("Name of the business"), max_length=120)
    sector = forms.ChoiceField(
        label=_("Sector"),
        choices=sectors,
        help_text=_("The letter is the section of KBLI 2020, as it stands on the NIB."),
    )
    kecamatan = forms.TypedChoiceField(label=_("Kecamatan"), coerce=residence)
    kelurahan = forms.CharField(label=_("Kelurahan"), max_length=60)
    started_on = forms.DateField(label=_("Trading since"), required=False, widget=day_input())
    closed_on = forms.DateField(
        label=_("Closed on"),
        required=False,
        widget=day_input(),
        help_text=_("Only if it has closed. That takes no count away."),
    )

    def __init__(self, *args, participant, today, business=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.participant, self.today, self.business = participant, today, business
        if not business:
            del self.fields["closed_on"]
        for name in self.fields.keys() & {"started_on", "closed_on"}:
            self.fields[name].widget.attrs["max"] = f"{today}"
        self.fields["kecamatan"].choices = [("", _("Choose a kecamatan")), *by_city(within(None))]
        self.initial = self._as_it_is() | self.initial

    def _as_it_is(self):
        if business := self.business:
            said = {name: getattr(business, name) for name in SAID}
            return said | {"id": business.pk, "kecamatan": business.kecamatan_id}
        home = mentoring.home_of(self.participant)
        return {"kecamatan": home.pk if home else ""}

    def perform(self):
        said = self.cleaned_data.copy()
        key = said.pop("id")
        known = {"by": self.by, "said": BusinessFacts(**said), "today": self.today}
        if self.business:
            return businesses.change_business(**known, business=self.business)
        return businesses.record_business(**known, id=key, owner=self.participant)
