"""Who was at which meeting, in the API."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.accounts.roles import Power
from okoce.core.bodies import Body, Choice, Moment
from participants import rosters, search
from participants.api.checked import of_person
from participants.models import Attendance, Participant
from programs.api.records import Action
from programs.api.resources import KecamatanField, NewBody, ParentField, RecordShape, RecordsQuery, Resource
from programs.models import TrainingSession

STATUSES = Attendance.Status.choices
HELP = {
    "session": _("The meeting."),
    "participant": _("The person."),
    "status": _("Who was late counts as present."),
}


class AttendanceShape(RecordShape):
    status = serializers.ChoiceField(STATUSES, help_text=HELP["status"])
    recorded_by = serializers.CharField(help_text=_("Name of the user who marked it last."))

    example = {
        "id": "91c7f3be-5d24-4b8a-a6e0-3f7d2c90b15e",
        "session": "e5b0a7a4-0f0c-4a52-8a53-6c9d5f4b8f21",
        "participant": "7a0e4c1d-2b69-4f3a-8e5c-d91b6f0a3c27",
        "status": "present",
        "recorded_by": "Pendamping Contoh",
        "recorded_at": "2018-03-05T09:10:00+07:00",
    }

    class Meta:
        model = Attendance
        fields = ["id", *HELP, "recorded_by", "recorded_at"]
        extra_kwargs = {
            **{name: {"help_text": said} for name, said in HELP.items()},
            "recorded_at": {"help_text": _("When it was said last: the time of the tap.")},
        }


class AttendancesQuery(RecordsQuery):
    session = serializers.UUIDField(required=False, help_text=_("Only of this meeting."))
    training = serializers.UUIDField(required=False, help_text=_("Only of this training."))
    participant = serializers.UUIDField(
        required=False, help_text=_("Only of this person; what is under the id of somebody merged into them too.")
    )
    kecamatan = KecamatanField(help_text=_("Dotted code of the centre."))
    status = serializers.ChoiceField(STATUSES, required=False, help_text=_("Only with this status."))


class PersonField(ParentField):
    """Somebody whom the user sees; or somebody from elsewhere whose exact number the user sent, by the id of that."""

    def __init__(self, **kwargs):
        super().__init__(Participant.objects.visible_to, **kwargs)

    def found(self, key):
        return search.whose_number_came(self.context["by"], key) or super().found(key)


class Marked(Body):
    example = {"status": "late", "marked_at": "2018-03-05T09:10:00+07:00"}

    status = Choice(STATUSES, help_text=HELP["status"])
    marked_at = Moment(
        required=False,
        help_text=_(
            "When it was tapped, where that is not now: the later tap holds, whichever arrives first. A time to come is taken for now."
        ),
    )


class NewAttendance(NewBody, Marked):
    session = ParentField(TrainingSession.objects.worked_by, help_text=HELP["session"])
    participant = PersonField(
        help_text=_("The person: one whom you see, or the id under which you sent their NIK to participants/.")
    )


class Attendances(Resource):
    """The same person and session under another id is the attendance that there is: the later tap holds."""

    name, one, about = "attendances", "attendance", _("Who was at which meeting")
    model, shape, query = Attendance, AttendanceShape, AttendancesQuery
    new, changed, power = NewAttendance, Marked, Power.LOG_TRAINING

    def rows(self, user):
        return super().rows(user).select_related("recorded_by")

    def narrowed(self, rows, asked):
        columns = {"training": "session__training", "kecamatan": "session__training__kecamatan"}
        rows, asked = of_person(rows, asked)
        return super().narrowed(rows, {columns.get(name, name): value for name, value in asked.items()})

    def held(self, user, key):
        # The verb holds the training, as everybody does who writes to a roster.
        return self.found(self.worked(user).select_related("session"), key)

    def create(self, *, by, id, said, at):
        return rosters.mark_one(by=by, id=id, at=at, tapped=said.pop("marked_at", None), **said)

    def change(self, *, by, record, said, at):
        known = {"session": record.session, "participant": record.participant}
        said = {"status": said.get("status", record.status), "tapped": said.get("marked_at")}
        return rosters.mark_one(by=by, id=record.pk, at=at, **known, **said)[0]


class Leave(Action):
    name, about, power = "leave", _("Take a person off the list of a meeting"), Power.LOG_TRAINING
    removes = True

    def do(self, *, by, record, said, at):
        rosters.leave(by=by, session=record.session, participant=record.participant)

    def removed(self, *, by, key):
        return rosters.was_taken_off(by, key)
