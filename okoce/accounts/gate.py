"""The gate that every request passes: signed in, with a second factor and an own password, with the power."""

from functools import wraps

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from okoce.accounts.roles import Power

# What someone may reach who still has to set up the second factor or an own password.
BEFORE_SETTLED = {
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "set_language",
}


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
        if answer := super().process_view(request, view_func, view_args, view_kwargs):
            return answer
        # Views that need no sign-in (and the API, which checks its own) are open to the unsettled too.
        if not request.user.is_authenticated or not getattr(view_func, "login_required", True):
            return None
        if request.resolver_match.url_name in BEFORE_SETTLED:
            return None
        return unsettled(request)


def unsettled(request):
    """Where someone must go first, or None: an own password, then a second factor above facilitator."""
    if request.user.must_change_password:
        return redirect("account_change_password")
    if request.user.needs_second_factor and not has_second_factor(request):
        return redirect("mfa_activate_totp")
    return None


def has_second_factor(request) -> bool:
    # Remembered in the session: a query less on every page.
    if not request.session.get("second_factor"):
        request.session["second_factor"] = is_mfa_enabled(request.user)
    return request.session["second_factor"]
