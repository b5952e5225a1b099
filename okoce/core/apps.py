from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "okoce.core"
    label = "core"

    def ready(self) -> None:
        from okoce import celery  # noqa: F401, PLC0415 - binds shared_task wherever Django runs; beat and supervisor stay without
