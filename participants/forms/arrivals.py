"""What somebody at a door says of themselves, and what the facilitator says of those who came by it."""

import re
import uuid
from collections import defaultdict

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from okoce.accounts.roles import Power
from okoce.core.forms import VerbForm
from okoce.core.verbs import check, squeezed
from participants import arrivals, doors, phones
from participants import nik as niks
from participants.models import Arrival

NEW, NOBODY = "new", "no"
# What no phone is as long as; Indonesian mobile numbers begin with 0 or 628, and a NIK with neither.
_LONG = 15


class CodeForm(forms.Form):
    """Six digits from a wall; `door` is the one that they open."""

    code = forms.CharField(
        label=_("Six digits"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True}),
        error_messages={"required": _("Type the six digits that are shown in the hall.")},
    )
    door = None

    def clean_code(self):
        digits = re.sub(r"[\s.\-]", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", digits):
            raise ValidationError(_("The code has six digits: look at the wall again."))
        self.door = doors.by_code(digits)
        if not self.door:
            raise ValidationError(
                _("No session has this code now: look at the wall again, or scan the picture beside it.")
            )
        return digits


class CheckInForm(forms.Form):
    """A name, and a phone or an identity number; what becomes of it is the same for everybody."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autocapitalize": "words", "spellcheck": "false"}),
        error_messages={"required": _("Write your name.")},
    )
    number = forms.CharField(
        label=_("Your phone number or NIK"),
        max_length=40,
        help_text=_("With it the facilitator finds you. Either of the two is enough."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("Write your phone number, or the 16 digits of your NIK.")},
    )
    too_often = False

    def __init__(self, *args, session, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.session, self.at = session, at

    def clean_name(self):
        name = squeezed(self.cleaned_data["name"])
        if not any(map(str.isalpha, name)):
            raise ValidationError(_("Write your name in letters."))
        try:
            check(Arrival(name=name), "name")
        except ValidationError as refusal:
            raise ValidationError(refusal.messages) from None
        return name

    def clean_number(self):
        text = self.cleaned_data["number"]
        try:
            return niks.read(text, on=self.at.date()) if is_long(text) else phones.read(text)
        except ValidationError as refusal:
            raise ValidationError(refusal.messages) from None

    def act(self):
        """Whether they are put down."""
        if not self.is_valid():
            return False
        number = self.cleaned_data["number"]
        which = {"phone": number} if isinstance(number, str) else {"number": number}
        try:
            arrivals.put_down(session=self.session, said=arrivals.Said(self.cleaned_data["name"], **which), at=self.at)
        except ValidationError as refusal:
            self.too_often = True
            self.add_error(None, refusal)
            return False
        return True


class ArrivalsForm(VerbForm):
    """Who each of those is who came by the door.

    `who.<arrival>` is the key of somebody it may be, that it is somebody new, or nobody who is here; empty leaves it
    waiting. `all` says that everybody is new whom nobody knows and nobody answered.
    """

    def __init__(self, *args, session, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.session, self.at = session, at
        self.rows = [
            {"judged": one, "chosen": self._chosen(one)} for one in arrivals.judged(self.by, session, on=at.date())
        ]

    @property
    def may_register(self):
        return self.by.may(Power.REGISTER_PEOPLE)

    def groups(self):
        """The rows by what is known of them: `several`, `unknown`, `known`, `listed`."""
        groups = defaultdict(list)
        for row in self.rows:
            groups[row["judged"].kind].append(row)
        return dict(groups)

    def sure(self):
        """Those of whom is known who they are."""
        return [row for row in self.rows if row["judged"].sure]

    def _chosen(self, judged):
        if not self.is_bound:
            return judged.keys[0] if judged.sure else ""
        said = self.data.get(f"who.{judged.arrival.pk}", "")
        if not said and "all" in self.data and judged.kind == "unknown" and self.may_register and self._shown(judged):
            return NEW
        # Whoever became known since the page was shown is made no second time.
        offered = {NOBODY, *judged.keys, *([NEW] if self.may_register and not judged.sure else [])}
        return said if said in offered else ""

    def _shown(self, judged):
        # Who came after the page was looked at is confirmed by nobody.
        return f"shown.{judged.arrival.pk}" in self.data

    def perform(self):
        chosen = {row["judged"].arrival.pk: row["chosen"] for row in self.rows if row["chosen"]}
        answers = arrivals.Answers(
            known={key: uuid.UUID(said) for key, said in chosen.items() if said not in (NEW, NOBODY)},
            new=[key for key, said in chosen.items() if said == NEW],
            nobody=[key for key, said in chosen.items() if said == NOBODY],
        )
        return arrivals.answer(by=self.by, session=self.session, answers=answers, at=self.at)


def is_long(text):
    """Whether it is meant for an identity number: what is no phone, and as long as none."""
    digits = re.sub(r"\D", "", text)
    return len(digits) >= _LONG and not digits.startswith(("0", "628"))
