"""What must be true before the first page: tables, static files, one administrator. One process, to be quick."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError

from okoce.environment import stop


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okoce.settings")
    django.setup()
    if not settings.STATIC_ROOT.is_relative_to(settings.HOME):
        os.umask(0o022)  # another server may read them there
    try:
        with ThreadPoolExecutor(1) as beside:
            static = beside.submit(collect_static)
            bring_tables_up_to_date()
            static.result()
        call_command("ensure_administrator")
    except OperationalError as error:
        stop(f"the database does not answer ({str(error).strip().splitlines()[0]}).")


def bring_tables_up_to_date() -> None:
    if "owner" in settings.DATABASES:
        call_command("migrate", verbosity=0)
        return
    from okoce.health import missing_migrations  # noqa: PLC0415 - it reaches the models, which wait for django.setup

    if missing_migrations():
        stop(
            "the database's tables are missing or old: give DATABASE_OWNER_URL, once, so that they are brought up to date."
        )


def collect_static() -> None:
    mark = settings.STATIC_ROOT / ".fingerprint"
    fingerprint = _fingerprint()
    if not mark.exists() or mark.read_text() != fingerprint:
        call_command("collectstatic", interactive=False, clear=settings.STATIC_ROOT.exists(), verbosity=0)
        mark.write_text(fingerprint)


def _fingerprint() -> str:
    found = (Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    states = sorted((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in found)
    return hashlib.sha256(repr(states).encode()).hexdigest()


if __name__ == "__main__":
    set_up()
