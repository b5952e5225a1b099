"""API tokens: made once, stored as digests, never more than their user."""

import datetime

from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework import authentication
from rest_framework.exceptions import APIException, AuthenticationFailed, PermissionDenied, Throttled
from rest_framework.permissions import BasePermission

from okoce.accounts import uses
from okoce.accounts.bearers import known, reaches, remember, text_of, token_of
from okoce.accounts.gate import unsettled
from okoce.accounts.limits import spend
from okoce.accounts.models import Token, User
from okoce.core.addresses import client_address
from okoce.core.verbs import verb

__all__ = ["LONGEST", "HasScope", "SessionAuthentication", "TokenAuthentication", "known", "make_token"]

LONGEST = datetime.timedelta(days=365)


class TokenAuthentication(authentication.BaseAuthentication):
    """Asks the database each time, and lets `known` remember the answer for those who ask for counts only."""

    def authenticate(self, request):
        text = text_of(request)
        if text is None:
            return None
        if not (text and (token := token_of(text))):
            raise _missed(request, AuthenticationFailed())
        bearer = remember(token)
        if not bearer.has_address(client_address(request)):
            sentence = _("This token may not be sent from this address.")
            raise _missed(request, PermissionDenied(sentence, "address_not_allowed"))
        uses.note(bearer.handle)
        _within_limit(request, bearer.limit)
        token.user.narrowed_to = token.kecamatan or None
        return token.user, token

    def authenticate_header(self, request):
        # Spreadsheets send a name and a password once they are asked for them.
        return 'Bearer, Basic realm="okoce", charset="UTF-8"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The REST framework's, with a limit by user."""

    def enforce_csrf(self, request):
        # Asked as soon as the user is known, whatever is refused afterwards.
        _within_limit(request, f"user:{request._request.user.pk}")  # noqa: SLF001 - the REST framework names it so
        super().enforce_csrf(request)


def _missed(request, refusal: APIException) -> APIException:
    """The refusal, or that there were too many from this address; a right token is never refused for others' wrong ones."""
    allowed = ratelimit.consume(request, app="allauth.account", action="token_failed", limit_get=True)
    return refusal if allowed else Throttled(wait=60)


def _within_limit(request, key: str) -> None:
    if not (allowance := spend(request, key)).ok:
        raise Throttled(wait=allowance.reset)


class HasScope(BasePermission):
    """A view says `scope` and `power`; a session has every scope, a token its own and those below."""

    def has_permission(self, request, view) -> bool:
        if not request.user or not request.user.may(view.power):
            return False
        if request.auth is None:
            return not unsettled(request)
        return reaches(request.auth.scope, view.scope)


@verb("token made")
def make_token(*, user: User, name: str, scope: str, lifetime: datetime.timedelta) -> tuple[Token, str]:
    """A token and its text, which is shown this once; refuses a lifetime over a year."""
    if not datetime.timedelta(0) < lifetime <= LONGEST:
        raise ValidationError({"days": _("A token lives from 1 to 365 days.")})
    return Token.objects.create(user=user, name=name, scope=scope, expiry=lifetime)
