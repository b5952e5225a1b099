"""Which findings are shown, and what somebody says to one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from okoce.accounts.models import User
from okoce.core.forms import VerbForm
from participants.models import Finding
from participants.quality import answering
from participants.quality.detectors import DETECTORS
from programs.models import Kecamatan
from programs.scoping import area_of

ALL = [("", _("all"))]


def detectors():
    """Asked when the form is made: what counts adds one of its own."""
    return [*ALL, *((name, one.label) for name, one in DETECTORS.items())]


class FindingsShown(forms.Form):
    """What the address asks for; a word that is none shows nothing."""

    state = forms.ChoiceField(label=_("Which"), choices=Finding.State.choices, required=False)
    whose = forms.ChoiceField(
        label=_("Whose"), choices=[*ALL, ("mine", _("mine")), ("nobodys", _("nobody's yet"))], required=False
    )
    detector = forms.ChoiceField(label=_("What"), choices=detectors, required=False)
    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False)

    def __init__(self, data, *, user):
        super().__init__({"state": Finding.State.OPEN} | data.dict())
        codes = area_of(user)
        places = Kecamatan.objects.all() if codes is None else Kecamatan.objects.filter(pk__in=codes)
        self.fields["kecamatan"].choices = [*ALL, *((place.pk, place.name) for place in places.order_by("name"))]

    def said(self):
        """As `queue.findings_of` takes it; None when something of it is no choice."""
        if not self.is_valid():
            return None
        said = self.cleaned_data
        return said | {"state": said["state"] or Finding.State.OPEN}


def _as_seen(finding, data):
    """The finding with whose it was on the page whose button was pressed; nothing says so of a page of before."""
    if "was" not in data:
        return finding
    was = data["was"]
    return Finding(pk=finding.pk, owner_id=int(was) if was.isascii() and was.isdigit() else None)


class TakeForm(VerbForm):
    """One button: it is theirs from now on."""

    def __init__(self, *args, finding, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.finding, self.at = finding, at

    def perform(self):
        return answering.take(by=self.by, finding=_as_seen(self.finding, self.data), at=self.at)


class HandOnForm(VerbForm):
    to = forms.ModelChoiceField(
        label=_("Who answers it"),
        queryset=User.objects.none(),
        empty_label=_("choose"),
        error_messages={
            "required": _("Choose who answers it from now on."),
            "invalid_choice": _("Choose somebody of the list: who works here and whom it is not about."),
        },
    )
    because = forms.CharField(
        label=_("Why"), max_length=500, required=False, help_text=_("Leave out names and numbers of people.")
    )

    def __init__(self, *args, finding, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.finding, self.at = finding, at
        able = answering.able(finding, on=at.date())
        self.fields["to"].queryset = able.exclude(pk__in=[self.by.pk, finding.owner_id or self.by.pk])

    def perform(self):
        seen = _as_seen(self.finding, self.data)
        return answering.hand_on(by=self.by, finding=seen, at=self.at, **self.cleaned_data)


class ExplainForm(VerbForm):
    because = forms.CharField(
        label=_("It is as it should be, because …"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever checks this later reads it. Leave out names and numbers of people."),
        error_messages={"required": _("Say how it comes to be so: whoever checks it later reads this.")},
    )

    def __init__(self, *args, finding, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.finding, self.at = finding, at

    def perform(self):
        return answering.explain(by=self.by, finding=self.finding, at=self.at, **self.cleaned_data)


class MendForm(VerbForm):
    """One button: the records are looked at again at once."""

    def __init__(self, *args, finding, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.finding, self.at = finding, at

    def perform(self):
        return answering.mend(by=self.by, finding=self.finding, at=self.at)
