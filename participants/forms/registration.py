"""Somebody new, and whether it is somebody known after all."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from okoce.core.forms import VerbForm
from participants import matching, phones
from participants.forms.people import ConsentFields, IdentityFields
from participants.models import Distinction, Participant
from programs.days import check_fact_day
from programs.places import residences

# What is folded away until it is needed.
MORE = ["phone", "sex", "birth_date", "ktp_seen", "registered_on"]
# The button of somebody known: whose key it sends, or that it is the one with the number that was typed.
USE, NUMBER = "use", "number"
REASONS = Distinction.Because.values


class PersonForm(VerbForm, IdentityFields, ConsentFields):
    """Somebody new at a session, after a search: registered and on its list in one go.

    Nobody is made twice: whoever has the number already, `same`, can only be used, and each of those who are `near` is
    used or told apart before anything is saved. `elsewhere` has the number and is nobody whom the user sees. What else is
    typed `adds` to `same` when that is a candidate, and else is not asked.
    """

    id = forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid.uuid4)
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false", "enterkeyhint": "next"}
        ),
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    lives_in = forms.ChoiceField(label=_("Lives in"))

    field_order = ["name", "nik", "lives_in", "baseline", "baseline_workers", "consented", *MORE]

    same = elsewhere = used = None
    adds = False
    near = ()
    reasons = Distinction.Because.choices

    def __init__(self, *args, session, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.session, self.at, self.today = session, at, at.date()
        self.fields["lives_in"].choices = residences()
        self.fields["baseline"].label = _("Has a business already?")
        self.fields["baseline"].help_text = _("On this day, before the programme helps.")
        self.fields["registered_on"].widget.attrs["max"] = f"{self.today}"
        day = min(session.held_on, self.today)
        self.initial = {"lives_in": session.training.kecamatan_id, "registered_on": day} | self.initial
        # Somebody known needs no name.
        self.fields["name"].required = USE not in self.data
        if not self.is_bound:
            # The search has told one of the two; the cursor stands in what is still to be typed.
            self.fields["nik" if "name" in self.initial else "name"].widget.attrs["autofocus"] = True

    def more_is_needed(self):
        """Whether something folded away was refused, or holds what the search was asked for."""
        return any(self[name].errors for name in MORE) or bool(self["phone"].value())

    def clean(self):
        """Every sentence at once: the verb would refuse one thing after the other."""
        said = super().clean()
        for read, value in ((phones.read, said.get("phone")), (self._day, said.get("registered_on"))):
            try:
                read(value) if value else None
            except ValidationError as refusal:
                self.show(refusal)
        self._look(said)
        self._choose()
        return said

    def _day(self, on):
        check_fact_day("registered_on", on, self.today)

    def _look(self, said):
        """Who this may be already. The form that made somebody may come again: that is nobody else."""
        if said.get("nik"):
            person, seen = matching.with_number(self.by, said["nik"], on=self.today)
            if person and person.pk != said.get("id"):
                self.same, self.elsewhere = (person, None) if seen else (None, person)
                self.adds = seen and self._lacks(person)
                return
        self.near = matching.likely(self.by, self.particulars(), on=self.today, besides=said.get("id"))
        for person in self.near:
            person.because = self.data.get(f"because.{person.pk}")

    def _choose(self):
        offered = {f"{person.pk}": person for person in [self.same, *self.near] if person}
        self.used = (offered | {NUMBER: self.same or self.elsewhere}).get(self.data.get(USE))
        if USE in self.data and not self.used:
            raise ValidationError(_("The people it may be have changed meanwhile: look again."))
        if self.used and not self._lacks(self.used):
            # Nothing else that was typed is kept, so nothing of it is refused.
            self.errors.clear()

    def calls_otherwise(self, person):
        """Whether the name that was typed has no word of the person's."""
        typed = set(matching.words_of(self.cleaned_data.get("name", "")))
        return bool(typed) and typed.isdisjoint(matching.words_of(person.name))

    def act(self):
        return super().act() if self.is_valid() and self._is_decided() else None

    def _is_decided(self):
        """Whether nothing has to be asked first: who it is, or that it is none of those who look like them."""
        return bool(self.used) or not (self.same or any(person.because not in REASONS for person in self.near))

    def perform(self):
        """Who is on the list now; `known` when nothing of theirs was changed."""
        return self._join_known() if self.used else self._join_new()

    def _join_known(self):
        self.known = not self._completes(self.used)
        return matching.join_known(
            by=self.by,
            session=self.session,
            participant=self.used,
            said=None if self.known else self.particulars(),
            on=self.cleaned_data.get("registered_on", self.today),
            at=self.at,
        )

    def _completes(self, person):
        """Whether something was typed that the person may still lack."""
        said = self.cleaned_data
        return any(said.get(name) for name in ("nik", "ktp_seen", "consented")) and self._lacks(person)

    def _lacks(self, person):
        """Whether it is a candidate whom the user may complete."""
        hands = Participant.objects.worked_by(self.by, among=[person.pk])
        return person.is_calon and hands.filter(pk=person.pk).exists()

    def _join_new(self):
        said = self.cleaned_data
        person, new = matching.join_told_apart(
            by=self.by,
            session=self.session,
            id=said["id"],
            said=self.particulars(),
            apart={person.pk: person.because for person in self.near},
            on=said["registered_on"],
            at=self.at,
        )
        self.known = not new and person.pk != said["id"]
        return person
