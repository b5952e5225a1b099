from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from okoce.accounts import users
from okoce.accounts.roles import Power, roles_with
from okoce.core.forms import VerbForm
from participants import handover
from programs.forms import day_input


class UserField(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return f"{user.name} ({user.username})"


class HandoverForm(VerbForm):
    """Asked twice: the first time it shows what will move, and what was shown is then done."""

    giver = UserField(label=_("Who hands over"), queryset=None, empty_label=_("Choose a facilitator"))
    taker = UserField(label=_("Who takes over"), queryset=None, empty_label=_("Choose a facilitator"))
    day = forms.DateField(
        label=_("First day of who takes over"),
        widget=day_input(),
        help_text=_("Where the other worked until now they work until the day before."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It stays in the audit trail."))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, initial={"day": today}, **kwargs)
        self.today, self.plan = today, None
        looks_after = Q(roles__overlap=roles_with(Power.REGISTER_PEOPLE))
        self.fields["giver"].queryset = (
            users.listed().filter(looks_after | Q(people__isnull=False) | Q(assignments__isnull=False)).distinct()
        )
        self.fields["taker"].queryset = users.listed().filter(looks_after, is_active=True)

    def act(self):
        """What was moved; None while it still has to be shown."""
        if not self.is_valid():
            return None
        said = self.cleaned_data
        self.plan = handover.plan(said["giver"], said["day"])
        shown = f"{said['giver'].pk} {said['taker'].pk} {said['day']} {self.plan.people}"
        if said["seen"] == shown:
            return super().act()
        self.data = {**self.data.dict(), "seen": shown}
        return None

    def perform(self):
        said = {name: self.cleaned_data[name] for name in ("giver", "taker", "day", "reason")}
        return handover.hand_over(by=self.by, today=self.today, **said)
