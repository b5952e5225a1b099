"""What a facilitator says about a visit."""

from itertools import islice

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from okoce.core.forms import VerbForm
from participants import evidence, mentoring
from participants.forms.fields import EvidenceField, key_field, long_text
from participants.mentoring import LONGEST, VisitFacts
from participants.models import Visit
from programs.forms import OF_A_FACT, day_input
from programs.places import by_city, residence, within

SAID = ["held_on", "mode", "minutes", "topic", "finding", "next_action", "confirms_trading"]
# What is said most often: the words that are kept, and what a chip says. Kept in Bahasa Indonesia whoever chooses, so that
# a record reads alike for everybody and the monthly report counts it.
TOPICS = {
    "Izin usaha": _("Business licence"),
    "Pembukuan": _("Books"),
    "Pemasaran": _("Marketing"),
    "Produk": _("Product"),
    "Modal": _("Capital"),
}
FINDINGS = {
    "Penjualan naik": _("Selling more"),
    "Penjualan turun": _("Selling less"),
    "Penjualan tetap": _("Selling as before"),
    "Masih bersiap": _("Getting ready"),
    "Sedang tidak berjualan": _("Not selling now"),
}
NEXT_ACTIONS = {
    "Urus NIB": _("Apply for a NIB"),
    "Catat pembukuan": _("Keep books"),
    "Ikut pelatihan": _("Join a training"),
    "Ikut bazar": _("Join a bazaar"),
    "Ajukan modal": _("Ask for capital"),
}
OTHER = "other"


def chips():
    """One of a few things, beside the field with the name: whatever is written there goes before the chip."""
    return forms.CharField(required=False, validators=[MaxLengthValidator(2000)], widget=forms.RadioSelect)


class VisitForm(VerbForm):
    """A visit: a new one, as most of them are, or one that is changed. What is said most often is one tap."""

    id = key_field()
    held_on = forms.DateField(label=_("Date"), widget=day_input(**OF_A_FACT))
    mode = forms.ChoiceField(label=_("How"), choices=Visit.Mode.choices, widget=forms.RadioSelect)
    topic_chip = chips()
    topic = forms.CharField(label=_("Topic"), required=False, max_length=120)
    finding_chip = chips()
    finding = forms.CharField(label=_("What you found"), required=False, max_length=2000, widget=long_text(2))
    next_action_chip = chips()
    next_action = forms.CharField(label=_("Next step"), required=False, max_length=200)
    confirms_trading = forms.BooleanField(
        label=_("I saw the business trading"),
        required=False,
        help_text=_("Take a photo of the business at work with it."),
        widget=forms.CheckboxInput(attrs={"data-opens-photo": True}),
    )
    photo = EvidenceField(
        label=_("Photo of the business at work"),
        kinds=evidence.PICTURES,
        help_text=_(
            "A verifier looks at it: it proves that the business is trading. JPEG, PNG or WebP, at most 10 MB."
        ),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST)
    kecamatan = forms.TypedChoiceField(label=_("Kecamatan where it happened"), coerce=residence)

    def __init__(self, *args, participant, at, visit=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.participant, self.at, self.visit = participant, at, visit
        self.fields["held_on"].widget.attrs["max"] = f"{at.date()}"
        self._say_where()
        topics = mentoring.topics(self.by, participant)
        if not visit and topics:
            self.initial.setdefault("topic", topics[0])
        self.initial = self._as_it_is() | self.initial
        said = {one: TOPICS.get(one, one) for one in topics}
        self._offer("topic", dict(islice((said | TOPICS).items(), mentoring.TOPICS)), _("Something else"))
        self._offer("finding", FINDINGS, _("In my own words"))
        self._offer("next_action", NEXT_ACTIONS, _("Something else"))

    def _say_where(self):
        """Where the facilitator works, and where the person lives; there first of all."""
        codes = mentoring.places(self.by, self.participant, self.visit)
        self.fields["kecamatan"].choices = by_city(within(codes))
        self.initial.setdefault("kecamatan", next(iter(codes), None))

    def _offer(self, name, words, other):
        """The chips of a field; the one that is said already is chosen, and what none of them says stays written."""
        self.fields[f"{name}_chip"].label = self.fields[name].label
        self.fields[f"{name}_chip"].widget.choices = [*words.items(), (OTHER, other)]
        said = self.initial.get(name)
        if said:
            self.initial[f"{name}_chip"] = said if said in words else OTHER
            self.initial[name] = "" if said in words else said

    def folded(self):
        """How long and where it was, in short: both are seldom changed."""
        places = {code: name for _city, there in self.fields["kecamatan"].choices for code, name in there}
        said = {"minutes": self["minutes"].value(), "place": places.get(str(self["kecamatan"].value()))}
        return _("%(minutes)s minutes, in %(place)s") % said if all(said.values()) else _("How long and where")

    def _as_it_is(self):
        if self.visit:
            return {"id": self.visit.pk} | {name: getattr(self.visit, name) for name in SAID}
        return {"held_on": self.at.date(), "mode": Visit.Mode.IN_PERSON, "minutes": 60}

    def clean(self):
        said = super().clean()
        for name in ("topic", "finding", "next_action"):
            chip = said.pop(f"{name}_chip", "")
            said[name] = said.get(name) or ("" if chip == OTHER else chip)
        if not said["topic"] and "topic" not in self.errors:
            # Beside what is in sight: the words are shown with the chip for other ones.
            asked = "topic" if self["topic_chip"].value() == OTHER else "topic_chip"
            self.add_error(asked, self.fields[asked].error_messages["required"])
        return said

    def perform(self):
        said = self.cleaned_data.copy()
        key, photo = said.pop("id"), said.pop("photo")
        known = {"by": self.by, "said": VisitFacts(**said), "photo": photo, "at": self.at}
        if self.visit:
            return mentoring.change_visit(**known, visit=self.visit)
        return mentoring.record_visit(**known, id=key, participant=self.participant)
