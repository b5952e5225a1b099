"""What a verifier decides."""

from django import forms
from django.utils.translation import gettext_lazy as _

from okoce.core.forms import VerbForm
from participants import verification
from participants.models import Verification

MEND = _("Say what has to be mended: the facilitator reads this sentence.")
MEND_OR_VOID = _("Say what has to be mended, or why it is void: the facilitator reads this sentence.")


class DecisionForm(VerbForm):
    """Approve, or send back or revoke with a reason, the version that was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=Verification.Decision.choices, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        self.record = record
        revocable = Verification.Decision.REVOKED in verification.offered(record)
        self.fields["reason"].help_text = MEND_OR_VOID if revocable else MEND

    def perform(self):
        said = self.cleaned_data
        known = {"by": self.by, "record": self.record, "version": said["version"]}
        if said["decision"] == Verification.Decision.APPROVED:
            return verification.approve(**known)
        decide = {"returned": verification.send_back, "revoked": verification.revoke}[said["decision"]]
        return decide(**known, reason=said["reason"])
