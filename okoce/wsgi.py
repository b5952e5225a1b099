import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okoce.settings")
django.setup(set_prefix=False)

from okoce.core.readable import Handler  # noqa: E402 - it reaches the settings' parts

application = Handler()
