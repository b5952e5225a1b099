"""What somebody sees who was handed a one-time link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from okoce.accounts import links
from okoce.accounts.forms import ChoosePasswordForm
from okoce.core.months import now


@login_not_required
def account_link(request, token):
    """Shows the form as often as it is opened, because programs that preview links open them too; sending it uses it."""
    link, at = links.link_of(token), now()
    if not (link and link.is_open(at)):
        return render(request, "account/link_over.html", {"link": link}, status=410 if link else 404)
    form = ChoosePasswordForm(request.POST or None, link=link, at=at)
    if form.act():
        messages.success(request, _("Your password is saved. Sign in with it."))
        return redirect("account_login")
    return render(
        request, "account/link.html", {"form": form, "account": link.user, "tokens": link.user.auth_token_set.exists()}
    )
