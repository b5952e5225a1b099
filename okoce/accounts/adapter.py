import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import PermissionDenied

from okoce.core import sealing
from okoce.core.addresses import client_address

# What asks who is there says it, where signing in within the last minutes is an answer.
SIGNED_IN_IS_ENOUGH = "okoce.access"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, never by signing up."""

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        """Whose limit of failed sign-ins it is."""
        if not (address := client_address(request)):
            raise PermissionDenied
        return str(address)

    def is_reauthentication_required(self, *, app, **kwargs):
        if app == SIGNED_IN_IS_ENOUGH and signed_in_just_now(self.request):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_password_change_redirect_url(self, request):
        return "/"

    def set_password(self, user, password):
        user.must_change_password = False
        super().set_password(user, password)


def signed_in_just_now(request):
    """Whether a password or a code was given in this session within the time for which saying it again would count."""
    # The library counts only what was said again.
    given = get_authentication_records(request, request.user)
    return bool(given) and time.time() - given[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors sealed: a stolen database alone signs nobody in."""

    def encrypt(self, text):
        return sealing.seal(text, key=settings.SECRET_KEY, purpose="second factor").hex()

    def decrypt(self, encrypted_text):
        return sealing.unseal(bytes.fromhex(encrypted_text), key=settings.SECRET_KEY, purpose="second factor")
