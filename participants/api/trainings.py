"""Trainings with their meetings, in the API."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.accounts import sent
from okoce.accounts.roles import Power
from okoce.core.bodies import Body, Text
from okoce.core.problems import Conflict
from okoce.core.queries import MonthField
from participants import submission, verification
from participants.api.checked import CHECKED, CheckedShape
from participants.models import State
from programs import trainings
from programs.api.records import Action
from programs.api.resources import CodeField, KecamatanField, NewBody, RecordsQuery, Resource, as_said
from programs.api.sessions import NewMeeting, Sessions, SessionShape
from programs.api.versions import OfVersion
from programs.api.writing import of_its_own
from programs.models import Agency, Curriculum, Kecamatan, Training
from programs.places import workplaces
from programs.trainings import Meeting

SAID = ["kecamatan", "curriculum", "agency", "place"]
MOST = 60


class MeetingShape(SessionShape):
    """A meeting of a training."""

    example = {name: said for name, said in SessionShape.example.items() if name != "training"}

    class Meta(SessionShape.Meta):
        fields = [name for name in SessionShape.Meta.fields if name != "training"]


class TrainingShape(CheckedShape):
    """A training with its meetings."""

    example = {
        "id": "3c1d8e72-94ab-4f6e-b0d7-1a2f6be0c953",
        "kecamatan": "31.74.01",
        "curriculum": "DASAR",
        "agency": "DPPKUKM",
        "place": "Aula Contoh",
        "led_by": "Pendamping Contoh",
        "sessions": [MeetingShape.example],
        "state": "draft",
        "version": 1,
        "submitted_at": None,
        "returned_because": None,
        "recorded_at": "2018-03-02T16:40:00+07:00",
    }

    led_by = serializers.CharField(help_text=_("Name of the facilitator who led it."))
    recorded_at = serializers.DateTimeField(source="logged_at")
    sessions = MeetingShape(many=True, help_text=_("Its meetings in the order of their days."))

    class Meta:
        model = Training
        fields = ["id", *SAID, "led_by", "sessions", *CHECKED]
        extra_kwargs = {
            "kecamatan": {"help_text": _("Dotted code of the centre.")},
            "curriculum": {"help_text": _("Code of what was taught.")},
            "agency": {"help_text": _("Code of the department that pays.")},
            "place": {"help_text": _("The hall, school or office where the group meets.")},
        }


class LedByMe(serializers.ChoiceField):
    """`me` to who asks."""

    def __init__(self, **kwargs):
        super().__init__(["me"], **kwargs)

    def to_internal_value(self, data):
        super().to_internal_value(data)
        return self.context["request"].user


class TrainingsQuery(RecordsQuery):
    kecamatan = KecamatanField(help_text=_("Dotted code of the centre."))
    state = serializers.ChoiceField(State.choices, required=False, help_text=_("Only in this state."))
    month = MonthField(required=False, help_text=_("Only those whose last meeting lies in this month."))
    led_by = LedByMe(required=False, help_text=_("me: only those that you led."))


class TrainingFields(Body):
    example = {"place": "Balai Warga Contoh"}

    kecamatan = CodeField(
        workplaces, every=Kecamatan.objects.all, help_text=_("Dotted code of the centre: one where you work.")
    )
    curriculum = CodeField(
        lambda _user: Curriculum.objects.all(), every=Curriculum.objects.all, help_text=_("Code of what is taught.")
    )
    agency = CodeField(
        lambda _user: Agency.objects.all(), every=Agency.objects.all, help_text=_("Code of the department that pays.")
    )
    place = Text(min_length=3, max_length=120, help_text=_("The hall, school or office where the group meets."))


class ChangedTraining(OfVersion, TrainingFields):
    pass


class NewTraining(NewBody, TrainingFields):
    """A training with its meetings, each under an id of its own."""

    example = {"sessions": [{name: MeetingShape.example[name] for name in NewMeeting().fields}]}

    sessions = NewMeeting(many=True, allow_empty=False, max_length=MOST, help_text=_("Its meetings, at least one."))

    def validate_sessions(self, meetings):
        if len({one["id"] for one in meetings}) < len(meetings):
            raise serializers.ValidationError(_("Give each meeting an id of its own."), "repeated")
        return meetings


class Trainings(Resource):
    name, one, about = "trainings", "training", _("Trainings with their meetings")
    model, shape, query = Training, TrainingShape, TrainingsQuery
    new, changed, power = NewTraining, ChangedTraining, Power.LOG_TRAINING

    def rows(self, user):
        rows = verification.with_answers(super().rows(user))
        return rows.select_related("led_by").prefetch_related("sessions")

    def narrowed(self, rows, asked):
        month = asked.pop("month", None)
        rows = super().narrowed(rows, asked)
        return trainings.ending_in(rows, month) if month else rows

    def create(self, *, by, id, said, at):
        meetings = {one.pop("id"): Meeting(**one) for one in said.pop("sessions")}
        # Its meetings have ids too: it is none that a page made.
        if self.rows(by).filter(pk=id).exists():
            raise Conflict("id_used", field="id")
        for key, meeting in meetings.items():
            remember(by, id, key, meeting)
        (key, meeting), *others = meetings.items()
        known = {"by": by, "today": at.date()}
        with beside("sessions.0"):
            training = trainings.log_training(id=id, session=key, meeting=meeting, **said, **known)
        for place, (key, meeting) in enumerate(others, start=1):
            with beside(f"sessions.{place}"):
                trainings.add_session(training=training, id=key, meeting=meeting, **known)
        return training, True

    def change(self, *, by, record, said, at):
        now = as_said(record, SAID)
        return trainings.change_training(by=by, training=record, **(now | said))


class SubmitTraining(Action):
    name, about, power = "submit", _("Hand a training in to a verifier"), Power.LOG_TRAINING

    def do(self, *, by, record, said, at):
        return submission.submit_training(by=by, training=record, at=at)


def remember(by, training, key, meeting):
    """Keep what the meeting's id stands for, as if it had come by itself; raises Conflict for one that is taken."""
    hours = {name: f"{getattr(meeting, name):%H:%M}" for name in ("starts_at", "ends_at")}
    content = {"id": str(key), "training": str(training), "held_on": f"{meeting.held_on}", **hours}
    known = {"by": by, "id": key, "kind": Sessions.name, "content": content}
    if key == training or sent.remembered(**known, field="sessions"):
        raise Conflict("id_used", field="sessions")
    sent.remember(**known, record=key)


@contextmanager
def beside(field):
    """What is refused of a meeting is told beside the list of them."""
    try:
        with of_its_own(field):
            yield
    except ValidationError as refusal:
        said = getattr(refusal, "error_dict", {})
        if not said or not set(said) <= set(SessionShape.Meta.fields):
            raise
        raise ValidationError({f"{field}.{name}": sentences for name, sentences in said.items()}) from None
