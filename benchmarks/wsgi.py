"""The application with the bench's addresses: everything else of it is as it is served."""

from django.conf import settings

from okoce.wsgi import application

settings.ROOT_URLCONF = "benchmarks.urls"

__all__ = ["application"]
