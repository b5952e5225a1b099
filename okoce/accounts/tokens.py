"""API tokens: made once, stored as digests, never more than their user."""

import datetime
import ipaddress
from collections.abc import Collection, Iterable
from functools import partial

from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from pghistory import context
from rest_framework import authentication
from rest_framework.exceptions import APIException, AuthenticationFailed, NotAuthenticated, PermissionDenied, Throttled
from rest_framework.permissions import SAFE_METHODS, BasePermission

from okoce.accounts import uses
from okoce.accounts.bearers import forget, is_by_password, known, reaches, remember, text_of, token_of
from okoce.accounts.gate import unsettled
from okoce.accounts.limits import of_user, spend
from okoce.accounts.models import Scope, Token, User
from okoce.accounts.roles import Power
from okoce.core.addresses import client_address
from okoce.core.problems import Forbidden
from okoce.core.verbs import check, squeezed, verb

__all__ = ["HasScope", "SessionAuthentication", "TokenAuthentication", "known", "make_token", "revoke_token"]

LONGEST = datetime.timedelta(days=365)
MOST_NETWORKS = 20
# Without its power a scope opens nothing.
WORTH_HAVING = {Scope.SUMMARY: Power.SEE_COUNTS, Scope.DETAILS: Power.SEE_RECORDS, Scope.RECORDS: Power.SEE_RECORDS}


class TokenAuthentication(authentication.BaseAuthentication):
    """Asks the database each time, and lets `known` remember the answer for those who ask for counts only."""

    def authenticate(self, request):
        text = text_of(request)
        if text is None:
            return None
        if is_by_password(request) and request.method not in SAFE_METHODS:
            raise NotAuthenticated
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
        _within_limit(request, of_user(request._request.user.pk))  # noqa: SLF001 - the REST framework names it so
        try:
            super().enforce_csrf(request)
        except PermissionDenied:
            raise Forbidden(
                _("A browser that is signed in sends the header X-CSRFToken with what it writes.")
            ) from None


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
        if not request.user or (request.auth is None and unsettled(request)):
            return False
        if request.auth and not reaches(request.auth.scope, view.scope):
            sentence = _("This takes a token of the scope %(scope)s, and this one has the scope %(held)s.")
            raise Forbidden(sentence % {"scope": view.scope, "held": request.auth.scope})
        if not request.user.may(view.power):
            raise Forbidden(
                _("This takes the power %(power)s, which your account does not have.") % {"power": view.power}
            )
        return True


def scopes_of(user: User) -> list[Scope]:
    """The scopes that open something to the user."""
    return [scope for scope, power in WORTH_HAVING.items() if user.may(power)]


@verb("token made")
def make_token(
    *,
    user: User,
    name: str,
    scope: str,
    lifetime: datetime.timedelta,
    kecamatan: Collection[str] = (),
    addresses: Iterable[str] = (),
) -> tuple[Token, str]:
    """A token and its text, which is shown this once; refuses a lifetime over a year."""
    token = Token(name=squeezed(name), scope=scope)
    check(token, "name", "scope")
    if not datetime.timedelta(0) < lifetime <= LONGEST:
        raise ValidationError({"days": _("A token lives from 1 to 365 days.")})
    if scope == Scope.SUMMARY and kecamatan:
        raise ValidationError({"kecamatan": _("Counts are those of the whole city: such a token has no kecamatan.")})
    return Token.objects.create(
        user=user,
        name=token.name,
        scope=scope,
        expiry=lifetime,
        kecamatan=sorted(set(kecamatan)),
        addresses=networks_of(addresses),
    )


@verb("token revoked")
def revoke_token(*, by: User, token: Token) -> None:
    """It opens nothing any more: here at once, in the other processes of the site within seconds."""
    with context(user=by.pk):
        digest = token.digest
        token.delete()
    transaction.on_commit(partial(forget, digest))


@verb("tokens ended")
def end_tokens(*, user: User) -> None:
    """None of the user's tokens opens anything any more."""
    Token.objects.filter(user=user).delete()


def networks_of(lines: Iterable[str]) -> list[str]:
    """The networks that are written there, one a line, as they are compared; raises for one that is none."""
    networks = [_network(line) for line in map(str.strip, lines) if line]
    if len(networks) > MOST_NETWORKS:
        raise ValidationError({"addresses": _("Give at most %(most)s addresses.") % {"most": MOST_NETWORKS}})
    return list(dict.fromkeys(networks))


def _network(line: str) -> str:
    try:
        # A zone (fe80::1%eth0) is a name that this machine alone knows.
        network = ipaddress.ip_network(line.replace("%", " "), strict=False)
    except ValueError:
        sentence = _("“%(line)s” is no address: write one such as 203.0.113.7, or a network such as 203.0.113.0/24.")
        raise ValidationError({"addresses": sentence % {"line": line[:40]}}) from None
    # The same machine in both versions is compared in the older one.
    mapped = network.version == 6 and network.network_address.ipv4_mapped
    if mapped and network.prefixlen >= 96:
        network = ipaddress.ip_network(f"{mapped}/{network.prefixlen - 96}")
    return str(network if network.num_addresses > 1 else network.network_address)
