"""Files that show what a record says: pictures made anew and documents, kept under names that say nothing."""

import hashlib
import uuid
from collections.abc import Collection, Iterable
from typing import TypeAlias

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.verbs import used_before, verb
from participants import pictures
from participants.models import Evidence, JobReport, Milestone, Upload, Visit
from participants.models.evidence import StoredFile
from participants.records import hold_record, refuse_revoked, refuse_settled
from programs.models import Training
from programs.trainings import UNFINISHED, hold

LARGEST = 10 * 1024 * 1024
MOST = 10
# What may be sent, and how the name of what was kept ends: a picture is made anew as JPEG since there are thumbnails.
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}
PICTURES = {kind for kind in ENDINGS if kind.startswith("image/")}
COLUMNS = {Milestone: "milestone", Visit: "visit", JobReport: "job_report", Training: "training"}
# What an upload hands on to the evidence that it becomes.
HANDED_ON = ["id", "file", "thumbnail", "content_type", "size", "sha256", "uploaded_by"]

Record: TypeAlias = Milestone | Visit | JobReport | Training
# A file; or the id of one that was sent before its form.
Sent: TypeAlias = File | uuid.UUID


@verb("evidence added")
def attach(
    *,
    by: User,
    record: Record,
    file: Sent,
    id: uuid.UUID | None = None,
    field: str = "file",
) -> Evidence:
    """The file kept with the record, under the id; the same file again is the one that is there."""
    return keep(by, _held(record), file, field=field, kinds=kinds_for(type(record)), id=id)


@verb("evidence added")
def attach_all(*, by: User, record: Record, files: Iterable[Sent], field: str = "files") -> None:
    """All of the files kept with the record, or none."""
    keep_all(by, _held(record), files, field=field)


@verb("evidence taken back")
def take_back(*, by: User, training: Training, evidence: Evidence) -> None:
    """A wrong photo off the training again, by whoever sent it, while no verifier has it or has seen it."""
    if not may_be_taken_back(by, hold(training.pk)).filter(pk=evidence.pk).exists():
        raise ValidationError(_("This photo stays: a verifier has it, or somebody else sent it."))
    evidence.delete()
    transaction.on_commit(evidence.remove_files, robust=True)


def may_be_taken_back(user: User, training: Training) -> QuerySet[Evidence]:
    """What the user sent since a verifier last looked; nothing while a verifier has the training."""
    if training.state not in UNFINISHED:
        return Evidence.objects.none()
    mine = training.evidence.filter(uploaded_by=user)
    looked = training.verifications.aggregate(last=Max("checked_at"))["last"]
    return mine.filter(uploaded_at__gt=looked) if looked else mine


def kinds_for(record: type[Record]) -> Collection[str]:
    """What shows a record of that kind: that a business trades, a photo alone."""
    return PICTURES if record is Visit else ENDINGS


def keep_all(by: User, record: Record, files: Iterable[Sent], *, field: str) -> None:
    """All of them or none: what lies on the disk when another one is refused would lie there for ever."""
    rows = [_row(by, record, sent, field, kinds_for(type(record))) for sent in files]
    there = record.evidence.values_list("sha256", flat=True)
    if rows and len({*there, *(row.sha256 for row in rows)}) > MOST:
        raise ValidationError({field: _("A record takes at most 10 files.")})
    for row in rows:
        _keep(by, record, row, field)


def keep(
    by: User,
    record: Record,
    sent: Sent,
    *,
    field: str,
    kinds: Collection[str] = tuple(ENDINGS),
    id: uuid.UUID | None = None,
) -> Evidence:
    """The file inside another verb, for a record that it holds, and after everything that the verb may refuse."""
    return _keep(by, record, _row(by, record, sent, field, kinds, id), field)


