"""Tokens as their user makes them: of kecamatan where the user works, and not without end."""

import datetime
from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.accounts.models import Token, User
from okoce.accounts.tokens import make_token
from okoce.core.verbs import squeezed, verb
from programs.places import unknown, within
from programs.scoping import area_of

MOST = 20


@verb("token made")
def give_token(
    *,
    to: User,
    name: str,
    scope: str,
    days: int,
    at: datetime.datetime,
    kecamatan: Collection[str] = (),
    addresses: Iterable[str] = (),
) -> tuple[Token, str]:
    """A token and its text; refuses kecamatan where the user does not work, the name of another, and one too many."""
    # One after the other, or two that come at once would both find a place left.
    User.objects.select_for_update(no_key=True).get(pk=to.pk)
    live = to.auth_token_set.filter(expiry__gt=at)
    if live.count() >= MOST:
        raise ValidationError(_("You have %(most)s tokens: revoke one that is not needed any more.") % {"most": MOST})
    if live.filter(name__iexact=squeezed(name)).exists():
        raise ValidationError(
            {"name": _("There is a token of this name: choose another name, or revoke that one first.")}
        )
    _refuse_places(to, kecamatan)
    lifetime = datetime.timedelta(days=days)
    return make_token(user=to, name=name, scope=scope, lifetime=lifetime, kecamatan=kecamatan, addresses=addresses)


def _refuse_places(user: User, codes: Collection[str]) -> None:
    known = set(within(codes).values_list("code", flat=True))
    if strange := sorted(set(codes) - known):
        raise ValidationError({"kecamatan": [unknown(code) for code in strange]})
    area = area_of(user)
    if area is not None and (elsewhere := known - set(area)):
        sentence = _("The user does not work in %(codes)s.") % {"codes": ", ".join(sorted(elsewhere))}
        raise ValidationError({"kecamatan": sentence})
