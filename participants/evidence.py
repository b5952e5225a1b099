"""Files that show what a record says: pictures and documents, kept under names that say nothing."""

import hashlib
import uuid
from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.verbs import used_before, verb
from participants.models import Evidence, JobReport, Milestone, Visit
from participants.records import hold_record, refuse_settled

LARGEST = 10 * 1024 * 1024
MOST = 10
# What may be kept, and how its name ends.
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}
PICTURES = {kind for kind in ENDINGS if kind.startswith("image/")}
COLUMNS = {Milestone: "milestone", Visit: "visit", JobReport: "job_report"}


@verb("evidence added")
def attach(
    *,
    by: User,
    record: Milestone | Visit | JobReport,
    file: File,
    id: uuid.UUID | None = None,
    field: str = "file",
) -> Evidence:
    """The file kept with the record, under the id; the same file again is the one that is there."""
    return keep(by, hold_record(record), file, field=field, kinds=kinds_for(type(record)), id=id)


def kinds_for(record: type[Milestone | Visit | JobReport]) -> Collection[str]:
    """What shows a record of that kind: that a business trades, a photo alone."""
    return PICTURES if record is Visit else ENDINGS


def keep_all(by: User, record: Milestone | Visit | JobReport, files: Iterable[File], *, field: str) -> None:
    """All of them or none: what lies on the disk when another one is refused would lie there for ever."""
    files = list(files)
    for file in files:
        look_at(file, field)
    if record.evidence.count() + len(files) > MOST:
        raise ValidationError({field: _("A record takes at most 10 files.")})
    for file in files:
        keep(by, record, file, field=field)


def keep(
    by: User,
    record: Milestone | Visit | JobReport,
    file: File,
    *,
    field: str,
    kinds: Collection[str] = tuple(ENDINGS),
    id: uuid.UUID | None = None,
) -> Evidence:
    """The file inside another verb, for a record that it holds, and after everything that the verb may refuse."""
    refuse_settled(record)
    content_type, digest = look_at(file, field, kinds=kinds)
    if there := record.evidence.filter(sha256=digest).first():
        return there
    if record.evidence.count() >= MOST:
        raise ValidationError({field: _("A record takes at most 10 files.")})
    if id and Evidence.objects.filter(pk=id).exists():
        raise used_before()
    one = Evidence(
        id=id or uuid.uuid4(),
        participant_id=record.participant_id,
        content_type=content_type,
        size=file.size,
        sha256=digest,
        uploaded_by=by,
        **{COLUMNS[type(record)]: record},
    )
    # What somebody called it on a phone may hold a name.
    one.file.save(f"{uuid.uuid4()}.{ENDINGS[content_type]}", file, save=False)
    one.save()
    record.makers.add(by)
    if not isinstance(record, JobReport) and not record.has_evidence:
        record.has_evidence = True
        record.save(update_fields=["has_evidence"])
    # Whoever looks at the record now sees another one than before.
    record.refresh_from_db(fields=["state", "version"])
    return one


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
    if kind not in kinds:
        raise ValidationError({field: _("This is no picture (JPEG, PNG, WebP): choose a photo.")})
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
