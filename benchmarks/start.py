"""Every bench has engines and keys of its own, and counts sixty months until now."""

import os
from pathlib import Path

import django

from benchmarks import data

# Said as nothing: what a developer's environment says is no part of what is measured, but for the web server's threads.
UNSAID = [
    "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "OKOCE_HTTPS", "OKOCE_PROXIES",
    "OKOCE_COUNTS_FRESH_SECONDS",
]  # fmt: skip


def alone(folder: Path) -> None:
    """Set the project up on engines in this folder; what reaches the models is imported afterwards."""
    os.environ |= dict.fromkeys(UNSAID, "") | {
        "DJANGO_SETTINGS_MODULE": "okoce.settings",
        "OKOCE_HOME": str(folder / "engines"),
        "OKOCE_FIRST_MONTH": str(data.first_month()),
        "OKOCE_LOG_LEVEL": "ERROR",
    }
    django.setup()
