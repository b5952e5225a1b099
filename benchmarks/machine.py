"""On what was measured, and with what: no figure says anything without it."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

import psutil

from okoce.embedded import postgres, valkey

# What a request or a change passes through, as the package index names it.
PACKAGES = ["Django", "djangorestframework", "psycopg2-binary", "granian", "celery"]


def told() -> dict[str, str | int]:
    """Cores, memory in gigabytes, processor, system and Python."""
    return {
        "cores": os.cpu_count() or 0,
        "memory": round(psutil.virtual_memory().total / 1e9),
        "processor": processor(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def processor() -> str:
    """As Linux names it; empty elsewhere."""
    about = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.+)$", about.read_text(), re.MULTILINE) if about.exists() else None
    return found[1] if found else ""


def versions() -> dict[str, str]:
    """Of the packages, and of both engines as `make run` starts them."""
    engines = {"PostgreSQL": [postgres.program("postgres"), "-V"], "Valkey": [valkey.binary(), "--version"]}
    return {name: version(name) for name in PACKAGES} | {name: said(*ask) for name, ask in engines.items()}


def said(*command: str | Path) -> str:
    """The first number with a point that the program says of itself."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return re.search(r"\d+(\.\d+)+", done.stdout)[0]
