from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"

    def ready(self):
        from participants.importing.moving import waits  # noqa: PLC0415 - signals are connected once the apps are loaded
        from participants.nudge import nudge  # noqa: PLC0415 - the same

        waits.connect(nudge, dispatch_uid="participants.nudge")
