"""To which address, and of which month."""

from django import forms
from django.utils.translation import gettext_lazy

from okoce.core.forms import VerbForm
from okoce.core.months import Month
from okoce.core.templatetags.jakarta import month as in_words
from reports.mailing import plans


class PlanForm(VerbForm):
    address = forms.EmailField(
        label=gettext_lazy("Mail address"),
        max_length=200,
        help_text=gettext_lazy("Your own. Nobody but you sees it here."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.at = at

    def perform(self):
        return plans.want(by=self.by, address=self.cleaned_data["address"], at=self.at)


class NowForm(VerbForm):
    month = forms.ChoiceField(label=gettext_lazy("Month"))

    def __init__(self, *args, months, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.at = at
        self.fields["month"].choices = [(str(month), in_words(month)) for month in reversed(months)]

    def perform(self):
        return plans.send_now(by=self.by, month=Month.parse(self.cleaned_data["month"]), at=self.at)
