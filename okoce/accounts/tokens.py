"""API tokens: made once, stored as digests, never more than their user."""

import datetime

import knox.auth
from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.permissions import BasePermission

from okoce.accounts.gate import unsettled
from okoce.accounts.models import Scope, Token, User
from okoce.core.verbs import verb

LONGEST = datetime.timedelta(days=365)
REACH = {Scope.SUMMARY: 1, Scope.DETAILS: 2, Scope.RECORDS: 3}


class TokenAuthentication(knox.auth.TokenAuthentication):
    """Knox's, without its clearing of expired tokens (a read never writes), and with a limit of wrong ones."""

    def authenticate(self, request):
        try:
            return super().authenticate(request)
        except (AuthenticationFailed, ValueError) as refusal:
            # A right token is never refused for the wrong ones of others at the same address.
            if not ratelimit.consume(request, app="allauth.account", action="token_failed", limit_get=True):
                raise Throttled(wait=60) from None
            # Bytes that are no text are no token either.
            raise (refusal if isinstance(refusal, AuthenticationFailed) else AuthenticationFailed()) from None

    def _cleanup_token(self, auth_token) -> bool:
        return auth_token.has_expired


class HasScope(BasePermission):
    """A view says `scope` and `power`; a session has every scope, a token its own and those below."""

    def has_permission(self, request, view) -> bool:
        if not request.user or not request.user.may(view.power):
            return False
        if request.auth is None:
            return not unsettled(request)
        return REACH[request.auth.scope] >= REACH[view.scope]


@verb("token made")
def make_token(*, user: User, name: str, scope: str, lifetime: datetime.timedelta) -> tuple[Token, str]:
    """A token and its text, which is shown this once; refuses a lifetime over a year."""
    if not datetime.timedelta(0) < lifetime <= LONGEST:
        raise ValidationError({"days": _("A token lives from 1 to 365 days.")})
    return Token.objects.create(user=user, name=name, scope=scope, expiry=lifetime)
