"""The gate that every request passes: signed in, with a second factor and an own password, with the power."""

from functools import wraps

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_used
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.shortcuts import redirect

from okoce.accounts.roles import Power

# What someone may reach who still has to pass or set up the second factor, or choose an own password. Recovery codes
# are not among them: who is in with the password alone must not make themselves one.
BEFORE_SETTLED = {
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "mfa_reauthenticate",
    "mfa_activate_totp",
}
PASSED = "second_factor"


def requires(power: Power):
    """Let only those with the power into a view; the table of addresses in the tests reads `view.power`."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.may(power):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.power = power
        return guarded

    return decorate


class GateMiddleware(LoginRequiredMiddleware):
    def process_view(self, request, view_func, view_args, view_kwargs):
        # Views that need no sign-in (and the API, which checks its own) are open to the unsettled too. Nobody looks up
        # who asks: /healthz needs no database.
        if not getattr(view_func, "login_required", True):
            return None
        if answer := super().process_view(request, view_func, view_args, view_kwargs):
            return answer
        if request.resolver_match.url_name in BEFORE_SETTLED:
            return None
        return unsettled(request)


def unsettled(request):
    """Where someone must go first, or None: an own password, then a second factor above facilitator."""
    if request.user.must_change_password:
        return redirect("account_change_password")
    # The session has to have passed it: that the user has one says nothing about who sits here.
    if not request.user.needs_second_factor or request.session.get(PASSED):
        return None
    has_one = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
    return redirect("mfa_reauthenticate" if has_one else "mfa_activate_totp")


@receiver([authenticator_used, authenticator_added])
def passed(request, **signal):
    request.session[PASSED] = True


@receiver(authenticator_removed)
def given_up(request, **signal):
    request.session.pop(PASSED, None)
