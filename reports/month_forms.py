"""To close a month one types its name; to open it again one says why, in public, and another one types its name."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from okoce.core.forms import VerbForm
from okoce.core.months import Month
from okoce.core.templatetags.jakarta import month as in_words
from okoce.core.templatetags.jakarta import number
from okoce.core.verbs import squeezed
from reports import closing, reopening
from reports.models import Closing, Reopening

LANGUAGES = ["id", "en"]


def names_of(month: Month) -> set[str]:
    """What somebody may type for it, in small letters: its name in each language, and its number."""
    names = {str(month)}
    for language in LANGUAGES:
        with override(language):
            names.add(f"{MONTHS[month.number]} {month.year}".casefold())
    return names


class NameForm(VerbForm):
    """What is done for good is done by typing the name of the month."""

    name = forms.CharField(
        label=gettext_lazy("Type the name of the month"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args, month: Month, at: datetime.datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.month, self.at = month, at
        self.fields["name"].help_text = _("Type “%(month)s”.") % {"month": in_words(month)}

    def clean_name(self):
        name = squeezed(self.cleaned_data["name"])
        if name.casefold() not in names_of(self.month):
            raise ValidationError(
                _("This is not the name of the month: type “%(month)s”.") % {"month": in_words(self.month)}
            )
        return name


class CloseForm(NameForm):
    """Shows `waiting`, the number of records that wait now: whoever closes says that they know of it."""

    def __init__(self, data, *, waiting: int, **kwargs):
        self.waiting = waiting
        # Whoever saw another number has agreed to another thing.
        self.moved = bool(data) and data.get("waiting", "0") != str(waiting)
        if self.moved:
            data = data.copy()
            data.pop("accepts", None)
        super().__init__(data, **kwargs)
        if waiting:
            self.fields["accepts"] = forms.BooleanField(label=self.what_is_accepted())
            self.fields["accepts"].error_messages["required"] = self.what_is_missing()

    def what_is_accepted(self):
        return ngettext(
            "I know that %(waiting)s record waits for a verifier. If it is approved later, it counts as a correction"
            " in a later month.",
            "I know that %(waiting)s records wait for a verifier. Those that are approved later count as corrections"
            " in a later month.",
            self.waiting,
        ) % {"waiting": number(self.waiting)}

    def what_is_missing(self):
        if not self.moved:
            return _("Tick this, or have the records checked first.")
        return ngettext(
            "Meanwhile %(waiting)s record waits: tick this again.",
            "Meanwhile %(waiting)s records wait: tick this again.",
            self.waiting,
        ) % {"waiting": number(self.waiting)}

    def perform(self) -> Closing:
        return closing.close(by=self.by, month=self.month, at=self.at, waiting=self.waiting)


class ReopenForm(VerbForm):
    reason = forms.CharField(
        label=gettext_lazy("Why it has to be opened again"),
        max_length=Reopening.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": Reopening.LONGEST}),
        help_text=gettext_lazy(
            "A sentence of at least three words. Everybody reads it, for ever: write nobody's name or number."
        ),
    )

    def __init__(self, *args, closing: Closing, at: datetime.datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.closing, self.at = closing, at

    def perform(self) -> Reopening:
        return reopening.ask(by=self.by, closing=self.closing, reason=self.cleaned_data["reason"], at=self.at)


class ConfirmForm(NameForm):
    def __init__(self, *args, asked: Reopening, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked

    def perform(self) -> Reopening:
        return reopening.confirm(by=self.by, reopening=self.asked, at=self.at)
