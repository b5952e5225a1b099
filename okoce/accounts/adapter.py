from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import PermissionDenied

from okoce.core import sealing
from okoce.core.addresses import client_address


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, never by signing up."""

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        """Whose limit of failed sign-ins it is."""
        if not (address := client_address(request)):
            raise PermissionDenied
        return str(address)

    def get_password_change_redirect_url(self, request):
        return "/"

    def set_password(self, user, password):
        user.must_change_password = False
        super().set_password(user, password)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors sealed: a stolen database alone signs nobody in."""

    def encrypt(self, text):
        return sealing.seal(text, key=settings.SECRET_KEY, purpose="second factor").hex()

    def decrypt(self, encrypted_text):
        return sealing.unseal(bytes.fromhex(encrypted_text), key=settings.SECRET_KEY, purpose="second factor")
