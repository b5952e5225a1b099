"""Files that were sent before the form whose record they show. Each waits for it, a day long, and only its sender knows it."""

import datetime
import uuid

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.verbs import used_before, verb
from participants import evidence
from participants.models import Evidence, Upload

# How many wait for one user; a record takes ten.
MOST = 30
KEPT_FOR = datetime.timedelta(days=1)


@verb("file sent")
def receive(*, by: User, id: uuid.UUID, file: File) -> Upload:
    """The file, a picture made anew, under the id. The same id with the same content again is the one that is there."""
    _kind, digest = evidence.look_at(file, "file")
    if there := _received(by, id, digest):
        return there
    if Upload.objects.visible_to(by).count() >= MOST:
        raise ValidationError({"file": _("30 photos wait already: save the form that they belong to, or remove some.")})
    upload = Upload(id=id, uploaded_by=by)
    evidence.fill(upload, file, "file")
    try:
        with transaction.atomic():
            upload.save(force_insert=True)
    except DatabaseError:
        upload.remove_files()
        # The same twice in this very moment.
        if there := _received(by, id, digest):
            return there
        raise used_before() from None
    return upload


@verb("file let go")
def discard(*, by: User, upload: Upload) -> None:
    """Nothing is left of it; one that became evidence meanwhile stays."""
    _let_go(Upload.objects.visible_to(by).filter(pk=upload.pk))


def let_go(*, before: datetime.datetime) -> int:
    """Let go of every upload from before that time; how many there were. One that is being claimed is left alone."""
    old = Upload.objects.filter(uploaded_at__lt=before)
    gone = 0
    for key in old.values_list("pk", flat=True):
        with transaction.atomic():
            gone += _let_go(old.filter(pk=key))
    return gone


def _received(by: User, id: uuid.UUID, digest: str) -> Upload | None:
    there = Upload.objects.filter(pk=id).first()
    if not there and not Evidence.objects.filter(pk=id).exists():
        return None
    if not there or there.uploaded_by_id != by.pk or there.sha256 != digest:
        raise used_before()
    return there


def _let_go(uploads: QuerySet[Upload]) -> int:
    held = uploads.select_for_update(skip_locked=True).first()
    if not held:
        return 0
    # Files first: whatever stops this in between, nobody's photo lies on the disk without a row that lets go of it.
    held.remove_files()
    held.delete()
    return 1
