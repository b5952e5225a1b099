"""Forms that end in a verb: what the verb refuses is shown beside the field."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class VerbForm(forms.Form):
    """A form whose `act` calls one verb and returns what the verb returns, or None when it refused.

    A subclass says `perform(self)`; a ValidationError that it raises becomes this form's errors,
    for fields that the form does not show under the form as a whole.
    """

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by

    def perform(self):
        raise NotImplementedError

    def act(self):
        if not self.is_valid():
            return None
        try:
            return self.perform()
        except ValidationError as refusal:
            self.show(refusal)
            return None

    def show(self, refusal):
        errors = refusal.error_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.error_list}
        for field, messages in errors.items():
            for message in messages:
                self.add_error(field if field in self.fields else None, message)
