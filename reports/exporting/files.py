"""Where exports lie: under a name that says nothing, for the application's user alone, and whole or not at all."""

import datetime
import hashlib
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from django.conf import settings

from reports.models import Export

FOLDER = "exports"
# Of what is not whole; a folder, because a workbook has parts that lie beside it until it is put together.
ASIDE = ".part"


class Written(NamedTuple):
    name: str
    size: int
    sha256: str


def folder() -> Path:
    there = Path(settings.MEDIA_ROOT) / FOLDER
    there.mkdir(mode=0o700, parents=True, exist_ok=True)
    return there


def path_of(export: Export) -> Path:
    """Where its file lies, when it is complete and not over."""
    return folder() / export.file


@contextmanager
def aside(export: Export) -> Iterator[Path]:
    """A folder of this try alone, in which the file is written; it is gone afterwards, whatever happened."""
    there = folder() / f"{export.pk}-{export.begun}{ASIDE}"
    shutil.rmtree(there, ignore_errors=True)
    there.mkdir(mode=0o700)
    try:
        yield there
    finally:
        shutil.rmtree(there, ignore_errors=True)


def opened(path: Path) -> IO[bytes]:
    """A new file that nobody else on the machine reads."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b")


def weighed(export: Export, path: Path) -> Written:
    """What it is that was written, and under which name it will lie."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return Written(f"{export.pk}.{export.format}", path.stat().st_size, sha256)


def keep(written: Written, path: Path) -> None:
    """Move what is whole to where it stays, in one step."""
    path.replace(folder() / written.name)


def let_go(kept: Collection[str], *, before: datetime.datetime) -> int:
    """Delete every file that is not among those kept, and what a killed job left before that moment; how many."""
    gone = 0
    for path in folder().iterdir():
        if path.name in kept or path.stat().st_mtime >= before.timestamp():
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        gone += 1
    return gone
