"""A home whose database is as the migrations leave it, kept in memory for the next session: they take fifteen seconds."""

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from okoce.environment import BASE_DIR

MEMORY = Path("/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir())  # noqa: S108 - homes are ours
# The migrations, what they call, and what is said to them.
MADE_OF = [
    "*/migrations/*.py", "okoce/core/*.py", "okoce/embedded/*.py", "okoce/settings.py", "programs/*.py", "programs/data/*",
    "reports/contributions/*.py", "requirements.txt", ".env",
]  # fmt: skip
SAID = ("OKOCE_FIRST_MONTH", "OKOCE_PG_BIN")
PARTS = ("keys", "postgres")
UNUSED = 86_400.0


def place() -> Path:
    seen = hashlib.sha256(repr([os.geteuid(), *map(os.environ.get, SAID)]).encode())
    for path in sorted(path for pattern in MADE_OF for path in BASE_DIR.glob(pattern)):
        seen.update(f"{path.relative_to(BASE_DIR)}\n".encode() + path.read_bytes())
    return MEMORY / f"okoce-kept-{seen.hexdigest()[:16]}"


def bring(kept: Path, home: Path) -> None:
    """Put what is kept into a new home, if there is something and it is ours."""
    if kept.exists() and kept.stat().st_uid == os.geteuid():
        os.utime(kept)
        _copy(kept, home)


def keep(home: Path, kept: Path) -> None:
    """The engines of the home are stopped."""
    draft = kept.with_name(f"{kept.name}.{os.getpid()}")
    _copy(home, draft)
    try:
        draft.rename(kept)
    except OSError:
        shutil.rmtree(draft)  # another session was quicker
    for old in MEMORY.glob("okoce-kept-*"):
        if old.stat().st_mtime < time.time() - UNUSED:
            shutil.rmtree(old, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    target.mkdir(mode=0o700, exist_ok=True)
    # Not shutil.copytree: the server's files belong to the server's user.
    subprocess.run(["cp", "-a", *(source / part for part in PARTS), target], check=True)
