from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"

    def ready(self):
        from participants.duplicates import looking  # noqa: PLC0415 - signals are connected once the apps are loaded
        from participants.importing.moving import waits  # noqa: PLC0415 - the same
        from participants.nudge import nudge, nudge_duplicates, nudge_lists  # noqa: PLC0415 - the same
        from participants.reconciling import loading  # noqa: PLC0415 - the same

        waits.connect(nudge, dispatch_uid="participants.nudge")
        looking.came.connect(nudge_duplicates, dispatch_uid="participants.nudge_duplicates")
        loading.waits.connect(nudge_lists, dispatch_uid="participants.nudge_lists")
