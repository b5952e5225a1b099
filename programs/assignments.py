"""Users, and where they work from which day on."""

import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.verbs import verb
from programs.models import Assignment, Kecamatan


@verb("user created")
def create_user(
    *,
    username: str,
    name: str,
    roles: list[str],
    kecamatan: list[str],
    password: str,
    on: datetime.date,
    one_time: bool = False,
) -> User:
    """A user with roles, assigned from that day on; raises ValidationError with a sentence for each wrong field."""
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
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        raise ValidationError({"password": refusal}) from None
    user.set_password(password)
    user.full_clean()
    user.save()
    Assignment.objects.bulk_create(Assignment(user=user, kecamatan=place, starts_on=on) for place in known.values())
    return user
