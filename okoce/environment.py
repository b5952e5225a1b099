"""What the environment says. The settings and the supervisor read it through these functions, and in no other way."""

import contextlib
import ipaddress
import logging
import os
import re
import secrets
import sys
from pathlib import Path
from typing import NoReturn

BASE_DIR = Path(__file__).resolve().parent.parent
SHORTEST_KEY = 50
LARGEST = 65_535


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
    path = Path(os.environ.get("OKOCE_HOME") or BASE_DIR / "var").resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(f"OKOCE_HOME must be a folder that can be written, and {path} is none ({error.strerror}).")
    return path


def whole_number(name: str, default: int, *, least: int = 1, most: int = LARGEST) -> int:
    """A number of processes or of requests, of a port, or of a day."""
    value = os.environ.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,10}", value) or not least <= int(value) <= most:
        stop(f"{name} must be a whole number from {least} to {most}, and it is {value!r}.")
    return int(value)


def month(name: str, default: str) -> str:
    value = os.environ.get(name) or default
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", value):
        stop(f"{name} must be a month such as 2017-12, and it is {value!r}.")
    return value


def level(name: str, default: str) -> str:
    value = (os.environ.get(name) or default).upper()
    if value not in logging.getLevelNamesMapping():
        stop(f"{name} must be DEBUG, INFO, WARNING, ERROR or CRITICAL, and it is {value!r}.")
    return value


def origins(name: str) -> list[str]:
    values = words(name)
    for value in values:
        if not re.fullmatch(r"https?://[^/\s]+", value):
            stop(f"{name} must be addresses such as https://okoce.example.org, with commas, and one is {value!r}.")
    return values


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    values = words(name)
    for value in values:
        try:
            ipaddress.ip_network(value)
        except ValueError:
            stop(f"{name} must be networks such as 10.1.0.0/16, with commas, and one is {value!r}.")
    return [ipaddress.ip_network(value) for value in values]


def switch(name: str, default: str) -> bool:
    value = (os.environ.get(name) or default).lower()
    if value not in ("yes", "no"):
        stop(f"{name} must be yes or no, and it is {value!r}.")
    return value == "yes"


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in (os.environ.get(name) or default).split(",") if word.strip()]


def key(name: str, home: Path, file_name: str) -> str:
    """A secret from the environment, else from the home's keys, where the first start makes it once."""
    value = os.environ.get(name) or secret(home, file_name)
    if len(value) < SHORTEST_KEY:
        stop(f"{name} must have {SHORTEST_KEY} characters or more; leave it out, and the first start makes one.")
    return value


def secret(home: Path, name: str) -> str:
    """A key of this home, made once (mode 0600); two first starts at once agree on one."""
    path = home / "keys" / name
    try:
        if not path.exists():
            _make_key(path)
        return path.read_text().strip()
    except OSError as error:
        stop(f"OKOCE_HOME must hold keys that this user can make and read: {path} ({error.strerror}).")


def _make_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    # A link appears whole or not at all, and never replaces the key that somebody else made first.
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
