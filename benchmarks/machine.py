"""On what was measured, and with what: no figure says anything without it."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

import psutil

from okoce.embedded import postgres, valkey
from okoce.environment import BASE_DIR

# What a request or a change passes through, as the package index names it.
PACKAGES = ["Django", "djangorestframework", "psycopg2-binary", "granian", "celery"]
# What has an environment of its own beside a report, by the folder's name: as people call it, and as the index does.
OTHERS = {
    "locust": ("locust", "locust"),
    "datasette": ("Datasette", "datasette"),
    "duckdb": ("DuckDB", "duckdb"),
    "superset": ("Superset", "apache-superset"),
}
PINS = Path(__file__).parent / "others"


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


def pinned(folder: Path) -> dict[str, str]:
    """Of the others that have an environment in this folder."""
    return {
        called: pin(PINS / f"{name}.txt", package)
        for name, (called, package) in OTHERS.items()
        if (folder / name / "environment").is_dir()
    }


def pin(requirements: Path, package: str) -> str:
    return re.search(rf"^{re.escape(package)}==(\S+)", requirements.read_text(), re.MULTILINE)[1]


def commit(project: Path = BASE_DIR) -> str | None:
    """What is checked out, and whether anything differs from it; None where the project did not come by git."""
    number = git(project, "rev-parse", "--short", "HEAD")
    return f"{number} with changes" if number and git(project, "status", "--porcelain") else number


def git(project: Path, *words: str) -> str | None:
    """What it says; None where it has nothing to say, or is not installed."""
    try:
        done = subprocess.run(["git", "-C", project, *words], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip() or None


def said(*command: str | Path) -> str:
    """The first number with a point that the program says of itself."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return re.search(r"\d+(\.\d+)+", done.stdout)[0]
