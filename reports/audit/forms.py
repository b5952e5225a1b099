"""What narrows the pages of the audit."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okoce.accounts.models import User
from okoce.core.months import Month
from participants.models import Verification
from reports.audit.kinds import KINDS
from reports.facts import DECIDED

ALL = ("", gettext_lazy("all"))


def a_day(label):
    wrong = gettext_lazy("Write the day as 2018-03-05.")
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget, error_messages={"invalid": wrong})


class Narrowing(forms.Form):
    """Fields that may all be left out; what is none says so beside the field, and nothing is shown."""

    def said(self):
        """What is asked for, by name; None when some of it cannot be."""
        if not self.is_valid():
            return None
        return {name: value for name, value in self.cleaned_data.items() if value}


class UserField(forms.TypedChoiceField):
    """Everybody who has or had an account, by name."""

    def __init__(self, **kwargs):
        super().__init__(coerce=int, required=False, empty_value=None, choices=self.people, **kwargs)

    @staticmethod
    def people():
        return [ALL, *User.objects.order_by("name", "pk").values_list("pk", "name")]


class ChangesShown(Narrowing):
    user = UserField(label=gettext_lazy("User"))
    since = a_day(gettext_lazy("Since"))


class DecisionsShown(Narrowing):
    user = UserField(label=gettext_lazy("User"))
    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"), required=False, choices=lambda: [ALL, *Verification.Decision.choices]
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Record"),
        required=False,
        choices=lambda: [ALL, *((word, KINDS[word].label) for word in (name.replace("_", "-") for name in DECIDED))],
    )
    month = forms.CharField(
        label=gettext_lazy("Month"), required=False, widget=forms.TextInput(attrs={"type": "month", "maxlength": 7})
    )

    def clean_month(self):
        text = self.cleaned_data["month"]
        if not text:
            return None
        try:
            month = Month.parse(text)
            # The last one that can be written has no day after it.
            month.days()
        except ValueError:
            raise ValidationError(_("Write the month as 2018-03.")) from None
        return month


class ReadsShown(Narrowing):
    user = UserField(label=gettext_lazy("Who read"))
    person = forms.UUIDField(
        label=gettext_lazy("Key of the person who was read"),
        required=False,
        help_text=gettext_lazy("It stands in the address of the person's page."),
    )
    since = a_day(gettext_lazy("Since"))
    until = a_day(gettext_lazy("Until"))
    # One line of the log, with everybody in it.
    row = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
