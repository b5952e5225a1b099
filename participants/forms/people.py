"""What somebody says about people: who they are, what is still missing of them, where they live."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from okoce.core.forms import VerbForm
from participants import correction, lookups, registration
from participants import nik as niks
from participants.jobs import MOST
from participants.models import Participant
from participants.registration import Particulars
from programs.forms import OF_A_FACT, day_input
from programs.places import residence

SEXES = [("", _("As the NIK says")), *Participant.Sex.choices[:2]]
CONSENT = ["consented", "baseline", "baseline_workers", "registered_on"]
WITH_A_BUSINESS = {Participant.Baseline.UNLICENSED, Participant.Baseline.LICENSED}
BASELINES = [("", _("Not asked yet")), *Participant.Baseline.choices]


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Name, phone or NIK"), max_length=120, required=False)


class ConsentFields(forms.Form):
    baseline = forms.ChoiceField(
        label=_("Business at the start"),
        choices=BASELINES,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("What the person has on the day below, before the programme helps."),
    )
    baseline_workers = forms.IntegerField(
        label=_("Paid workers at the start"),
        required=False,
        min_value=0,
        max_value=MOST,
        help_text=_("Of somebody with a business: whom they pay on that day, the owner not among them. Empty is none."),
    )
    consented = forms.BooleanField(label=_("The person has heard this text and agrees."), required=False)
    registered_on = forms.DateField(label=_("Consent and answer were taken on"), widget=day_input(**OF_A_FACT))

    def clean(self):
        said = super().clean()
        if said.get("consented") and not said.get("baseline"):
            self.add_error("baseline", _("Ask this too: consent counts together with the answer."))
        if said.get("baseline") and not said.get("consented"):
            self.add_error(
                "consented", _("The answer is kept only with consent: tick this, or choose “Not asked yet”.")
            )
        if said.get("baseline_workers") and said.get("baseline") not in WITH_A_BUSINESS:
            self.add_error(
                "baseline_workers", _("Only somebody with a business has paid workers: choose which business above.")
            )
        return said


class IdentityFields(forms.Form):
    nik = forms.CharField(
        label=_("NIK"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "enterkeyhint": "done"}),
        help_text=_("The 16 digits on the identity card. It is kept sealed and shown as four digits."),
    )
    ktp_seen = forms.BooleanField(label=_("No NIK, but I have seen the identity card"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, required=False)
    birth_date = forms.DateField(label=_("Date of birth"), required=False, widget=day_input())

    def clean_nik(self):
        if text := self.cleaned_data["nik"]:
            niks.read(text, on=self.today)
            # The answer tells whether somebody has this number.
            lookups.count_one(self.by)
        return text

    def proposed(self):
        """What the number that was typed says of sex and date of birth; None without one."""
        try:
            number = niks.read(self["nik"].value() or "", on=self.today)
        except ValidationError:
            return None
        return {"sex": Participant.Sex(number.sex).label, "born": number.birth_date(self.today)}

    def particulars(self):
        said = self.cleaned_data
        lives_in = residence(said["lives_in"]) if said.get("lives_in") else None
        names = ("name", "nik", "ktp_seen", "phone", "sex", "birth_date", "consented", "baseline")
        known = {"name": "", **{name: said[name] for name in names if name in said}}
        return Particulars(**known, baseline_workers=said.get("baseline_workers") or 0, lives_in=lives_in)

    def disagrees(self, today):
        """Whether the date of birth or the sex that was typed is another than the number says: worth a second look."""
        said = self.cleaned_data
        if not said.get("nik"):
            return False
        number = niks.read(said["nik"], on=today)
        return said["birth_date"] not in (None, number.birth_date(today)) or said["sex"] not in ("", number.sex)


class CompleteForm(VerbForm, IdentityFields, ConsentFields):
    """What is still missing of somebody; what is there already is not asked again."""

    field_order = ["nik", "ktp_seen", "sex", "birth_date", *CONSENT]

    def __init__(self, *args, participant, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.participant, self.today = participant, today
        self.fields["registered_on"].widget.attrs["max"] = f"{today}"
        self.initial = {"registered_on": today} | self.initial
        for name in self._known():
            del self.fields[name]

    def _known(self):
        known = {
            "nik_fingerprint": ["nik"],
            "identity_verified": ["ktp_seen"],
            "registered_on": CONSENT,
            "birth_date": ["birth_date"],
        }
        sex = ["sex"] if self.participant.sex != Participant.Sex.UNKNOWN else []
        return sum((names for fact, names in known.items() if getattr(self.participant, fact)), sex)

    def perform(self):
        return registration.complete(
            by=self.by,
            participant=self.participant,
            said=self.particulars(),
            on=self.cleaned_data.get("registered_on", self.today),
            today=self.today,
        )


class CorrectForm(VerbForm, IdentityFields):
    """What is wrong about somebody; the number that is there stays out of the page but for its last digits."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    ktp_seen = None
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=200,
        help_text=_("Needed for sex, date of birth and NIK. It stays in the audit trail: write no name and no number."),
    )

    field_order = ["name", "phone", "sex", "birth_date", "nik", "reason"]

    def __init__(self, *args, participant, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.participant, self.today = participant, today
        known = ("name", "phone", "sex", "birth_date")
        self.initial = {name: getattr(participant, name) for name in known} | self.initial
        unknown = participant.sex == Participant.Sex.UNKNOWN
        self.fields["sex"].choices = Participant.Sex.choices[: 3 if unknown else 2]
        # What is known is put right, and not taken away.
        self.fields["birth_date"].required = participant.birth_date is not None
        self.fields["birth_date"].widget.attrs["max"] = f"{today}"
        self._ask_for_the_right_number()

    def _ask_for_the_right_number(self):
        if not self.participant.nik_tail:
            # A first number is not a correction: it is added with what is missing.
            del self.fields["nik"]
            return
        self.fields["nik"].label = _("New NIK")
        self.fields["nik"].help_text = _("Now %(masked)s. Leave this empty when that is right.") % {
            "masked": self.participant.nik_masked
        }

    def perform(self):
        said = self.cleaned_data
        names = ("name", "phone", "sex", "birth_date", "nik")
        return correction.correct(
            by=self.by,
            participant=self.participant,
            said=correction.Corrected(**{name: said[name] for name in names if name in said}),
            reason=said["reason"],
            today=self.today,
        )
