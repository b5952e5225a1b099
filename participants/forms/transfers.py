"""Where somebody lives from a day on, and that this was a mistake."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants import transfers
from participants.forms.duplicates import ReasonForm
from programs.forms import OF_A_FACT, day_input
from programs.places import residence, residences


class TransferForm(ReasonForm):
    lives_in = forms.ChoiceField(label=_("Lives in"))
    since = forms.DateField(label=_("Since"), widget=day_input(**OF_A_FACT))
    # What the change was shown of: of another place or day it has to be looked at again.
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.BooleanField(label=_("I have seen what changes in the counts."), required=False)

    field_order = ["lives_in", "since", "because", "shown", "seen"]

    def __init__(self, *args, participant, **kwargs):
        super().__init__(*args, **kwargs)
        self.participant = participant
        self.fields["lives_in"].choices = [("", _("Choose where")), *residences()]
        self.fields["since"].widget.attrs["max"] = f"{self.at.date()}"

    @property
    def asked(self):
        return f"{self.cleaned_data['lives_in']} {self.cleaned_data['since']}"

    @property
    def is_seen(self):
        return self.cleaned_data["seen"] and self.cleaned_data["shown"] == self.asked

    @property
    def said(self):
        """What the verb is told."""
        said = self.cleaned_data
        return {"to": residence(said["lives_in"]), "since": said["since"], "because": said["because"]}

    def perform(self):
        return transfers.transfer(by=self.by, participant=self.participant, at=self.at, **self.said)


class TakeBackTransferForm(ReasonForm):
    def __init__(self, *args, transfer, **kwargs):
        super().__init__(*args, **kwargs)
        self.transfer = transfer

    def perform(self):
        because = self.cleaned_data["because"]
        return transfers.take_back(by=self.by, transfer=self.transfer, because=because, at=self.at)
