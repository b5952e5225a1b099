"""What is sent to show a record: one file ahead of its form, and the photos of a training."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from okoce.core.forms import VerbForm
from participants import evidence, uploads
from participants.forms.fields import EvidenceField, ManyEvidenceField
from programs.models import Training


class UploadForm(VerbForm):
    """One file under an id that the phone made."""

    id = forms.UUIDField()
    file = EvidenceField()
    training = forms.ModelChoiceField(Training.objects.none(), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["training"].queryset = Training.objects.worked_by(self.by)

    def clean(self):
        if not self.errors and not self.cleaned_data["file"]:
            self.add_error("file", ValidationError(_("Choose a photo or a document.")))

    def perform(self):
        key, file, training = (self.cleaned_data[name] for name in ("id", "file", "training"))
        if not training:
            return uploads.receive(by=self.by, id=key, file=file)
        return self.kept_with(training, key, file)

    def kept_with(self, training, key, file):
        """Received and claimed in two steps: while a picture is drawn anew, the training is free for its roll call."""
        if there := training.evidence.filter(pk=key, uploaded_by=self.by).first():
            return there
        upload = uploads.receive(by=self.by, id=key, file=file)
        try:
            return evidence.attach(by=self.by, record=training, file=upload.pk)
        finally:
            # One that is there already, or one too many.
            uploads.discard(by=self.by, upload=upload)


class TakeBackForm(VerbForm):
    """A wrong photo off a training."""

    def __init__(self, *args, photo, **kwargs):
        super().__init__(*args, **kwargs)
        self.photo = photo

    def perform(self):
        evidence.take_back(by=self.by, training=self.photo.training, evidence=self.photo)
        return self.photo


class TrainingEvidenceForm(VerbForm):
    """Photos of the paper list and of the room."""

    files = ManyEvidenceField(
        label=_("Photos of the paper list or of the room"),
        help_text=_("JPEG, PNG, WebP or PDF, at most 10 MB each."),
    )

    def __init__(self, *args, training, **kwargs):
        super().__init__(*args, **kwargs)
        self.training = training
        self.fields["files"].widget.training = training.pk

    def clean(self):
        if not self.errors and not self.cleaned_data["files"]:
            self.add_error("files", ValidationError(_("Choose a photo or a document.")))

    def perform(self):
        evidence.attach_all(by=self.by, record=self.training, files=self.cleaned_data["files"])
        return self.training
