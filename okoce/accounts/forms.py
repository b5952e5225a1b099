from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from okoce.accounts import links
from okoce.core.forms import VerbForm


class ChoosePasswordForm(VerbForm):
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters; several words that only you put together are easy to keep."),
    )
    again = forms.CharField(
        label=_("The same once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, link, at, **kwargs):
        super().__init__(*args, by=link.user, **kwargs)
        self.link, self.at = link, at

    def clean(self):
        said = super().clean()
        if "again" in said and said.get("password") != said["again"]:
            raise ValidationError({"again": _("The two passwords differ: type the same one twice.")})
        return said

    def perform(self):
        return links.use_link(link=self.link, password=self.cleaned_data["password"], at=self.at)
