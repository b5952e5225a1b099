"""Meetings of a training, in the API."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.accounts.roles import Power
from okoce.core.bodies import Body, Clock, Day, Key
from okoce.core.queries import MonthField
from programs import trainings
from programs.api.records import Action
from programs.api.resources import KecamatanField, NewBody, ParentField, RecordShape, RecordsQuery, Resource, as_said
from programs.models import Training, TrainingSession
from programs.trainings import Meeting

STATES = TrainingSession.State.choices
SAID = ["held_on", "starts_at", "ends_at"]
HELP = {
    "training": _("The training that it is a meeting of."),
    "held_on": _("The day, in Jakarta. At most a year ahead."),
    "starts_at": _("HH:MM in Jakarta, in whole minutes."),
    "ends_at": _("HH:MM on the same day, at least 15 minutes later."),
}


class SessionShape(RecordShape):
    starts_at = Clock(help_text=_("HH:MM in Jakarta."))
    ends_at = Clock(help_text=_("HH:MM in Jakarta."))
    state = serializers.ChoiceField(STATES, help_text=_("One that was cancelled counts nothing and stays on record."))

    example = {
        "id": "e5b0a7a4-0f0c-4a52-8a53-6c9d5f4b8f21",
        "training": "3c1d8e72-94ab-4f6e-b0d7-1a2f6be0c953",
        "held_on": "2018-03-05",
        "starts_at": "09:00",
        "ends_at": "12:00",
        "minutes": 180,
        "state": "planned",
    }

    class Meta:
        model = TrainingSession
        fields = ["id", "training", *SAID, "minutes", "state"]
        extra_kwargs = {
            "training": {"help_text": HELP["training"]},
            "held_on": {"help_text": _("The day, in Jakarta.")},
            "minutes": {"help_text": _("Minutes from start to end.")},
        }


class SessionsQuery(RecordsQuery):
    training = serializers.UUIDField(required=False, help_text=_("Only of this training."))
    kecamatan = KecamatanField(help_text=_("Dotted code."))
    month = MonthField(required=False, help_text=_("Only meetings of this month."))
    state = serializers.ChoiceField(STATES, required=False, help_text=_("Only in this state."))


class MeetingFields(Body):
    example = {"held_on": "2018-03-06"}

    held_on = Day(help_text=HELP["held_on"])
    starts_at = Clock(help_text=HELP["starts_at"])
    ends_at = Clock(help_text=HELP["ends_at"])


class NewMeeting(MeetingFields):
    """A meeting of a training that is sent with it."""

    id = Key(help_text=_("A UUID that you make, for this meeting alone."))


class NewSession(NewBody, MeetingFields):
    training = ParentField(Training.objects.worked_by, help_text=HELP["training"])


class Sessions(Resource):
    name, one, about = "sessions", "session", _("Meetings of trainings")
    model, shape, query = TrainingSession, SessionShape, SessionsQuery
    new, changed, power = NewSession, MeetingFields, Power.LOG_TRAINING

    def narrowed(self, rows, asked):
        if month := asked.pop("month", None):
            first, after = month.days()
            asked |= {"held_on__gte": first, "held_on__lt": after}
        if "kecamatan" in asked:
            asked["training__kecamatan"] = asked.pop("kecamatan")
        return super().narrowed(rows, asked)

    def held(self, user, key):
        # The training first, as everybody who writes to it: two who hold each other's rows would wait for ever.
        session = self.found(self.worked(user), key)
        trainings.hold(session.training_id)
        session.refresh_from_db()
        return session

    def create(self, *, by, id, said, at):
        training = said.pop("training")
        return trainings.add_session(by=by, training=training, id=id, meeting=Meeting(**said), today=at.date()), True

    def change(self, *, by, record, said, at):
        meeting = Meeting(**(as_said(record, SAID) | said))
        return trainings.move_session(by=by, session=record, meeting=meeting, at=at)


class Cancel(Action):
    name, about, power = "cancel", _("Say that a meeting was not held"), Power.LOG_TRAINING

    def do(self, *, by, record, said, at):
        return trainings.cancel_session(by=by, session=record)
