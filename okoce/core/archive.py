"""One file that holds a dump, evidence files and, last, a manifest with the digest of each: whole, or no archive."""

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Self

MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files"
FORMAT = 1
CHUNK = 1 << 20


class Damaged(Exception):  # noqa: N818 - the state of a file
    """No archive of ours, or not the one that was written."""


@dataclass(frozen=True)
class Manifest:
    """What an archive is of, and the digest of each of its members by name."""

    made_at: str
    version: str
    revision: int
    migrations: list[str]
    roles: list[str]
    # Which keys were there, told without telling them.
    keys: dict[str, str]
    digests: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def files(self) -> list[str]:
        """The evidence files, by their path below their root."""
        return [name.removeprefix(f"{FILES}/") for name in self.digests if name != DUMP]

    @classmethod
    def read(cls, text: bytes) -> Self:
        said = json.loads(text)
        if said.get("format") != FORMAT:
            raise Damaged
        return cls(**said)


class Writer:
    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self.tar, self.manifest = tar, manifest

    def add(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            member = self.tar.gettarinfo(arcname=name, fileobj=file)
            # Whose it was on that machine, and since when, is no business of another.
            member.uid = member.gid = member.mtime = 0
            member.uname = member.gname = ""
            digested = _Digested(file)
            self.tar.addfile(member, digested)
        self.manifest.digests[name] = digested.digest.hexdigest()

    def add_files(self, root: Path, *, leave_out: str = "") -> None:
        """Every file below the root but for those in a folder of it that is left out, in the order of their names."""
        for name in names(root):
            if not name.startswith(f"{leave_out}/"):
                self.add(f"{FILES}/{name}", root / name)

    def close(self) -> None:
        text = json.dumps(asdict(self.manifest), indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mode = len(text), 0o600
        self.tar.addfile(member, BytesIO(text))


@contextmanager
def written(path: Path, manifest: Manifest) -> Iterator[tuple[Writer, Path]]:
    """A writer of the archive, and a folder beside it for drafts; the archive appears whole or not at all."""
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        draft = Path(folder) / "draft"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                writer = Writer(tar, manifest)
                yield writer, Path(folder)
                writer.close()
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


class Archive:
    """An archive that was looked at from end to end: each member is there once, and has the digest that was written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        members = {member.name: member for member in tar if member.isfile()}
        if MANIFEST not in members:
            raise Damaged
        self.manifest = Manifest.read(self._open(members.pop(MANIFEST)).read())
        self.members = members
        if self.digests() != self.manifest.digests or DUMP not in members:
            raise Damaged

    def digests(self) -> dict[str, str]:
        return {name: hashlib.file_digest(self._open(one), "sha256").hexdigest() for name, one in self.members.items()}  # type: ignore[arg-type]

    def extract(self, name: str, to: Path) -> None:
        with self._open(self.members[name]) as source, to.open("wb") as target:
            shutil.copyfileobj(source, target, CHUNK)

    def extract_files(self, root: Path) -> None:
        """Every evidence file at its place below the root, beside what is there; each whole or not at all."""
        for name in self.manifest.files:
            place = below(root, name)
            place.parent.mkdir(parents=True, exist_ok=True)
            draft = place.with_name(f".{place.name}.draft")
            self.extract(f"{FILES}/{name}", draft)
            draft.replace(place)

    def _open(self, member: tarfile.TarInfo) -> IO[bytes]:
        source = self.tar.extractfile(member)
        if source is None:
            raise Damaged
        return source


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive for reading; raises Damaged before anything is done with it."""
    try:
        tar = tarfile.open(path, mode="r:")  # noqa: SIM115 - closed below
    except (tarfile.TarError, EOFError):
        raise Damaged from None
    with tar:
        try:
            archive = Archive(tar)
        except (tarfile.TarError, EOFError, ValueError, TypeError, AttributeError):
            raise Damaged from None
        yield archive


def names(root: Path) -> list[str]:
    """The files below the root, by their path below it."""
    files = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path.relative_to(root).as_posix() for path in files)


def prune(root: Path, kept: list[str]) -> None:
    """Remove the files below the root that are none of those."""
    for name in set(names(root)) - set(kept):
        (root / name).unlink()


def below(root: Path, name: str) -> Path:
    """The file of that name below the root, and nowhere else."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts:
        raise Damaged
    return root.joinpath(*parts)


class _Digested:
    """A file that is digested while somebody else reads it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.digest.update(piece)
        return piece
