"""Who came to a session, and handing a training in."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from okoce.core.forms import VerbForm
from participants import rosters, search, submission
from participants.models import Attendance, Participant


class MarksForm(VerbForm):
    """The marks of a roll call. Only what this phone changed is sent on: two phones may call one roll."""

    def __init__(self, *args, session, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.session, self.at = session, at

    def clean(self):
        listed = {str(pk): pk for pk in rosters.on_list(self.session.training).values_list("pk", flat=True)}
        self.marks = dict.fromkeys(self._rest(listed.values()), self.data.get("rest"))
        for name, status in self.data.items():
            kind, _dot, person = name.partition(".")
            if kind != "mark" or self.data.get(f"was.{person}") == status:
                continue
            if person not in listed or status not in Attendance.Status:
                raise ValidationError(_("Somebody you marked is not on this list any more: open the list again."))
            self.marks[listed[person]] = status

    def _rest(self, listed):
        """Whom nobody marked yet, when the rest is to be marked in one go."""
        return set(listed) - set(rosters.marks_at(self.session)) if "rest" in self.data else set()

    def perform(self):
        return {"changed": rosters.mark(by=self.by, session=self.session, statuses=self.marks, at=self.at)}


class JoinForm(VerbForm):
    """Somebody for the list: chosen from a search, or known by the exact number that was typed."""

    participant = forms.UUIDField(required=False)
    nik = forms.CharField(required=False, max_length=40)

    def __init__(self, *args, session, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.session, self.at = session, at

    def perform(self):
        return rosters.join(by=self.by, session=self.session, participant=self._person(), at=self.at)

    def _person(self):
        if self.cleaned_data["nik"]:
            person = search.by_nik(self.by, self.cleaned_data["nik"], on=self.at.date())
        else:
            person = Participant.objects.visible_to(self.by).filter(pk=self.cleaned_data["participant"]).first()
        if not person:
            raise ValidationError(_("This person is not known here yet: register them, and they are on the list."))
        return person


class LeaveForm(VerbForm):
    participant = forms.UUIDField(label=_("Who was not at this session"))

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session

    def perform(self):
        listed = rosters.on_list(self.session.training).filter(pk=self.cleaned_data["participant"]).first()
        # Who is on the list no more has left: the same tap twice gets the same answer.
        return {"left": rosters.leave(by=self.by, session=self.session, participant=listed) if listed else 0}


class SubmitForm(VerbForm):
    def __init__(self, *args, training, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.training, self.at = training, at

    def perform(self):
        return submission.submit_training(by=self.by, training=self.training, at=self.at)
