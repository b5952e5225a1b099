"""What a verifier decides: about one record, about many clean ones at once, and that a decision is taken back."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from okoce.core.forms import VerbForm
from okoce.core.months import now
from participants import risk, undoing, verification
from participants.clearing import Seen, approve_clean
from participants.models import Verification
from participants.reasons import REASONS, in_the_programmes_language
from participants.waiting import word_of

MEND = _("Say what has to be mended: the facilitator reads this sentence.")
MEND_OR_VOID = _("Say what has to be mended, or why it is void: the facilitator reads this sentence.")
DECISIONS = [Verification.Decision.APPROVED, Verification.Decision.RETURNED, Verification.Decision.REVOKED]


class DecisionForm(VerbForm):
    """Approve, or send back or revoke with a reason, the version that was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=[(one, one.label) for one in DECISIONS], widget=forms.HiddenInput)
    # One that comes often, by its number: a beginning for the text, or the whole of it.
    canned = forms.TypedChoiceField(
        label=_("Reasons that come often"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    # Only of what is not clean: one key approves a clean record, and no other.
    all_the_same = forms.BooleanField(label=_("Approve all the same"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        self.record = record
        self.canned = REASONS[word_of(record)]
        self.fields["canned"].choices = list(enumerate(self.canned, start=1))
        revocable = Verification.Decision.REVOKED in verification.offered(record)
        self.fields["reason"].help_text = MEND_OR_VOID if revocable else MEND

    @property
    def refused_elsewhere(self):
        """Whether anything else than the reason is refused: that says so beside its field, where the writer is then."""
        return bool(self.errors.keys() - {"reason"})

    def add_error(self, field, error):
        super().add_error(field, error)
        self.fields["reason"].widget.attrs["autofocus"] = not self.refused_elsewhere

    def perform(self):
        said = self.cleaned_data
        known = {"by": self.by, "record": self.record, "version": said["version"]}
        if said["decision"] == Verification.Decision.APPROVED:
            return self.approve(**known)
        decide = {"returned": verification.send_back, "revoked": verification.revoke}[said["decision"]]
        return decide(**known, reason=self.whole_reason())

    @transaction.atomic
    def approve(self, **known):
        """What is not clean takes the tick as well; whatever may not be approved at all is refused as that."""
        doubts = [] if self.cleaned_data["all_the_same"] else risk.flags_of(self.record)
        approved = verification.approve(**known)
        if doubts:
            why = ", ".join(str(risk.FLAGS[code].label) for code in doubts)
            sentence = _("Look twice: %(why)s. Tick this if you approve it all the same.") % {"why": why}
            raise ValidationError({"all_the_same": sentence}, "not_clean")
        return approved

    def whole_reason(self):
        """What was written; the sentence that was chosen stands before it unless it is there, written over or not.

        That sentence is kept in the programme's language: who reads it need not read the verifier's.
        """
        said = self.cleaned_data
        written = said["reason"].strip()
        if not said["canned"]:
            return written
        chosen = self.canned[said["canned"] - 1]
        kept = in_the_programmes_language(chosen)
        return written.replace(str(chosen), kept) if str(chosen) in written else f"{kept} {written}".strip()


class SeenField(forms.Field):
    """The ticked records, each as it stood on the screen."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {
        "required": _("Tick at least one record."),
        "invalid": _("This list is not the one of the page: open the page again."),
    }

    def to_python(self, value):
        try:
            return [Seen.read(text) for text in value or []]
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], "invalid") from None


class ClearForm(VerbForm):
    """Approve the ticked clean records."""

    record = SeenField()

    def perform(self):
        return approve_clean(by=self.by, seen=self.cleaned_data["record"])


class UndoForm(VerbForm):
    """Take the user's own decision back."""

    undoes = forms.IntegerField()

    def clean_undoes(self):
        decision = undoing.own(self.by, self.cleaned_data["undoes"])
        if decision is None:
            raise ValidationError(_("This is not your decision: it stays."))
        return decision

    def perform(self):
        return undoing.undo(by=self.by, decision=self.cleaned_data["undoes"], at=now())
