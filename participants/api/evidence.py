"""Photos and documents of a record, in the API: sent as a form with one file, and each with its own id."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from okoce.accounts.roles import Power
from okoce.core.months import now
from okoce.core.problems import TooLarge
from okoce.core.queries import Query
from participants import evidence
from participants.api.checked import of_person
from participants.evidence import COLUMNS, ENDINGS, LARGEST
from participants.models import Evidence, JobReport, Milestone, Visit
from participants.views.evidence import opened
from programs.api.description import OF_WRITES, RecordSchema, RecordsSchema
from programs.api.records import RecordDoor, RecordsView, RecordView
from programs.api.resources import NewBody, ParentField, RecordsQuery, Resource
from programs.api.writing import one_transaction, write
from programs.models import Training

RECORDS = list(COLUMNS.values())
# What a form has around its file.
AROUND = 100_000
HELP = {
    "milestone": _("The step that it shows."),
    "visit": _("The visit that it shows: a photo alone."),
    "job_report": _("The report of workers that it shows."),
    "training": _("The training that it shows: its paper list, the room."),
}


class EvidenceShape(serializers.ModelSerializer):
    uploaded_by = serializers.CharField(help_text=_("Name of the user who sent it."))

    example = {
        "id": "0d6a9c58-e3b7-4f21-8c94-2b5e7f1a6d03",
        "participant": "7a0e4c1d-2b69-4f3a-8e5c-d91b6f0a3c27",
        "milestone": None,
        "visit": "f72c1b84-6a0d-4e59-bd38-914e0c7a5f26",
        "job_report": None,
        "training": None,
        "content_type": "image/jpeg",
        "size": 184320,
        "uploaded_by": "Pendamping Contoh",
        "uploaded_at": "2018-03-05T16:45:00+07:00",
    }

    class Meta:
        model = Evidence
        fields = ["id", "participant", *RECORDS, "content_type", "size", "uploaded_by", "uploaded_at"]
        extra_kwargs = {name: {"help_text": sentence} for name, sentence in HELP.items()} | {
            "id": {"help_text": _("The record's id.")},
            "participant": {"help_text": _("Whose record it is; null of a training's.")},
            "content_type": {"help_text": _("What is kept: a picture is made anew as image/jpeg.")},
            "size": {"help_text": _("Bytes of what is kept.")},
            "uploaded_at": {"help_text": _("When it was sent.")},
        }


class EvidenceQuery(RecordsQuery):
    participant = serializers.UUIDField(
        required=False, help_text=_("Only of this person; what is under the id of somebody merged into them too.")
    )
    milestone = serializers.UUIDField(required=False, help_text=_("Only of this step."))
    visit = serializers.UUIDField(required=False, help_text=_("Only of this visit."))
    job_report = serializers.UUIDField(required=False, help_text=_("Only of this report of workers."))
    training = serializers.UUIDField(required=False, help_text=_("Only of this training."))


@extend_schema_field({"type": "string", "format": "binary"})
class Upload(serializers.FileField):
    """The file itself; what an answer says of one would be its address."""


class NewEvidence(NewBody):
    example = {"file": "warung.jpg"}

    milestone = ParentField(Milestone.objects.worked_by, required=False, help_text=HELP["milestone"])
    visit = ParentField(Visit.objects.worked_by, required=False, help_text=HELP["visit"])
    job_report = ParentField(JobReport.objects.worked_by, required=False, help_text=HELP["job_report"])
    training = ParentField(Training.objects.worked_by, required=False, help_text=HELP["training"])
    file = Upload(
        allow_empty_file=True,
        help_text=_(
            "JPEG, PNG, WebP or, except of a visit, PDF; at most 10 MB, ten a record. A picture is made anew, without"
            " what else is in its file; its name is let go."
        ),
    )


class FormParser(MultiPartParser):
    """A form of a size that one file fits into."""

    def parse(self, stream, media_type=None, parser_context=None):
        if int(parser_context["request"].META.get("CONTENT_LENGTH") or 0) > LARGEST + AROUND:
            raise TooLarge(_("This is more than 10 MB: take a smaller picture."))
        return super().parse(stream, media_type, parser_context)


class Files(Resource):
    name, one, about = "evidence", "evidence-item", _("Photos and documents that show a record")
    model, shape, query, new = Evidence, EvidenceShape, EvidenceQuery, NewEvidence
    power = Power.RECORD_PROGRESS

    def rows(self, user):
        return super().rows(user).select_related("uploaded_by")

    def narrowed(self, rows, asked):
        return super().narrowed(*of_person(rows, asked))

    def create(self, *, by, id, said, at):
        file = said.pop("file")
        if len(said) != 1:
            raise ValidationError(_("Name one record that this file shows: milestone, visit, job_report or training."))
        (record,) = said.values()
        kept = evidence.attach(by=by, record=record, file=file, id=id)
        return kept, kept.pk == id


class FilesSchema(RecordsSchema):
    def query(self):
        return super().query() if self.method == "GET" else Query()


class FilesView(RecordsView):
    """No trial of a file: what is tried would lie on the disk."""

    schema = FilesSchema()
    parser_classes = [FormParser]

    def post(self, request):
        Query.of(request)
        form = said_in(request.data)
        with one_transaction(request.user):
            done = write(self.resource, as_content(form), by=request.user, at=now(), data=form)
            return self.answer(request, done.record, status=done.status, replayed=done.replayed)


def said_in(form):
    """The fields of the form; raises ValidationError for one that is given twice, of which one would be let go."""
    if not form:
        # Without a body the framework says so with a dictionary that is no form.
        return {}
    twice = [name for name in form if len(form.getlist(name)) > 1]
    if twice:
        raise serializers.ValidationError(dict.fromkeys(twice, _("Give this field once.")), "repeated")
    return form.dict()


def as_content(form):
    """The same for whoever sends it again: a file is what it holds, whatever it is called."""
    file = form.get("file")
    if not hasattr(file, "read"):
        return form
    _kind, digest = evidence.look_at(file, "file")
    return form | {"file": digest}


class FileSchema(RecordSchema):
    def verb_of(self):
        return "file"

    def about(self):
        return _("For whoever may see what is masked everywhere else; the log says who looked.")

    def get_summary(self):
        return _("The photo or document itself")

    def answers(self):
        return {(200, kind): OpenApiResponse(bytes, _("The file.")) for kind in ENDINGS}

    def refusals(self):
        return {404: OF_WRITES[404]}


class FileView(RecordDoor):
    """For whoever may see what is masked everywhere else."""

    schema = FileSchema()
    power = Power.SEE_EVIDENCE

    def perform_content_negotiation(self, request, *, force=True):
        # Whatever the client would rather have: a file is of its own type.
        return super().perform_content_negotiation(request, force)

    def get(self, request, pk):
        Query.of(request)
        return opened(request.user, get_object_or_404(self.resource.rows(request.user), pk=pk))


FILES = Files()
files = [
    path("evidence/", FilesView.as_view(resource=FILES), name="api-evidence"),
    path("evidence/<uuid:pk>/", RecordView.as_view(resource=FILES), name="api-evidence-item"),
    path("evidence/<uuid:pk>/file/", FileView.as_view(resource=FILES), name="api-evidence-file"),
]
