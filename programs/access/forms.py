"""What somebody says about a token that they make."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from okoce.accounts.models import Scope
from okoce.accounts.tokens import networks_of, scopes_of
from okoce.core.forms import VerbForm
from programs.access.tokens import give_token
from programs.places import by_city, within
from programs.scoping import area_of

LIFETIMES = (30, 90, 180, 365)


class TokenForm(VerbForm):
    name = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        help_text=_("A name that you will know it by, for example “Spreadsheet of the monthly meeting”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scope = forms.ChoiceField(label=_("What it reaches"), widget=forms.RadioSelect)
    kecamatan = forms.MultipleChoiceField(
        label=_("Only in these kecamatan"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
        help_text=_("None chosen: wherever you work. Counts are those of the whole city, whatever is chosen."),
    )
    addresses = forms.CharField(
        label=_("Only from these addresses"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )
    days = forms.TypedChoiceField(label=_("Ends after"), coerce=int, initial=90)

    def __init__(self, *args, at, here, **kwargs):
        super().__init__(*args, **kwargs)
        self.at = at
        scopes = scopes_of(self.by)
        self.fields["scope"].choices = [(scope.value, scope.label) for scope in scopes]
        self.fields["scope"].initial = scopes[0]
        self.fields["days"].choices = [(days, ngettext("%d day", "%d days", days) % days) for days in LIFETIMES]
        self.fields["addresses"].help_text = _(
            "One address or network a line, for example 203.0.113.0/24; none: from everywhere. You are at %(here)s now."
        ) % {"here": here or "-"}
        places = within(area_of(self.by))
        if Scope.DETAILS in scopes and places:
            self.fields["kecamatan"].choices = by_city(places)
        else:
            del self.fields["kecamatan"]

    def clean_addresses(self):
        try:
            return networks_of(self.cleaned_data["addresses"].splitlines())
        except ValidationError as refusal:
            # The verb names the field; here it is known.
            raise ValidationError(refusal.messages) from None

    def clean(self):
        said = super().clean()
        # Without the page's script the boxes stay in sight beside a scope that has none.
        if said.get("scope") == Scope.SUMMARY:
            said["kecamatan"] = []
        return said

    def perform(self):
        said = self.cleaned_data
        return give_token(
            to=self.by,
            name=said["name"],
            scope=said["scope"],
            days=said["days"],
            at=self.at,
            kecamatan=said.get("kecamatan", []),
            addresses=said["addresses"],
        )