def fill(one: StoredFile, file: File, field: str, *, kinds: Collection[str] = tuple(ENDINGS)) -> None:
    """Give the row what was sent, a picture made anew. Its files reach the disk when the row is saved.

    The digest is that of what was sent, so that the same file sent again is known again.
    """
    kind, one.sha256 = look_at(file, field, kinds=kinds)
    # What somebody called it on a phone may hold a name.
    if kind in PICTURES:
        picture = _made_anew(file, field)
        one.content_type = "image/jpeg"
        one.file = ContentFile(picture.photo, f"{uuid.uuid4()}.jpg")
        one.thumbnail = ContentFile(picture.thumbnail, f"{uuid.uuid4()}.webp")
    else:
        one.content_type = kind
        one.file = File(file, f"{uuid.uuid4()}.{ENDINGS[kind]}")
    one.size = one.file.size


def look_at(file: File, field: str, *, kinds: Collection[str] = tuple(ENDINGS)) -> tuple[str, str]:
    """What kind of file it is by its own first bytes, and its digest; raises a sentence beside the field."""
    if not file.size:
        raise ValidationError({field: _("This file is empty: choose another one.")})
    if file.size > LARGEST:
        raise ValidationError({field: _("This file is larger than 10 MB: take a smaller picture.")})
    file.seek(0)
    start = file.read(12)
    kind = kind_of(start)
    if kind is None:
        raise ValidationError({field: _("This is no picture (JPEG, PNG, WebP) and no PDF: choose another file.")})
    _check_kind(kind, kinds, field)
    digest = hashlib.sha256(start)
    for piece in iter(lambda: file.read(65536), b""):
        digest.update(piece)
    file.seek(0)
    return kind, digest.hexdigest()


def kind_of(start: bytes) -> str | None:
    """The content type that the first bytes say, whatever the file is called."""
    if start.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    return "application/pdf" if start.startswith(b"%PDF-") else None


def _held(record: Record) -> Record:
    return hold(record.pk) if isinstance(record, Training) else hold_record(record)


def _row(
    by: User, record: Record, sent: Sent, field: str, kinds: Collection[str], id: uuid.UUID | None = None
) -> Evidence:
    """What will be kept, not saved yet; or what this upload became when the same form came before."""
    if isinstance(record, Training):
        refuse_revoked(record)
    else:
        refuse_settled(record)
    if isinstance(sent, uuid.UUID):
        return _claimed(by, record, sent, field, kinds)
    row = Evidence(id=id or uuid.uuid4(), uploaded_by=by)
    fill(row, sent, field, kinds=kinds)
    return row


def _claimed(by: User, record: Record, id: uuid.UUID, field: str, kinds: Collection[str]) -> Evidence:
    if there := record.evidence.filter(pk=id, uploaded_by=by).first():
        return there
    upload = Upload.objects.visible_to(by).select_for_update().filter(pk=id).first()
    # Whoever lets go of an upload begins with its file.
    if not upload or not upload.file.storage.exists(upload.file.name):
        raise ValidationError({field: _("This photo is no longer here: remove it, and choose it again.")})
    _check_kind(upload.content_type, kinds, field)
    return Evidence(**{name: getattr(upload, name) for name in HANDED_ON})


def _keep(by: User, record: Record, row: Evidence, field: str) -> Evidence:
    """The row with the record; the same file again is the one that is there."""
    if there := record.evidence.filter(sha256=row.sha256).first():
        return there
    if record.evidence.count() >= MOST:
        raise ValidationError({field: _("A record takes at most 10 files.")})
    if Evidence.objects.filter(pk=row.pk).exists():
        raise used_before()
    setattr(row, COLUMNS[type(record)], record)
    row.participant_id = None if isinstance(record, Training) else record.participant_id
    row.save(force_insert=True)
    Upload.objects.visible_to(by).filter(pk=row.pk).delete()
    record.makers.add(by)
    if isinstance(record, (Milestone, Visit)) and not record.has_evidence:
        record.has_evidence = True
        record.save(update_fields=["has_evidence"])
    # Whoever looks at the record now sees another one than before.
    record.refresh_from_db(fields=["state", "version"])
    return row


def _check_kind(kind: str, kinds: Collection[str], field: str) -> None:
    if kind not in kinds:
        raise ValidationError({field: _("This is no picture (JPEG, PNG, WebP): choose a photo.")})


def _made_anew(file: File, field: str) -> pictures.Picture:
    try:
        return pictures.made_anew(file)
    except ValidationError as refusal:
        raise ValidationError({field: refusal.messages}) from None
