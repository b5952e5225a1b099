from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self):
        from okoce.core.verbs import facts_changed  # noqa: PLC0415 - signals are connected once the apps are loaded
        from reports.nudge import nudge  # noqa: PLC0415 - the same

        facts_changed.connect(nudge, dispatch_uid="reports.nudge")
