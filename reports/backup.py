"""A whole site in one file, and back: database and evidence files, never the keys (docs/operating.md, “Backup”)."""

import datetime
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from okoce.core import archive, dumps, sealing
from okoce.core.archive import DUMP, Archive, Manifest
from okoce.core.snapshot import snapshot
from participants.models import Participant
from reports.exporting.files import FOLDER as EXPORTS
from reports.models import Revision

# The keys that a site cannot be whole without, and what is lost when they are.
KEYS = {
    "SECRET_KEY": "second factors and the secrets of webhooks cannot be read, and each has to be set up anew",
    "OKOCE_NIK_HMAC_KEY": "nobody is recognised by their identity number, and the same person could be registered twice",
    "OKOCE_NIK_CIPHER_KEY": "sealed identity numbers cannot be read",
}
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = %s"


class Refused(Exception):  # noqa: N818 - an answer, no fault
    """A sentence that says why nothing was done."""


def back_up(path: Path, *, at: datetime.datetime) -> Manifest:
    """Write the archive; it is of one moment, whoever works meanwhile."""
    _refuse_without_owner()
    with _told(path), snapshot():
        _refuse_without_tables()
        manifest = _describe(at)
        with archive.written(path, manifest) as (writer, folder):
            dumps.dump(folder / DUMP, snapshot=_exported())
            writer.add(DUMP, folder / DUMP)
            # After the dump: a file is there before the row that names it.
            # Files to take along are there for a week: no backup keeps the names in them for longer.
            writer.add_files(settings.MEDIA_ROOT, leave_out=EXPORTS)
    return manifest


def restore(path: Path, *, replace: bool) -> Manifest:
    """Put the archive in place of what is there; refuses before anything is touched, or does all of it."""
    _refuse_without_owner()
    with _told(path):
        _refuse_a_site_in_use()
        if not replace and holds_people():
            raise Refused("People are registered here: give --replace to lose them and everything else that is here.")
        with archive.opened(path) as one:
            _refuse_strangers(one.manifest)
            _put_in_place(one)
    call_command("migrate", verbosity=0)
    # A dump brings no statistics along, and without them the first recount would take its time by the hour.
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    # Charts and answers are kept by revision, and the same number may mean something else now.
    cache.clear()
    return one.manifest


def other_keys(manifest: Manifest) -> list[str]:
    """The names of the keys that are others than when the backup was made."""
    return [name for name, mark in _marks().items() if manifest.keys.get(name) != mark]


def holds_people() -> bool:
    return _has_tables("owner") and Participant.objects.using("owner").exists()


def _describe(at: datetime.datetime) -> Manifest:
    newest = Revision.objects.first()
    return Manifest(
        made_at=at.isoformat(timespec="seconds"),
        version=_version(),
        revision=newest.number if newest else 0,
        migrations=sorted(".".join(one) for one in MigrationRecorder(connection).applied_migrations()),
        roles=list(dumps.users()),
        keys=_marks(),
    )


def _put_in_place(one: Archive) -> None:
    root, before = settings.MEDIA_ROOT, archive.names(settings.MEDIA_ROOT)
    with _drafts() as folder:
        one.extract(DUMP, folder / DUMP)
        try:
            # Beside what is there: their names are nobody else's, and until the database names them they are nothing.
            one.extract_files(root)
            dumps.put_in_place(folder / DUMP)
        except (dumps.Failed, OSError):
            archive.prune(root, before)
            raise
    archive.prune(root, one.manifest.files)


@contextmanager
def _drafts() -> Iterator[Path]:
    """A folder for a while; what a restore that was killed left in it is thrown away."""
    folder = settings.HOME / "restore.draft"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What can go wrong, in a sentence."""
    try:
        yield
    except archive.Damaged:
        raise Refused(f"{path} is no backup, or is damaged: nothing was changed.") from None
    except OSError as error:
        raise Refused(f"{error.filename or path} cannot be read or written ({error.strerror}).") from None
    except dumps.Failed as failure:
        raise Refused(f"The database is as it was, because it stopped at this: {failure}") from None
    except OperationalError as error:
        raise Refused(f"The database does not answer ({str(error).strip().splitlines()[0]}).") from None


def _refuse_without_owner() -> None:
    if "owner" not in settings.DATABASES:
        raise Refused("DATABASE_OWNER_URL is missing: only the owner of the database can do this.")


def _refuse_without_tables() -> None:
    if not _has_tables("default"):
        raise Refused("The database has no tables yet: there is nothing to back up.")


def _has_tables(alias: str) -> bool:
    return Participant._meta.db_table in connections[alias].introspection.table_names()  # noqa: SLF001 - Django names it so


def _refuse_a_site_in_use() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(OTHERS, [dumps.users()[1]])
        (others,) = cursor.fetchone()
    connections["owner"].close()
    if others:
        raise Refused("The site is in use: stop web, worker, beat and every other command first.")


def _refuse_strangers(manifest: Manifest) -> None:
    """An archive of a newer version, or of roles with other names, would not work here."""
    known = {".".join(one) for one in MigrationLoader(None).disk_migrations}
    if not known.issuperset(manifest.migrations):
        raise Refused(f"The backup was made by a newer version ({manifest.version}): install that one first.")
    if manifest.roles != list(dumps.users()):
        owner, application = manifest.roles
        raise Refused(
            f"The backup is of a database whose owner is called {owner} and whose application's role {application}:"
            " give addresses with these names in DATABASE_OWNER_URL and DATABASE_URL."
        )


def _marks() -> dict[str, str]:
    """For each key a mark that is another one for another key, and tells nothing of it."""
    values = {
        "SECRET_KEY": settings.SECRET_KEY,
        "OKOCE_NIK_HMAC_KEY": settings.NIK_HMAC_KEY,
        "OKOCE_NIK_CIPHER_KEY": settings.NIK_CIPHER_KEY,
    }
    return {name: sealing.fingerprint(name, key=value, purpose="backup").hex()[:16] for name, value in values.items()}


def _exported() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        return cursor.fetchone()[0]


def _version() -> str:
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
