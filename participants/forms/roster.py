"""Who came to a session, and handing a training in."""

import datetime
import re
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from okoce.core.forms import VerbForm
from participants import rosters, search, submission
from participants.models import Participant


class MarksForm(VerbForm):
    """The marks of a roll call, as a page sends all of them or a phone those that it tapped.

    `mark.<person>` is a status. With `was.<person>` it is one that only holds when it is another; with `ago.<person>`
    it was tapped so many milliseconds before. `rest` is the status of everybody whose `was.` is empty.
    """

    def __init__(self, *args, session, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.session, self.at = session, at

    def clean(self):
        said = {"mark": {}, "was": {}, "ago": {}}
        for name, value in self.data.items():
            kind, _dot, person = name.partition(".")
            if kind in said:
                said[kind][self._key(person)] = value
        marks = {person: status for person, status in said["mark"].items() if said["was"].get(person) != status}
        rest = {person for person, status in said["was"].items() if not status} if "rest" in self.data else ()
        tapped = {person: self.at - self._ago(before) for person, before in said["ago"].items()}
        self.taps = rosters.Taps(marks, dict.fromkeys(rest, self.data.get("rest")), tapped)

    def _key(self, text):
        try:
            return uuid.UUID(text)
        except ValueError:
            raise ValidationError(_("Somebody you marked is not on this list any more: open the list again.")) from None

    def _ago(self, text):
        return (
            datetime.timedelta(milliseconds=int(text)) if re.fullmatch(r"[0-9]{1,10}", text) else datetime.timedelta(0)
        )

    def perform(self):
        return rosters.call_roll(by=self.by, session=self.session, taps=self.taps, at=self.at)


class JoinForm(VerbForm):
    """Somebody for the list: chosen from a search, or known by the exact number that was typed."""

    participant = forms.UUIDField(required=False)
    nik = forms.CharField(required=False, max_length=40)

    def __init__(self, *args, session, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.session, self.at = session, at

    def perform(self):
        return {"new": rosters.join(by=self.by, session=self.session, participant=self._person(), at=self.at)}

    def _person(self):
        key = self.cleaned_data["participant"]
        if self.cleaned_data["nik"]:
            person = search.by_nik(self.by, self.cleaned_data["nik"], on=self.at.date())
        else:
            person = Participant.objects.visible_to(self.by, among=[key]).filter(pk=key).first() if key else None
        if not person:
            raise ValidationError(_("This person is not known here yet: register them, and they are on the list."))
        return person


class _Ticked(forms.TypedMultipleChoiceField):
    def valid_value(self, value):
        # Who is on the list no more has left: the same tap twice gets the same answer.
        return True


class LeaveForm(VerbForm):
    participant = _Ticked(
        label=_("Who is on the list by mistake"),
        coerce=uuid.UUID,
        error_messages={"required": _("Tick whoever is on the list by mistake.")},
    )

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session

    def people(self):
        """Everybody on the list, and whether they are ticked."""
        ticked = set(self.data.getlist("participant")) if self.is_bound else set()
        return [(person, str(person.pk) in ticked) for person in rosters.on_list(self.session.training)]

    def perform(self):
        people = self.cleaned_data["participant"]
        rosters.take_off(by=self.by, session=self.session, people=people)
        return {"left": len(people)}


class SubmitForm(VerbForm):
    def __init__(self, *args, training, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.training, self.at = training, at

    def perform(self):
        return submission.submit_training(by=self.by, training=self.training, at=self.at)
