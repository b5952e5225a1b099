"""What forms about a person's progress have in common: a key made with the form, files, a choice of businesses."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from okoce.core.keys import key_of
from participants import evidence

# With ten megabytes each they fit through the proxy together (docs/deployment.md, “A proxy in front”).
AT_ONCE = 3


def key_field():
    """The same form twice makes one record. A browser that fills it in again would make two people's records one."""
    return forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid.uuid4)


def long_text(rows=3):
    return forms.Textarea(attrs={"rows": rows})


class PhotosInput(forms.FileInput):
    """Files that come with the form, and the ids of those that were sent before it, or by themselves to a training."""

    training = ""

    def __init__(self, *args, most=1, **kwargs):
        super().__init__(*args, **kwargs)
        self.most = most
        self.allow_multiple_selected = most > 1

    def value_from_datadict(self, data, files, name):
        sent = files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])
        ids = data.getlist("uploads") if hasattr(data, "getlist") else data.get("uploads", [])
        return [*(sent if isinstance(sent, list) else [sent]), *ids]

    def render(self, name, value, attrs=None, renderer=None):
        attrs = attrs or {}
        several = {"multiple": True} if self.most > 1 else {}
        shown = {
            "input": super().render(name, None, attrs | several, renderer),
            "id": attrs.get("id", name),
            "described": attrs.get("aria-describedby", ""),
            "most": self.most,
            "training": self.training,
            "documents": "application/pdf" in self.attrs["accept"],
            # Those that came back with a sentence about something else in the form.
            "uploads": [key for key in map(key_of, value or []) if key],
        }
        return render_to_string("participants/_photos.html", shown)


class EvidenceField(forms.FileField):
    """One picture or document, looked at before anything is kept: a file, or the id of one that was sent before."""

    most = 1

    def __init__(self, *, kinds=tuple(evidence.ENDINGS), **kwargs):
        super().__init__(required=False, widget=PhotosInput(most=self.most), **kwargs)
        self.kinds = kinds
        self.widget.attrs |= {"accept": ",".join(sorted(kinds))}

    def bound_data(self, data, initial):
        return data

    def clean(self, data, initial=None):
        sent = self.each(data)
        return sent[0] if sent else None

    def each(self, data):
        return [self.one(sent) for sent in data or []]

    def one(self, sent):
        if not isinstance(sent, str):
            return super().clean(sent)
        if key := key_of(sent):
            return key
        raise ValidationError(_("Choose this photo again."))

    def run_validators(self, value):
        super().run_validators(value)
        if value not in self.empty_values:
            try:
                evidence.look_at(value, "file", kinds=self.kinds)
            except ValidationError as refusal:
                raise ValidationError(refusal.messages) from None


class ManyEvidenceField(EvidenceField):
    """Some of them."""

    most = evidence.MOST

    def clean(self, data, initial=None):
        sent = self.each(data)
        if len([one for one in sent if not isinstance(one, uuid.UUID)]) > AT_ONCE:
            raise ValidationError(_("Send at most 3 files at a time: save, then add the others."))
        return sent
