from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self):
        from okoce.core.verbs import facts_changed  # noqa: PLC0415 - signals are connected once the apps are loaded
        from participants.quality.detectors import DETECTORS  # noqa: PLC0415 - the same
        from reports.exporting.asking import waits  # noqa: PLC0415 - the same
        from reports.mailing.plans import waits as mail_waits  # noqa: PLC0415 - the same
        from reports.nudge import nudge, nudge_exports, nudge_mail  # noqa: PLC0415 - the same
        from reports.sampling.found import AUDITED  # noqa: PLC0415 - the same

        # What counts adds its own: the facts know nothing of counting.
        DETECTORS[AUDITED.name] = AUDITED
        facts_changed.connect(nudge, dispatch_uid="reports.nudge")
        waits.connect(nudge_exports, dispatch_uid="reports.nudge_exports")
        mail_waits.connect(nudge_mail, dispatch_uid="reports.nudge_mail")
