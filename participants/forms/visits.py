"""What a facilitator says about a visit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from okoce.core.forms import VerbForm
from participants import evidence, mentoring
from participants.forms.fields import EvidenceField, key_field, long_text
from participants.mentoring import LONGEST, VisitFacts
from participants.models import Visit
from programs.forms import day_input
from programs.places import by_city, residence, within

SAID = ["held_on", "mode", "minutes", "topic", "finding", "next_action", "confirms_trading"]


class VisitForm(VerbForm):
    """A visit: a new one, as most of them are, or one that is changed."""

    id = key_field()
    held_on = forms.DateField(label=_("Date"), widget=day_input())
    mode = forms.ChoiceField(label=_("How"), choices=Visit.Mode.choices, widget=forms.RadioSelect)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST)
    kecamatan = forms.TypedChoiceField(label=_("Kecamatan where it happened"), coerce=residence)
    topic = forms.CharField(label=_("Topic"), max_length=120)
    finding = forms.CharField(label=_("What you found"), required=False, max_length=2000, widget=long_text())
    next_action = forms.CharField(label=_("Next step"), required=False, max_length=200)
    confirms_trading = forms.BooleanField(label=_("I saw the business trading"), required=False)
    photo = EvidenceField(
        label=_("Photo of the business at work"),
        kinds=evidence.PICTURES,
        help_text=_(
            "A verifier looks at it: it proves that the business is trading. JPEG, PNG or WebP, at most 10 MB."
        ),
    )

    def __init__(self, *args, participant, at, visit=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.participant, self.at, self.visit = participant, at, visit
        self.fields["held_on"].widget.attrs["max"] = f"{at.date()}"
        self._say_where()
        self.initial = self._as_it_is() | self.initial

    def _say_where(self):
        """Where the facilitator works, and where the person lives; there first of all."""
        codes = mentoring.places(self.by, self.participant, self.visit)
        self.fields["kecamatan"].choices = by_city(within(codes))
        self.initial.setdefault("kecamatan", next(iter(codes), None))

    def _as_it_is(self):
        if self.visit:
            return {"id": self.visit.pk} | {name: getattr(self.visit, name) for name in SAID}
        return {"held_on": self.at.date(), "mode": Visit.Mode.IN_PERSON, "minutes": 60}

    def perform(self):
        said = self.cleaned_data.copy()
        key, photo = said.pop("id"), said.pop("photo")
        known = {"by": self.by, "said": VisitFacts(**said), "photo": photo, "at": self.at}
        if self.visit:
            return mentoring.change_visit(**known, visit=self.visit)
        return mentoring.record_visit(**known, id=key, participant=self.participant)
