"""The Celery app of web and worker. Its clock is `okoce.clock`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okoce.settings")

app = Celery("okoce")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
