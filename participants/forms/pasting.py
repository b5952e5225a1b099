"""Many people for a list in one go, as somebody pastes them."""

import uuid
from collections import defaultdict

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from okoce.accounts.roles import Power
from okoce.core.forms import VerbForm
from participants import lookups, pasting, rosters
from participants.registration import Particulars

NEW = "new"


class PasteForm(VerbForm):
    """A pasted list: first it is looked through, then everybody chosen of it is added.

    `line.<number>` says who a line is: the key of somebody it may be, or that a candidate is to be registered.
    `all` says it of every line that names nobody known, and adds nobody yet.
    """

    # What two taps on a slow line register is the same.
    id = forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid.uuid4)
    text = forms.CharField(
        label=_("Names, one on each line"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off"}),
        help_text=_("As it comes from a chat: numbers before the names and phone numbers are understood."),
    )
    present = forms.BooleanField(label=_("They are here: mark them present"), required=False)

    def __init__(self, *args, session, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.session, self.at = session, at
        self.begun = rosters.has_begun(session, at)
        if session.held_on < at.date():
            self.fields["present"].label = _("They came: mark them present")
        self.lines, self.nameless, self.repeated = [], [], []

    def clean_text(self):
        text = self.cleaned_data["text"]
        lines = pasting.read(text)
        lookups.count_listed(self.by, sum(bool(line.nik) for line in lines))
        listed = rosters.listed(self.session.training)
        self.lines = pasting.find(self.by, lines, listed=listed, on=self.at.date())
        self.nameless, self.repeated = pasting.nameless(text), pasting.repeated(text)
        return text

    def rows(self):
        """Each line with what is chosen for it: somebody who alone may be meant, until something else is said."""
        return [{"found": one, "chosen": self._chosen(one)} for one in self.lines]

    def groups(self):
        """The rows by what is known of them: `several`, `unknown`, `known`, `listed`."""
        groups = defaultdict(list)
        for row in self.rows():
            groups[row["found"].kind].append(row)
        return dict(groups)

    def left_out(self):
        """Whom the list has not got: lines as they were written, by the reason `unknown`, `undecided` or `nameless`."""
        left = [row["found"] for row in self.rows() if not (row["chosen"] or row["found"].listed)]
        reasons = {
            "unknown": [one.line.written for one in left if one.kind == "unknown"],
            "undecided": [one.line.written for one in left if one.kind != "unknown"],
            "nameless": self.nameless,
        }
        return {reason: lines for reason, lines in reasons.items() if lines}

    def _chosen(self, found):
        if "all" in self.data and found.kind == "unknown" and self.may_register:
            return NEW
        return self._said(found) if {"add", "all"} & self.data.keys() else self._first(found)

    def _first(self, found):
        return found.keys[0] if len(found.keys) == 1 and found.sure and not found.listed else ""

    def _said(self, found):
        said = self.data.get(f"line.{found.number}", "")
        # Who came on the list by the same tap a moment ago was chosen too.
        return said if said in found.keys or (said == NEW and self.may_register) else ""

    @property
    def may_register(self):
        return self.by.may(Power.REGISTER_PEOPLE)

    def perform(self):
        chosen = [(row["found"], row["chosen"]) for row in self.rows() if row["chosen"]]
        if not chosen:
            raise ValidationError(_("Nobody is chosen: tick whom to add."))
        new = [self._candidate(found) for found, key in chosen if key == NEW]
        added = rosters.add(
            by=self.by,
            session=self.session,
            people=[uuid.UUID(key) for _found, key in chosen if key != NEW],
            new=new,
            present=self.cleaned_data["present"],
            at=self.at,
        )
        return {"added": added}

    def _candidate(self, found):
        line = found.line
        home = self.session.training.kecamatan
        said = Particulars(name=line.name, phone=line.phone, nik=line.nik, lives_in=home)
        return uuid.uuid5(self.cleaned_data["id"], f"{found.number} {line.name} {line.phone}"), said
