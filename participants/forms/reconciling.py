"""A list of another office: the file and what it is, what its columns are, and what is decided about a line."""

from django import forms
from django.utils.translation import gettext_lazy

from okoce.core.forms import VerbForm
from participants.forms.importing import KINDS_OF_FILES, ColumnsForm, checked
from participants.models import Match, Milestone, OfficialList
from participants.reconciling import deciding, loading, withdrawing


class ListForm(VerbForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of office"), choices=OfficialList.Kind.choices, widget=forms.RadioSelect
    )
    issuer = forms.CharField(
        label=gettext_lazy("Who issued the list"),
        max_length=80,
        help_text=gettext_lazy("As you call the office, always alike: its next list is read as this one."),
    )
    as_of = forms.DateField(
        label=gettext_lazy("As of which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    licence_type = forms.ChoiceField(
        label=gettext_lazy("Kind of licence, where the list does not say it"),
        required=False,
        choices=[("", gettext_lazy("The list says it")), *Milestone.LicenceType.choices],
    )
    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        widget=forms.FileInput(attrs={"accept": KINDS_OF_FILES}),
        error_messages={
            "required": gettext_lazy("Choose a spreadsheet of at most 30 MB."),
            "empty": gettext_lazy("This file is empty: choose another one."),
        },
    )

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.at = at

    def clean_file(self):
        return checked(self.cleaned_data["file"])

    def perform(self):
        said = self.cleaned_data
        licences = said["kind"] == OfficialList.Kind.LICENCES
        return loading.send(
            by=self.by,
            kind=said["kind"],
            issuer=said["issuer"],
            as_of=said["as_of"],
            licence_type=said["licence_type"] if licences else "",
            content=said["file"].read(),
            at=self.at,
        )


class ListColumnsForm(ColumnsForm):
    def lacking(self):
        chosen = {self[self.name_of(heading)].value(): heading.index for heading in self.headings}
        chosen.pop("", None)
        return loading.missing(self.spreadsheet, chosen)

    def perform(self):
        return loading.name_columns(by=self.by, official=self.spreadsheet, columns=self.columns)


class WithdrawForm(VerbForm):
    """Why the whole list is withdrawn."""

    because = forms.CharField(
        label=gettext_lazy("Why the list is withdrawn"),
        required=False,
        max_length=OfficialList.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For instance: it was the list of another city. It stays on record with your name."),
    )

    def __init__(self, *args, official, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.official, self.at = official, at

    def perform(self):
        return withdrawing.withdraw(
            by=self.by, official=self.official, because=self.cleaned_data["because"], at=self.at
        )


class MatchForm(VerbForm):
    """Whether the line is the person's."""

    decision = forms.ChoiceField(choices=[("confirm", ""), ("refuse", ""), ("undo", "")])
    because = forms.CharField(
        label=gettext_lazy("Why it is taken back"), required=False, max_length=Match.LONGEST, widget=forms.Textarea
    )

    def __init__(self, *args, match, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.match, self.at = match, at

    def perform(self):
        said = {"by": self.by, "match": self.match, "at": self.at}
        match self.cleaned_data["decision"]:
            case "confirm":
                return deciding.confirm(**said)
            case "refuse":
                return deciding.refuse(**said)
            case _:
                return deciding.undo(**said, because=self.cleaned_data["because"])


class ConfirmEachForm(VerbForm):
    """The ticked lines of a page of matched ones; each is confirmed by itself."""

    match = forms.TypedMultipleChoiceField(coerce=str)

    def __init__(self, *args, matches, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.matches, self.at = matches, at
        self.fields["match"].choices = [(str(one.pk), "") for one in matches]

    def perform(self):
        chosen = set(self.cleaned_data["match"])
        return deciding.confirm_each(
            by=self.by, matches=[one for one in self.matches if str(one.pk) in chosen], at=self.at
        )
