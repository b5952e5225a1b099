"""What is sent to show a record: one file ahead of its form, and the photos of a training."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from okoce.core.forms import VerbForm
from participants import evidence, uploads
from participants.forms.fields import EvidenceField, ManyEvidenceField


class UploadForm(VerbForm):
    """One file under an id that the phone made."""

    id = forms.UUIDField()
    file = EvidenceField()

    def clean(self):
        if not self.errors and not self.cleaned_data["file"]:
            self.add_error("file", ValidationError(_("Choose a photo or a document.")))

    def perform(self):
        return uploads.receive(by=self.by, id=self.cleaned_data["id"], file=self.cleaned_data["file"])


class TrainingEvidenceForm(VerbForm):
    """Photos of the paper list and of the room."""

    files = ManyEvidenceField(
        label=_("Photos of the paper list or of the room"),
        help_text=_("JPEG, PNG, WebP or PDF, at most 10 MB each."),
    )

    def __init__(self, *args, training, **kwargs):
        super().__init__(*args, **kwargs)
        self.training = training

    def clean(self):
        if not self.errors and not self.cleaned_data["files"]:
            self.add_error("files", ValidationError(_("Choose a photo or a document.")))

    def perform(self):
        evidence.attach_all(by=self.by, record=self.training, files=self.cleaned_data["files"])
        return self.training
