"""Users, and where they work from which day on."""

import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from pghistory import context

from okoce.accounts.links import make_link
from okoce.accounts.models import User
from okoce.core.verbs import squeezed, verb
from programs.models import Assignment, AssignmentQuerySet, Kecamatan


@verb("user created")
def create_user(
    *,
    username: str,
    name: str,
    roles: list[str],
    kecamatan: list[str],
    on: datetime.date,
    until: datetime.date | None = None,
    password: str | None = None,
    one_time: bool = False,
) -> User:
    """A user with roles, assigned from that day on; raises ValidationError with a sentence for each wrong field.

    Without a password nobody signs in until a one-time link was used.
    """
    user = User(
        username=username, name=name or username, roles=list(dict.fromkeys(roles)), must_change_password=one_time
    )
    known = {place.code: place for place in Kecamatan.objects.filter(code__in=kecamatan)}
    if strangers := sorted(set(kecamatan) - set(known)):
        raise ValidationError(
            {
                "kecamatan": _("Unknown kecamatan %(codes)s: write the dotted code, for example 31.74.01.")
                % {"codes": ", ".join(strangers)}
            }
        )
    if password is not None:
        _refuse_weak(password, user)
    if until:
        _refuse_empty(on, until)
    # None is a password that no one can type.
    user.set_password(password)
    user.full_clean()
    user.save()
    Assignment.objects.bulk_create(
        Assignment(user=user, kecamatan=place, starts_on=on, ends_on=until) for place in known.values()
    )
    return user


@verb("user invited")
def invite(
    *,
    by: User,
    username: str,
    name: str,
    roles: list[str],
    kecamatan: list[str],
    on: datetime.date,
    at: datetime.datetime,
    until: datetime.date | None = None,
) -> tuple[User, str]:
    """A user without a password, and the token of the link by which they choose one."""
    with context(user=by.pk):
        user = create_user(username=username, name=squeezed(name), roles=roles, kecamatan=kecamatan, on=on, until=until)
        _link, token = make_link(by=by, user=user, at=at)
    return user, token


def _refuse_weak(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        raise ValidationError({"password": refusal}) from None


def _refuse_empty(starts_on: datetime.date, ends_on: datetime.date) -> None:
    if ends_on <= starts_on:
        raise ValidationError({"ends_on": _("The last day lies before the first: enter a later one.")})


@verb("assignment made")
def assign(
    *, by: User, user: User, kecamatan: Kecamatan, starts_on: datetime.date, ends_on: datetime.date | None = None
) -> Assignment:
    """The user works there from that day until before `ends_on`; said twice it is one assignment."""
    if ends_on:
        _refuse_empty(starts_on, ends_on)
    with context(user=by.pk):
        there = _hold(user).filter(kecamatan=kecamatan)
        if same := there.filter(starts_on=starts_on, ends_on=ends_on).first():
            return same
        if other := _overlapping(there, starts_on, ends_on).first():
            raise ValidationError(
                {
                    "kecamatan": _("%(name)s is assigned there from %(first)s already: end that assignment first.")
                    % {"name": user.name, "first": f"{other.starts_on:%d-%m-%Y}"}
                }
            )
        return Assignment.objects.create(user=user, kecamatan=kecamatan, starts_on=starts_on, ends_on=ends_on)


@verb("assignment ended")
def end_assignment(*, by: User, assignment: Assignment, ends_on: datetime.date) -> Assignment:
    """It holds until before that day."""
    _refuse_empty(assignment.starts_on, ends_on)
    with context(user=by.pk):
        others = _hold(assignment.user).filter(kecamatan=assignment.kecamatan_id).exclude(pk=assignment.pk)
        if _overlapping(others, assignment.starts_on, ends_on).exists():
            raise ValidationError(
                {
                    "ends_on": _(
                        "Another assignment to the same kecamatan begins before that day: choose an earlier one."
                    )
                }
            )
        assignment.ends_on = ends_on
        assignment.save(update_fields=["ends_on"])
    return assignment


def _hold(user: User) -> AssignmentQuerySet:
    """The user's assignments, for this writer alone: who changes them stands in line at the user's row."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return Assignment.objects.filter(user=user)


def _overlapping(
    rows: AssignmentQuerySet, starts_on: datetime.date, ends_on: datetime.date | None
) -> AssignmentQuerySet:
    """Those that hold on some day from the first until before the other."""
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on)).order_by("starts_on")
    return rows.filter(starts_on__lt=ends_on) if ends_on else rows


def pass_on(*, by: User, giver: User, taker: User, day: datetime.date) -> list[Kecamatan]:
    """End the giver's assignments on that day; the taker has from then on what they lack of them. Part of a handover."""
    places = []
    for user in sorted((giver, taker), key=lambda user: user.pk):
        _hold(user)
    for assignment in to_pass_on(giver, day):
        if assignment.starts_on >= day:
            raise ValidationError(
                {
                    "day": _("%(name)s is assigned to %(place)s from %(first)s only: choose a later day.")
                    % {"name": giver.name, "place": assignment.kecamatan, "first": f"{assignment.starts_on:%d-%m-%Y}"}
                }
            )
        _fill(taker, assignment.kecamatan, day, assignment.ends_on)
        end_assignment(by=by, assignment=assignment, ends_on=day)
        places.append(assignment.kecamatan)
    return places


def to_pass_on(giver: User, day: datetime.date) -> AssignmentQuerySet:
    """The assignments of the giver that hold on that day or later."""
    rows = Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day), user=giver)
    return rows.select_related("kecamatan").order_by("kecamatan", "starts_on")


def _fill(user: User, kecamatan: Kecamatan, day: datetime.date, until: datetime.date | None) -> None:
    """Assign the user on every day from the one until before the other on which they are not."""
    rows: list[tuple[datetime.date, datetime.date | None]] = []
    for other in _overlapping(Assignment.objects.filter(user=user, kecamatan=kecamatan), day, until):
        if day < other.starts_on:
            rows.append((day, other.starts_on))
        if other.ends_on is None:
            break
        day = other.ends_on
    else:
        if until is None or day < until:
            rows.append((day, until))
    Assignment.objects.bulk_create(
        Assignment(user=user, kecamatan=kecamatan, starts_on=first, ends_on=after) for first, after in rows
    )
