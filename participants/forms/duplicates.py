"""Which pairs are shown, and what somebody says of one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from okoce.core.forms import VerbForm
from participants.duplicates import answering
from participants.models import Distinction, Likeness, Merge
from programs.models import Kecamatan
from programs.scoping import area_of

ALL = [("", _("all"))]


class DuplicatesShown(forms.Form):
    """What the address asks for; a word that is none shows nothing."""

    how = forms.ChoiceField(label=_("Alike in"), choices=[*ALL, *Likeness.How.choices], required=False)
    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False)
    answered = forms.ChoiceField(
        label=_("Answer"), choices=[("", _("waiting for one")), ("apart", _("told apart"))], required=False
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if not answering.decides_anew(user):
            del self.fields["answered"]
        codes = area_of(user)
        places = Kecamatan.objects.all() if codes is None else Kecamatan.objects.filter(pk__in=codes)
        self.fields["kecamatan"].choices = [*ALL, *((place.pk, place.name) for place in places.order_by("name"))]


class ReasonForm(VerbForm):
    because = forms.CharField(
        label=_("How do you know?"),
        max_length=Merge.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays in the audit trail: write no name and no number of a person."),
        error_messages={"required": _("Say how you know: it stays in the audit trail.")},
    )

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.at = at


class MergeForm(ReasonForm):
    """For whom everything counts was said on the button: the form brings it along, whatever is proposed by now."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    # Whether it was pressed by somebody who saw that the two were told apart.
    after_all = forms.BooleanField(required=False, widget=forms.HiddenInput)
    two_numbers = forms.BooleanField(
        label=_("I have seen that one of the two identity numbers is wrong."),
        error_messages={
            "required": _("Two identity numbers are mostly two people: look at the cards, and tick this when you have.")
        },
    )

    def __init__(self, *args, likeness, kept, folded, **kwargs):
        super().__init__(*args, **kwargs)
        self.likeness, self.kept, self.folded = likeness, kept, folded
        if not (kept.nik_fingerprint and folded.nik_fingerprint):
            del self.fields["two_numbers"]

    def perform(self):
        said = self.cleaned_data
        return answering.make_one(
            by=self.by,
            likeness=self.likeness,
            id=said["id"],
            kept=self.kept,
            folded=self.folded,
            because=said["because"],
            after_all=said["after_all"],
            at=self.at,
        )


class ApartForm(VerbForm):
    known = forms.ChoiceField(
        label=_("How do you know?"),
        choices=Distinction.Because.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you know that they are two.")},
    )

    def __init__(self, *args, likeness, **kwargs):
        super().__init__(*args, **kwargs)
        self.likeness = likeness

    def perform(self):
        return answering.tell_apart(by=self.by, likeness=self.likeness, because=self.cleaned_data["known"])


class TakeBackMergeForm(ReasonForm):
    known = forms.ChoiceField(
        label=_("What shows it?"),
        choices=Distinction.Because.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you know that they are two.")},
    )
    field_order = ["known", "because"]

    def __init__(self, *args, merge, **kwargs):
        super().__init__(*args, **kwargs)
        self.merge = merge

    def perform(self):
        return answering.take_back(by=self.by, merge=self.merge, at=self.at, **self.cleaned_data)
