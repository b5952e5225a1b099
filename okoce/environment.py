"""What the environment says. The settings and the supervisor read it through these functions, and in no other way."""

import contextlib
import os
import secrets
import sys
from pathlib import Path
from typing import NoReturn

BASE_DIR = Path(__file__).resolve().parent.parent


def stop(sentence: str) -> NoReturn:
    sys.exit(f"okoce: {sentence}")


def read_file(path: Path = BASE_DIR / ".env") -> None:
    """Take NAME=value lines of `.env`; what the environment already says, even emptily, wins."""
    if path.exists():
        lines = (line.strip() for line in path.read_text().splitlines())
        for line in lines:
            name, sign, value = line.partition("=")
            if sign and not line.startswith("#"):
                os.environ.setdefault(name.strip(), value.strip().strip("'\""))


def home() -> Path:
    return Path(os.environ.get("OKOCE_HOME") or BASE_DIR / "var").resolve()


def whole_number(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.isdigit():
        stop(f"{name} must be a whole number, and it is {value!r}.")
    return int(value)


def switch(name: str, default: str) -> bool:
    value = (os.environ.get(name) or default).lower()
    if value not in ("yes", "no"):
        stop(f"{name} must be yes or no, and it is {value!r}.")
    return value == "yes"


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in (os.environ.get(name) or default).split(",") if word.strip()]


def secret(home: Path, name: str) -> str:
    """A key of this home, made once (mode 0600); two first starts at once agree on one."""
    path = home / "keys" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        # A link appears whole or not at all, and never replaces the key that somebody else made first.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
