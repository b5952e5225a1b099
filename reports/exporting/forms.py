"""What counts somebody wants, and the file in which they are to be."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okoce.accounts.roles import Power
from okoce.core.forms import VerbForm
from okoce.core.templatetags.jakarta import month as in_words
from reports.contributions import METRICS
from reports.exporting import asking
from reports.exporting.words import DIMENSIONS, RESIDENTS, VINTAGES
from reports.models import Export
from reports.words import name_of


class MonthsForm(forms.Form):
    """Which metrics in which months."""

    metric = forms.MultipleChoiceField(label=gettext_lazy("What is counted"), widget=forms.CheckboxSelectMultiple)
    to = forms.ChoiceField(label=gettext_lazy("Last month"))

    def __init__(self, *args, months, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["metric"].choices = [(metric, name_of(metric)) for metric in METRICS]
        named = [(str(month), in_words(month)) for month in months]
        self.fields["to"].choices = named
        # A keyword of Python is what the address calls it.
        self.fields = {"from": forms.ChoiceField(label=_("First month"), choices=named), **self.fields}


class EntriesForm(MonthsForm):
    """Which entries: of every metric where none is ticked."""

    field_order = ("to", "metric")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["metric"].required = False
        self.fields["metric"].help_text = _("Tick none for the entries of all of them.")


class CountsForm(MonthsForm):
    """Which counts: what it says are the parameters of counts/, which refuses what does not go together."""

    field_order = ("metric", "by", "to", "resident", "vintage")

    by = forms.MultipleChoiceField(
        label=gettext_lazy("Told apart by"), widget=forms.CheckboxSelectMultiple, choices=DIMENSIONS.items()
    )
    resident = forms.ChoiceField(label=gettext_lazy("People"), choices=RESIDENTS.items())
    vintage = forms.ChoiceField(label=gettext_lazy("Reading"), choices=VINTAGES.items())


class ExportForm(VerbForm):
    format = forms.ChoiceField(
        label=gettext_lazy("File"), choices=Export.Format, initial=Export.Format.CSV, widget=forms.RadioSelect
    )
    with_names = forms.BooleanField(
        label=gettext_lazy("With the names of those whom I may open"),
        required=False,
        help_text=gettext_lazy("The log of reads keeps whose names you took, and why."),
    )
    reason = forms.CharField(
        label=gettext_lazy("What it is for"),
        required=False,
        max_length=Export.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": Export.LONGEST}),
    )

    def __init__(self, *args, asked, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked, self.at = asked, at
        of_people = asking.kind_of(asked) == Export.Kind.PEOPLE
        if not (of_people and self.by.may(Power.EXPORT_PEOPLE)):
            del self.fields["with_names"]
        else:
            self.fields["reason"].help_text = _("Needed for names. It stays on record: write nobody's name or number.")

    def perform(self):
        return asking.ask(by=self.by, asked=self.asked, at=self.at, **self.cleaned_data)
