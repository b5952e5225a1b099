"""The tokens of whoever is signed in, and an administrator's look at those of somebody else."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts import users
from okoce.accounts.adapter import SIGNED_IN_IS_ENOUGH
from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.accounts.tokens import revoke_token
from okoce.core.addresses import client_address
from okoce.core.months import now
from programs.access.forms import TokenForm
from programs.places import within


# A token opens the same as the account: who makes one and signed in a while ago is asked for the password, or for a code.
@reauthentication_required(allow_get=True, app=SIGNED_IN_IS_ENOUGH)
def tokens(request):
    at = now()
    form = TokenForm(request.POST or None, by=request.user, at=at, here=client_address(request))
    if made := form.act():
        return hand_over_token(request, *made)
    rows = rows_of(request.user, at, lambda token: reverse("token-revoke", args=[token.handle]))
    return render(request, "account/tokens.html", {"form": form, "rows": rows})


def hand_over_token(request, token, text):
    """The text, on the answer itself: it is kept nowhere, so that this page alone ever shows it."""
    asks = "counts/?metric=registered&by=month" if request.user.may(Power.SEE_COUNTS) else "participants/"
    address = request.build_absolute_uri(f"/api/v1/{asks}")
    told = {"token": token, "text": text, "address": address, "docs": reverse("api-docs")}
    return render(request, "account/token.html", told)


def rows_of(user, at, revocation_of):
    """What a list says of the user's tokens, newest first, and where each is revoked."""
    held = list(user.auth_token_set.order_by("-created"))
    names = {place.code: place.name for place in within({code for token in held for code in token.kecamatan})}
    return [
        {
            "token": token,
            # A code that is none is shown as it is: what holds it has to be seen to be revoked.
            "places": [names.get(code, code) for code in token.kecamatan],
            "ended": token.expiry <= at,
            "revocation": revocation_of(token),
        }
        for token in held
    ]


@require_POST
def token_revoke(request, handle):
    token = get_object_or_404(request.user.auth_token_set, handle=handle)
    revoke_token(by=request.user, token=token)
    messages.success(request, _("The token “%(name)s” is revoked: it opens nothing any more.") % {"name": token.name})
    return redirect("tokens")


@require_POST
@requires(Power.MANAGE_USERS)
def user_token_revoke(request, user, handle):
    account = get_object_or_404(users.listed(), pk=user)
    token = get_object_or_404(account.auth_token_set, handle=handle)
    revoke_token(by=request.user, token=token)
    messages.success(request, _("The token “%(name)s” is revoked: it opens nothing any more.") % {"name": token.name})
    return redirect("user", user=user)
