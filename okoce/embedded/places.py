"""Where the engines of one home lie, and the addresses that follow from it."""

import hashlib
import os
import shutil
import stat
from pathlib import Path
from urllib.parse import quote

from okoce.environment import secret, stop

OWNER, APPLICATION, SUPERUSER = "okoce_owner", "okoce_app", "postgres"


def wanted() -> bool:
    return not os.environ.get("DATABASE_URL")


def keep_private(home: Path) -> None:
    """What the engines write (sessions among it) and the locks are for this user alone, whatever was there before."""
    os.umask(0o077)
    try:
        if home.stat().st_mode & stat.S_ISVTX:
            stop(f"OKOCE_HOME must be a folder for this site alone, and everybody writes into {home}.")
        home.chmod(0o700)
    except OSError as error:
        stop(f"OKOCE_HOME must be a folder of this user's own, and {home} is none ({error.strerror}).")


def sockets(home: Path) -> Path:
    """A short path of its own for every home: a socket's path may have about 100 characters, a home's any number."""
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    # Not tempfile.gettempdir(): TMPDIR differs between a terminal and cron, and both must find the same server.
    return Path("/tmp") / f"okoce-{name}"  # noqa: S108 - checked by open_sockets


def open_sockets(home: Path) -> None:
    folder = sockets(home)
    # The server's own user walks through it when root starts us; nobody else has a reason to.
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        stop(f"{folder} belongs to somebody else; remove it and start again.")
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)


def close_sockets(home: Path) -> None:
    shutil.rmtree(sockets(home), ignore_errors=True)


def database_url(home: Path, role: str) -> str:
    folder = quote(str(sockets(home) / "postgres"), safe="")
    return f"postgres://{role}:{secret(home, f'password-{role}')}@{folder}/okoce"


def urls(home: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url(home, APPLICATION),
        "DATABASE_OWNER_URL": database_url(home, OWNER),
        "REDIS_URL": f"unix://{sockets(home) / 'valkey.sock'}",
    }
