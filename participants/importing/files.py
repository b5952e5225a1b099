"""Where a spreadsheet lies while it is on its way in: sealed, under a name that says nothing, and gone afterwards."""

import hashlib
import uuid
from collections.abc import Iterable
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from okoce.core import sealing
from okoce.core.sheets import reading
from participants.models import OfficialList, Spreadsheet

_PURPOSE = "spreadsheet"
FOLDER = "spreadsheets"
MOST = 100_000


def fingerprint_of(content: bytes) -> bytes:
    """Equal for equal files, and nothing to anybody without the key."""
    return sealing.fingerprint(hashlib.sha256(content).hexdigest(), key=settings.NIK_HMAC_KEY, purpose=_PURPOSE)


def sealed(content: bytes) -> ContentFile:
    return ContentFile(
        sealing.seal_bytes(content, key=settings.NIK_CIPHER_KEY, purpose=_PURPOSE), f"{uuid.uuid4()}.sealed"
    )


def table_of(spreadsheet: Spreadsheet) -> reading.Table:
    """The file as a table; raises a sentence when it is not there any more."""
    return reading.read(_content_of(spreadsheet), most=MOST)


def skimmed(official: OfficialList) -> reading.Skimmed:
    """The same of a list, whose rows are read one after the other."""
    return reading.skim(_content_of(official), most=MOST)


def _content_of(spreadsheet: Spreadsheet | OfficialList) -> bytes:
    try:
        with spreadsheet.file.open() as file:
            content = file.read()
    except (FileNotFoundError, ValueError):
        raise ValidationError(_("The file is no longer here: send it again.")) from None
    # Not both at once: each may be 30 MB.
    return sealing.unseal_bytes(content, key=settings.NIK_CIPHER_KEY, purpose=_PURPOSE)


def remove(names: Iterable[str | None]) -> None:
    """Take them off the disk, those that are there."""
    for name in filter(None, names):
        with suppress(FileNotFoundError):
            default_storage.delete(name)


def names() -> list[str]:
    """Everything that lies there."""
    if not default_storage.exists(FOLDER):
        return []
    return [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
