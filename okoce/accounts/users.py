"""Accounts as an administrator sees and changes them."""

import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pghistory import context

from okoce.accounts.links import withdraw_links
from okoce.accounts.models import Token, User
from okoce.accounts.roles import Power, powers_of, roles_with
from okoce.core.verbs import squeezed, verb

WITHOUT_PASSWORD = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)


class State(TextChoices):
    OPEN = "open", gettext_lazy("open")
    INVITED = "invited", gettext_lazy("has no password yet")
    CLOSED = "closed", gettext_lazy("closed")


IN_STATE = {
    State.OPEN: Q(is_active=True) & ~WITHOUT_PASSWORD,
    State.INVITED: Q(is_active=True) & WITHOUT_PASSWORD,
    State.CLOSED: Q(is_active=False),
}


def state_of(user: User) -> State:
    if not user.is_active:
        return State.CLOSED
    return State.OPEN if user.has_usable_password() else State.INVITED


def listed(*, state: str = "", words: str = "") -> QuerySet[User]:
    """Users by name, in that state and with each of the words in their name or user name."""
    users = User.objects.order_by("name", "pk")
    users = users.filter(IN_STATE[State(state)]) if state else users
    for word in words.split():
        users = users.filter(Q(name__icontains=word) | Q(username__icontains=word))
    return users


def who_may(power: Power) -> QuerySet[User]:
    """Users with a role of this power, also those whose account is closed."""
    return User.objects.filter(roles__overlap=roles_with(power))


@verb("user changed")
def change_user(*, by: User, user: User, name: str, roles: list[str]) -> User:
    """Another name or other roles; refused when nobody would be left who manages users."""
    with context(user=by.pk):
        user.name, user.roles = squeezed(name), list(dict.fromkeys(roles))
        user.clean_fields(exclude=["password"])
        if Power.MANAGE_USERS not in powers_of(user.roles):
            _keep_a_manager(without=user)
        user.save(update_fields=["name", "roles"])
    return user


@verb("account closed")
def close_account(*, by: User, user: User, at: datetime.datetime) -> User:
    """Nobody signs in with it any more: its sessions, tokens and links end, also should it be opened again."""
    with context(user=by.pk):
        _keep_a_manager(without=user)
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
        Token.objects.filter(user=user).delete()
        withdraw_links(user=user, at=at)
    return user


@verb("account opened again")
def open_account(*, by: User, user: User) -> User:
    """It waits for a one-time link, as a new one does."""
    with context(user=by.pk):
        user.is_active = True
        user.save(update_fields=["is_active"])
    return user


def _keep_a_manager(*, without: User) -> None:
    """Refuse when nobody else manages users; of two who leave at once, the second is asked after the first."""
    managers = User.objects.filter(IN_STATE[State.OPEN], roles__overlap=roles_with(Power.MANAGE_USERS))
    held = {user.pk for user in managers.select_for_update(no_key=True).order_by("pk")}
    if held == {without.pk}:
        raise ValidationError(
            _("Nobody else manages users: give the role of administrator to somebody first, who has signed in.")
        )
