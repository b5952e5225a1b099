import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okoce.settings")
django.setup(set_prefix=False)

from django.template.engine import Engine  # noqa: E402 - the settings' parts have to be there

from okoce.core.readable import Handler  # noqa: E402 - the same


def read_templates() -> None:
    """Each of the project's own, before the first request: a new version replaces their files while this process still answers.

    It takes half a second and 14 MB, much of which the first requests would have taken.
    """
    engine = Engine.get_default()
    for folder in engine.dirs:
        for file in Path(folder).rglob("*.*"):
            engine.get_template(str(file.relative_to(folder)))


read_templates()
application = Handler()
