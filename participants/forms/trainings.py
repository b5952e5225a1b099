"""Logging a training like another one."""

from django import forms
from django.utils.translation import ngettext

from participants import repeating
from programs.forms import TrainingForm


class AgainForm(TrainingForm):
    """The particulars, the hours and the list of another training, today."""

    with_people = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args, like, people, **kwargs):
        super().__init__(*args, like=like, **kwargs)
        self.like = like
        label = ngettext("With its %(people)s person on the list", "With its %(people)s people on the list", people)
        self.fields["with_people"].label = label % {"people": people}
        if not people:
            del self.fields["with_people"]

    def perform(self):
        if not self.cleaned_data.get("with_people"):
            return super().perform()
        return repeating.log_again(by=self.by, like=self.like, **self.said())
