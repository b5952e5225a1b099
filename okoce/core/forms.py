"""Forms that end in a verb: what the verb refuses is shown beside the field. And money, as people write it."""

import re

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

# Points or commas between thousands, or nothing; never a part of a rupiah.
_RUPIAH = re.compile(r"(?:Rp\.?)?(\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+|\d{1,18})", re.ASCII | re.IGNORECASE)


class RupiahField(forms.Field):
    """`1500000`, `1.500.000` and `Rp 1.500.000` are the same whole number."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Write whole rupiah, for example 1500000 or 1.500.000.")}

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if not (match := _RUPIAH.fullmatch("".join(str(value).split()))):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(match[1].replace(".", "").replace(",", ""))

    def prepare_value(self, value):
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


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
