"""What forms about a person's progress have in common: a key made with the form, files, a choice of businesses."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from participants import evidence

# With ten megabytes each they fit through the proxy together (docs/deployment.md, “A proxy in front”).
AT_ONCE = 3


def key_field():
    """The same form twice makes one record. A browser that fills it in again would make two people's records one."""
    return forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid.uuid4)


def long_text(rows=3):
    return forms.Textarea(attrs={"rows": rows})


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class EvidenceField(forms.FileField):
    """One picture or document, looked at before anything is kept."""

    def __init__(self, *, kinds=tuple(evidence.ENDINGS), **kwargs):
        kwargs.setdefault("widget", forms.FileInput)
        super().__init__(required=False, **kwargs)
        self.kinds = kinds
        # What was chosen stays chosen when the form comes back with a sentence.
        self.widget.attrs |= {"accept": ",".join(sorted(kinds)), "hx-preserve": "true"}

    def run_validators(self, value):
        super().run_validators(value)
        if value not in self.empty_values:
            try:
                evidence.look_at(value, "file", kinds=self.kinds)
            except ValidationError as refusal:
                raise ValidationError(refusal.messages) from None


class ManyEvidenceField(EvidenceField):
    """Some of them."""

    def __init__(self, **kwargs):
        super().__init__(widget=FilesInput, **kwargs)

    def clean(self, data, initial=None):
        files = [super(ManyEvidenceField, self).clean(file, initial) for file in data or []]
        if len(files) > AT_ONCE:
            raise ValidationError(_("Send at most 3 files at a time: save, then add the others."))
        return files
