from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self):
        from okoce.core.verbs import facts_changed  # signals are connected once the apps are loaded
        from reports.nudge import nudge

        facts_changed.connect(nudge, dispatch_uid="reports.nudge")
