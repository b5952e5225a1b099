"""One-time links: an administrator hands one over, and whoever opens it chooses a password. No mail is needed."""

import datetime
import secrets

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from pghistory import context

from okoce.accounts.models import OneTimeLink, User
from okoce.accounts.tokens import end_tokens
from okoce.core.logs import LINK
from okoce.core.reasons import refuse_numbers
from okoce.core.verbs import check, squeezed, verb

LIFETIME = datetime.timedelta(hours=24)


@verb("one-time link made")
def make_link(
    *, by: User, user: User, at: datetime.datetime, resets_second_factor: bool = False, reason: str = ""
) -> tuple[OneTimeLink, str]:
    """A link and its token, which is shown this once; every earlier one of the user opens nothing any more."""
    with context(user=by.pk, reason=squeezed(reason)):
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        link = OneTimeLink(
            user=user,
            made_by=by,
            made_at=at,
            expires_at=at + LIFETIME,
            resets_second_factor=resets_second_factor,
            reason=squeezed(reason),
        )
        _refuse(link)
        withdraw_links(user=user, at=at)
        token = LINK + secrets.token_urlsafe(32)
        link.digest = digest(token)
        link.save()
    return link, token


def _refuse(link: OneTimeLink) -> None:
    if not link.user.is_active:
        raise ValidationError(_("This account is closed: open it first."))
    if link.resets_second_factor and not link.reason:
        raise ValidationError({"reason": _("Say why the second factor is taken away, for the audit trail.")})
    if link.reason:
        check(link, "reason")
        refuse_numbers(link.reason)


def withdraw_links(*, user: User, at: datetime.datetime) -> None:
    """The links of the user that are still open are so no longer."""
    OneTimeLink.objects.filter(user=user, used_at=None, withdrawn_at=None).update(withdrawn_at=at)


def digest(token: str) -> str:
    """What is kept of a token: without the site's secret key nobody finds one to it."""
    return salted_hmac("okoce.accounts.links", token, algorithm="sha256").hexdigest()


def link_of(token: str) -> OneTimeLink | None:
    """The link of that token, open or not; None when there never was one."""
    return OneTimeLink.objects.select_related("user").filter(digest=digest(token)).first()


@verb("password chosen by a one-time link")
def use_link(*, link: OneTimeLink, password: str, at: datetime.datetime) -> User:
    """The password of whoever holds the link; once, and with a fresh second factor where that was said."""
    user = link.user
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        raise ValidationError({"password": refusal}) from None
    with context(user=user.pk):
        # Claimed by the change itself: of two who press at once, one goes on.
        if not OneTimeLink.objects.open_at(at).filter(pk=link.pk).update(used_at=at):
            raise ValidationError(
                _("This link opens nothing any more: ask the administrator of your office for another.")
            )
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        # The account may be somebody else's from here on.
        end_tokens(user=user)
        if link.resets_second_factor:
            Authenticator.objects.filter(user=user).delete()
    return user
